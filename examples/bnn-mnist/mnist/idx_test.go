package mnist

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func words(ws ...uint32) (b []byte) {
	for _, w := range ws {
		b = binary.BigEndian.AppendUint32(b, w)
	}
	return b
}

// imagesFile returns n images as an IDX file; every pixel of image i is first+i.
func imagesFile(n int, first byte) []byte {
	b := words(0x803, uint32(n), Rows, Cols)
	for i := range n {
		b = append(b, bytes.Repeat([]byte{first + byte(i)}, Pixels)...)
	}
	return b
}

func labelsFile(labels ...byte) []byte { return append(words(0x801, uint32(len(labels))), labels...) }

func packed(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

func TestReadIDX(t *testing.T) {
	want := imagesFile(3, 5)
	for name, file := range map[string][]byte{"plain": want, "compressed": packed(want)} {
		t.Run(name, func(t *testing.T) {
			got, small, err := readImages("f", iotest.OneByteReader(bytes.NewReader(file)))
			require.NoError(t, err)
			require.True(t, small)
			require.Equal(t, want[16:], got)
		})
	}
	got, err := readLabels("f", bytes.NewReader(labelsFile(3, 1, 4)))
	require.NoError(t, err)
	require.Equal(t, []byte{3, 1, 4}, got)
}

// TestReadIDXOfOtherSizes reads images of 2 × 3, each of one shade.
func TestReadIDXOfOtherSizes(t *testing.T) {
	file := append(words(0x803, 2, 2, 3), 7, 7, 7, 7, 7, 7, 200, 200, 200, 200, 200, 200)
	got, small, err := readImages("f", bytes.NewReader(file))
	require.NoError(t, err)
	require.False(t, small)
	require.Equal(t, append(bytes.Repeat([]byte{7}, Pixels), bytes.Repeat([]byte{200}, Pixels)...), got)
}

func TestReadIDXNamesWhatIsWrong(t *testing.T) {
	good := imagesFile(2, 1)
	zipped := packed(good)
	damaged := bytes.Clone(zipped)
	damaged[len(damaged)-6] ^= 1 // in the checksum

	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":          {nil, "found the file's end in the header, at its magic number, expected a whole file"},
		"short header":   {good[:6], "found the file's end in the header, at its number of items"},
		"short shape":    {good[:15], "found the file's end in the header, at its dimensions"},
		"text":           {[]byte("<!DOCTYPE html>"), "found magic number 0x3c21444f, expected 0x00000803 (IDX, unsigned bytes, dimensions: 3)"},
		"floats":         {words(0xd03, 2, 28, 28), "found magic number 0x00000d03, expected 0x00000803"},
		"no rows":        {words(0x803, 2, 0, 28), "found items of length 0 in dimension 1, expected 1 to 50000000 pixels in all"},
		"huge size":      {words(0x803, 2, 0xffffffff, 28), "found items of length 4294967295 in dimension 1, expected 1 to 50000000 pixels in all"},
		"huge in all":    {words(0x803, 2, 10_000, 5_001), "found items of length 5001 in dimension 2, expected 1 to 50000000 pixels in all"},
		"no items":       {words(0x803, 0, 28, 28), "found a header that declares 0 items, expected 1 to 200000"},
		"huge count":     {words(0x803, 0xffffffff, 28, 28), "found a header that declares 4294967295 items, expected 1 to 200000"},
		"truncated":      {good[:len(good)-1], "found 1567 bytes of data, expected 1568 for 2 items"},
		"header only":    {good[:16], "found 0 bytes of data, expected 1568 for 2 items"},
		"trailing":       {append(bytes.Clone(good), 0), "found more data after the 1568 bytes of 2 items, expected the file's end"},
		"gzip stub":      {zipped[:5], "found a damaged gzip header (unexpected EOF), expected a whole file"},
		"gzip header":    {append([]byte{0x1f, 0x8b, 99}, zipped[3:]...), "found a damaged gzip header (gzip: invalid header), expected a whole file"},
		"gzip truncated": {zipped[:len(zipped)-9], "found the file's end in the data, after "},
		"gzip checksum":  {damaged, "found damage in the data, after 1568 of 1568 bytes (gzip: invalid checksum), expected a whole file"},
		"gzip trailing":  {append(bytes.Clone(zipped), "junk"...), "found the file's end in the data, after 1568 of 1568 bytes"},
		"gzip surplus":   {packed(append(bytes.Clone(good), 7)), "found more data after the 1568 bytes of 2 items"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := readImages("some-file", bytes.NewReader(c.file))
			require.ErrorContains(t, err, "some-file: "+c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestReadIDXPassesReadErrorsOn(t *testing.T) {
	broken := errors.New("disk on fire")
	_, _, err := readImages("f", iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "f: found damage in the header, at its magic number (disk on fire), expected a whole file")
}

// TestReadIDXDoesNotTrustTheHeader reads files of 16 bytes that declare 157 MB and 10 TB.
func TestReadIDXDoesNotTrustTheHeader(t *testing.T) {
	for want, file := range map[string][]byte{
		"f: found 0 bytes of data, expected 156800000 for 200000 items":      words(0x803, maxImages, Rows, Cols),
		"f: found 0 bytes of data, expected 10000000000000 for 200000 items": words(0x803, maxImages, 5_000, 10_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := readImages("f", bytes.NewReader(file))
		runtime.ReadMemStats(&after)
		require.ErrorContains(t, err, want)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
	}
}

func FuzzIDX(f *testing.F) {
	for _, file := range [][]byte{
		nil,
		labelsFile(1, 2, 3),
		imagesFile(1, 200),
		imagesFile(2, 9)[:900],
		append(labelsFile(4), 5),
		words(0x803, maxImages, Rows, Cols),
		append(words(0x803, 1, 2, 3), 1, 2, 3, 4, 5, 6),
		words(0x801, 0xffffffff),
		words(0x803, 1, 0x10000, 0x10000),
		packed(labelsFile(8, 9)),
		packed(imagesFile(2, 7)),
		packed(imagesFile(1, 3))[:20],
		append(packed(labelsFile(8)), packed(labelsFile(9))...),
		{0x1f, 0x8b},
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		labels, err := readLabels("name", bytes.NewReader(file))
		check := func(data []byte, err error, whole []byte, again func([]byte) ([]byte, error)) {
			if err != nil {
				require.Nil(t, data)
				require.True(t, strings.HasPrefix(err.Error(), "name: found "), "%v", err)
				require.NotContains(t, err.Error(), "\n")
				return
			}
			if !bytes.Equal(file, whole) { // then it was compressed, and says the same when read again
				require.Equal(t, []byte{0x1f, 0x8b}, file[:2])
				same, err := again(whole)
				require.NoError(t, err)
				require.Equal(t, data, same)
			}
		}
		check(labels, err, labelsFile(labels...), func(whole []byte) ([]byte, error) { return readLabels("name", bytes.NewReader(whole)) })
		images, small, err := readImages("name", bytes.NewReader(file))
		if err == nil && !small {
			require.Zero(t, len(images)%Pixels)
			return
		}
		check(images, err, append(words(0x803, uint32(len(images)/Pixels), Rows, Cols), images...), func(whole []byte) ([]byte, error) {
			same, _, err := readImages("name", bytes.NewReader(whole))
			return same, err
		})
	})
}
