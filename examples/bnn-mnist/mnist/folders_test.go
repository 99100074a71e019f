package mnist

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// flat returns an image of one color.
func flat(width, height int, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 100}))
	return b.Bytes()
}

func shade(v byte) color.Color { return color.Gray{Y: v} }

// tree writes files, whose folders it makes.
func tree(t testing.TB, files map[string][]byte) string {
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, data, 0o600))
	}
	return dir
}

// animals are two classes of three images, each of a shade of its own.
func animals(t testing.TB) map[string][]byte {
	files := map[string][]byte{}
	for i := range 3 {
		files[fmt.Sprintf("dogs/%d.png", i)] = pngOf(t, flat(10, 20, shade(byte(10+i))))
		files[fmt.Sprintf("cats/%d.jpeg", i)] = jpegOf(t, flat(30, 8, shade(byte(200+i))))
	}
	return files
}

// TestGray takes kinds of pictures to gray: gray stays as it is, colors count by luminance, what is transparent is
// white.
func TestGray(t *testing.T) {
	rect := image.Rect(3, 5, 5, 6) // does not begin at 0
	sixteen := image.NewGray16(rect)
	sixteen.SetGray16(3, 5, color.Gray16{Y: 0x1234})
	sixteen.SetGray16(4, 5, color.Gray16{Y: 0xffff})
	palette := image.NewPaletted(rect, color.Palette{color.NRGBA{255, 0, 0, 255}, color.NRGBA{}})
	palette.SetColorIndex(4, 5, 1)
	clear := image.NewNRGBA(rect)
	clear.SetNRGBA(3, 5, color.NRGBA{0, 0, 0, 127})
	clear.SetNRGBA(4, 5, color.NRGBA{0, 255, 0, 0})
	colors := image.NewRGBA(rect)
	colors.Set(3, 5, color.RGBA{0, 255, 0, 255})
	colors.Set(4, 5, color.RGBA{0, 0, 255, 255})
	cmyk := image.NewCMYK(rect)
	cmyk.Set(4, 5, color.CMYK{0, 0, 0, 255})
	ycc := image.NewYCbCr(rect, image.YCbCrSubsampleRatio444)
	copy(ycc.Y, []byte{77, 12})
	copy(ycc.Cb, []byte{128, 128})
	copy(ycc.Cr, []byte{128, 128})
	for name, c := range map[string]struct {
		picture image.Image
		want    []byte
	}{
		"gray of 16 bits": {sixteen, []byte{0x12, 255}},
		"palette":         {palette, []byte{76, 255}}, // 0.299 · 255
		"alpha":           {clear, []byte{128, 255}},
		"colors":          {colors, []byte{150, 29}}, // 0.587 and 0.114 · 255
		"CMYK":            {cmyk, []byte{255, 0}},
		"YCbCr":           {ycc, []byte{77, 12}},
	} {
		require.Equal(t, c.want, gray(c.picture), name)
	}
	every := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range every.Pix {
		every.Pix[i] = byte(i)
	}
	require.Equal(t, every.Pix, gray(every))
}

func TestReadPictureKeepsGrayImagesOfTheSize(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, Cols, Rows))
	copy(m.Pix, random(Pixels, 7))
	got, err := readPicture(filepath.Join(tree(t, map[string][]byte{"a.dat": pngOf(t, m)}), "a.dat"))
	require.NoError(t, err)
	require.Equal(t, m.Pix, got)
}

func TestLoadFolders(t *testing.T) {
	files := animals(t)
	for _, left := range []string{".DS_Store", "dogs/Thumbs.db", "cats/.hidden", ".git/config", "desktop.ini"} {
		files[left] = []byte("no image")
	}
	dir := tree(t, files)
	outside := tree(t, map[string][]byte{"far.png": pngOf(t, flat(5, 5, shade(99)))})
	if err := os.Symlink(filepath.Join(outside, "far.png"), filepath.Join(dir, "dogs", "link.png")); err != nil {
		t.Log("without a link:", err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "dogs", "link.png"), pngOf(t, flat(5, 5, shade(99))), 0o600))
	}
	train, test, err := Load(dir, 3)
	require.NoError(t, err)
	require.Equal(t, []string{"cats", "dogs"}, train.Names)
	require.Equal(t, []string{"cats", "dogs"}, test.Classes())
	require.Equal(t, []int{5, 2}, []int{train.Len(), test.Len()})
	require.ElementsMatch(t, []byte{0, 1}, test.Labels)
	var shades []byte
	for _, s := range []Set{train, test} {
		for i, label := range s.Labels {
			first := s.Image(i)[0]
			require.Equal(t, bytes.Repeat([]byte{first}, Pixels), s.Image(i))
			require.Equal(t, label == 0, first >= 200)
			shades = append(shades, first)
		}
	}
	require.ElementsMatch(t, []byte{10, 11, 12, 99, 200, 201, 202}, shades)

	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, _, err := Load(dir, 3)
	require.NoError(t, err)
	require.Equal(t, train, again, "on one processor")
}

func TestLoadFoldersWithTestImages(t *testing.T) {
	files := map[string][]byte{}
	for name, data := range animals(t) {
		files["train/"+name] = data
	}
	files["train/10/a.png"] = pngOf(t, flat(9, 9, shade(1)))
	files["test/dogs/a.png"] = pngOf(t, flat(9, 9, shade(50)))
	train, test, err := Load(tree(t, files), 1)
	require.NoError(t, err)
	require.Equal(t, []string{"10", "cats", "dogs"}, train.Names)
	require.Equal(t, train.Names, test.Names)
	require.Equal(t, 7, train.Len())
	require.Equal(t, []byte{2}, test.Labels)
	require.Equal(t, bytes.Repeat([]byte{50}, Pixels), test.Images)
}

// large returns a PNG file whose header declares a size; there is nothing behind it.
func large(width, height uint32) []byte {
	head := append([]byte("IHDR"), words(width, height)...)
	head = append(head, 8, 0, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n"), words(13)...)
	file = append(file, head...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(head))
}

func TestLoadFoldersNamesWhatIsWrong(t *testing.T) {
	picture := pngOf(t, flat(4, 4, shade(3)))
	var moving bytes.Buffer
	require.NoError(t, gif.Encode(&moving, flat(4, 4, shade(3)), nil))
	for want, change := range map[string]map[string][]byte{
		"dogs/read.me: found a file that is neither PNG nor JPEG, expected an image":                    {"dogs/read.me": []byte("hello")},
		"dogs/a.png: found a file that is neither PNG nor JPEG, expected an image":                      {"dogs/a.png": moving.Bytes()},
		"dogs/a.png: found a file that is neither PNG nor JPEG, expected an image ":                     {"dogs/a.png": {}},
		"cats/0.jpeg: found a damaged image (unexpected EOF), expected a whole one":                     {"cats/0.jpeg": animals(t)["cats/0.jpeg"][:400]},
		"dogs/a.png: found a damaged image (unexpected EOF), expected a whole one":                      {"dogs/a.png": picture[:len(picture)/2]},
		"dogs/a.png: found an image of 10000 × 5001, expected 1 to 50000000 pixels":                     {"dogs/a.png": large(10000, 5001)},
		"dogs/a.png: found an image of 1000000 × 1000000, expected":                                     {"dogs/a.png": large(1e6, 1e6)},
		"a.png: found a file beside folders of images, expected a folder for each class":                {"a.png": picture},
		"dogs/more: found a folder in a folder of images, expected images":                              {"dogs/more/a.png": picture},
		"found 1 image of the class \"cow\", expected at least 2, one to train on and one to test with": {"cow/a.png": picture},
		"test: found a folder in a folder of images":                                                    {"dogs/test/a.png": picture},
		"cats: found something beside the folders train and test, expected these two only":              {"train/x/a.png": picture, "test/x/a.png": picture},
		"found the class \"a\\nb\", expected a name of characters that can be printed":                  {"a\nb/a.png": picture},
		"cats/1.png: found a file that is neither PNG nor JPEG, expected an image":                      {"dogs/0.png": {1}, "dogs/1.png": {1}, "cats/1.png": {1}, "dogs/2.png": {1}},
		"zebras: found no images, expected some of the class":                                           {"zebras/.DS_Store": {}},
		"found images of 300 classes, expected 2 to 256":                                                numbered(298, picture),
	} {
		files := animals(t)
		for name, data := range change {
			files[name] = data
		}
		if runtime.GOOS == "windows" && change["a\nb/a.png"] != nil {
			continue
		}
		dir := tree(t, files)
		_, _, err := Load(dir, 1)
		require.ErrorContains(t, err, strings.TrimSpace(filepath.FromSlash(want)), "%q", want)
		require.ErrorContains(t, err, "mnist: ")
		require.ErrorContains(t, err, dir)
		require.NotContains(t, err.Error(), "\n")
	}
}

// numbered are classes of one image.
func numbered(n int, picture []byte) map[string][]byte {
	files := map[string][]byte{}
	for i := range n {
		files[fmt.Sprintf("%d/a.png", i)] = picture
	}
	return files
}

func TestLoadTestImagesNamesWhatIsWrong(t *testing.T) {
	picture := pngOf(t, flat(4, 4, shade(3)))
	for want, files := range map[string]map[string][]byte{
		"found an empty folder, expected a folder of images for each class, or the four MNIST files (train-images-idx3-ubyte and so on)": {},
		"found images of 1 classes, expected 2 to 256":                                   {"a/a.png": picture, "a/b.png": picture},
		"train: found images of 1 classes, expected 2 to 256":                            {"train/a/a.png": picture, "test/a/a.png": picture},
		"test: found no images, expected some of the classes of train":                   {"train/a/a.png": picture, "train/b/a.png": picture, "test/.x": {}},
		"c: found a class that train does not have, expected one of its 2 classes":       {"train/a/a.png": picture, "train/b/a.png": picture, "test/c/a.png": picture},
		"a.png: found a file beside folders of images, expected a folder for each class": {"train/a.png": picture, "test/a.png": picture},
	} {
		_, _, err := Load(tree(t, files), 1)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestLoadFoldersPassesOverNoPipes(t *testing.T) {
	dir := tree(t, animals(t))
	if err := os.Symlink(os.DevNull, filepath.Join(dir, "dogs", "a.png")); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
	_, _, err := Load(dir, 1)
	require.EqualError(t, err, "mnist: "+filepath.Join(dir, "dogs", "a.png")+": found neither a file nor a folder, expected an image")
	_, _, err = Load(os.DevNull, 1)
	require.ErrorContains(t, err, "found a file, expected a CSV file (.csv)")
	require.NoError(t, os.Remove(filepath.Join(dir, "dogs", "a.png")))
	require.NoError(t, os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "dogs", "a.png")))
	_, _, err = Load(dir, 1)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, filepath.Join(dir, "dogs", "a.png"))
}
