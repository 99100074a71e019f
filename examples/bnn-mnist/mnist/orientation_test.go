package mnist

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// sides are where the first row and the first column of a file are to be seen, by orientation, as Exif defines it.
var sides = map[int][2]string{
	1: {"top", "left"}, 2: {"top", "right"}, 3: {"bottom", "right"}, 4: {"bottom", "left"},
	5: {"left", "top"}, 6: {"right", "top"}, 7: {"right", "bottom"}, 8: {"left", "bottom"},
}

// stored returns the pixels of a file that is to be seen as an image [height, width], and its sides.
func stored(seen []byte, width, height, orientation int) (file []byte, w, h int) {
	w, h = width, height
	if side := sides[orientation][0]; side == "left" || side == "right" {
		w, h = height, width
	}
	for row := range h {
		for col := range w {
			x, y := 0, 0
			for i, at := range []int{row, col} {
				switch sides[orientation][i] {
				case "top":
					y = at
				case "bottom":
					y = height - 1 - at
				case "left":
					x = at
				case "right":
					x = width - 1 - at
				}
			}
			file = append(file, seen[y*width+x])
		}
	}
	return file, w, h
}

func TestTurn(t *testing.T) {
	seen := []byte{1, 2, 3, 4, 5, 6}
	for o := range sides {
		file, w, h := stored(seen, 3, 2, o)
		got, width, height := turn(file, w, h, o)
		require.Equal(t, seen, got, "orientation %d", o)
		require.Equal(t, []int{3, 2}, []int{width, height})
	}
	right, _, _ := turn(seen, 3, 2, 6)
	require.Equal(t, []byte{4, 1, 5, 2, 6, 3}, right, "a quarter to the right")
}

// exif returns a segment of a JPEG file that has an orientation, behind another tag.
func exif(order binary.AppendByteOrder, orientation int) []byte {
	tiff := []byte("MM")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		tiff = []byte("II")
	}
	tiff = order.AppendUint32(order.AppendUint16(tiff, 42), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, e := range [][2]int{{0x0100, 640}, {0x0112, orientation}} {
		tiff = order.AppendUint16(order.AppendUint16(tiff, uint16(e[0])), 3)
		tiff = order.AppendUint16(order.AppendUint16(order.AppendUint32(tiff, 1), uint16(e[1])), 0)
	}
	return segment(0xe1, append([]byte("Exif\x00\x00"), append(tiff, 0, 0, 0, 0)...))
}

func segment(marker byte, data []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(data)+2)), data...)
}

// TestPhotographsAreUpright reads photographs of one scene by cameras that were held in all ways.
func TestPhotographsAreUpright(t *testing.T) {
	const side = 8 * Cols // a pixel of the result is a block of JPEG, which keeps its shade
	scene := make([]byte, side*side)
	for i := range scene {
		x, y := i%side/8, i/side/8
		scene[i] = byte(40 + 5*x + 2*y)
	}
	path := filepath.Join(t.TempDir(), "photograph.jpeg")
	read := func(o int, order binary.AppendByteOrder, between ...byte) []byte {
		pixels, w, h := stored(scene, side, side, o)
		m := image.NewGray(image.Rect(0, 0, w, h))
		copy(m.Pix, pixels)
		file := jpegOf(t, m)
		with := append(append([]byte{0xff, 0xd8}, between...), exif(order, o)...)
		require.NoError(t, os.WriteFile(path, append(with, file[2:]...), 0o600))
		got, err := readPicture(path)
		require.NoError(t, err)
		return got
	}
	want := read(1, binary.BigEndian)
	require.Less(t, want[0], want[Cols-1])
	for o := range sides {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			got := read(o, order, segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"))...)
			for i := range got {
				require.InDelta(t, want[i], got[i], 2, "orientation %d, %v, pixel %d", o, order, i)
			}
		}
	}
}

func TestOrientationOfDamagedNotes(t *testing.T) {
	start := []byte{0xff, 0xd8}
	whole := append(start, exif(binary.LittleEndian, 6)...)
	require.Equal(t, 6, orientation(bytes.NewReader(whole)))
	for n := range len(whole) {
		require.Equal(t, upright, orientation(bytes.NewReader(whole[:n])), "cut to %d bytes", n)
	}
	for name, file := range map[string][]byte{
		"no such orientation": append(start, exif(binary.BigEndian, 9)...),
		"zero":                append(start, exif(binary.BigEndian, 0)...),
		"not Exif":            append(start, segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00"))...),
		"behind the image":    append(append(start, segment(0xda, nil)...), exif(binary.BigEndian, 6)...),
		"a PNG file":          []byte("\x89PNG\r\n\x1a\n"),
		"a short length":      append(start, 0xff, 0xe1, 0, 0),
		"a directory outside": append(start, segment(0xe1, []byte("Exif\x00\x00MM\x00\x2a\xff\xff\xff\xff"))...),
	} {
		require.Equal(t, upright, orientation(bytes.NewReader(file)), name)
	}
}

func FuzzOrientation(f *testing.F) {
	for o := range sides {
		f.Add(append([]byte{0xff, 0xd8}, exif(binary.LittleEndian, o)...))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if o := orientation(bytes.NewReader(file)); sides[o][0] == "" {
			t.Error(fmt.Sprint(o))
		}
	})
}
