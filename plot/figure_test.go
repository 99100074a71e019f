package plot

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
)

// svg returns a picture as SVG.
func svg(t *testing.T, f *Figure) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, f.WriteSVG(&b))
	return b.String()
}

func TestSave(t *testing.T) {
	f, err := Trace(stored(2, 10, site{"mu", normals(1, 1)}))
	require.NoError(t, err)
	folder := t.TempDir()
	for _, name := range []string{"a.svg", "a.SVG"} {
		require.NoError(t, f.Save(filepath.Join(folder, name)))
		text, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Equal(t, svg(t, f), string(text), "the same picture twice is the same")
		require.Contains(t, string(text), ">mu<")
		require.Contains(t, string(text), ">chain 1<")
	}
	require.NoError(t, f.Resize(640, 481).Save(filepath.Join(folder, "a.png")))
	file, err := os.Open(filepath.Join(folder, "a.png"))
	require.NoError(t, err)
	defer file.Close()
	size, err := png.DecodeConfig(file)
	require.NoError(t, err)
	require.Equal(t, []int{640, 481}, []int{size.Width, size.Height})
	width, height := f.Size()
	require.Equal(t, []int{640, 481}, []int{width, height})

	require.EqualError(t, f.Save("a.jpg"), `plot: a figure cannot be saved as "a.jpg"; the name must end in .svg or .png`)
	require.ErrorIs(t, f.Save(filepath.Join(folder, "none", "a.svg")), os.ErrNotExist)
	require.EqualError(t, f.Resize(0, 481).WritePNG(nil),
		"plot: a figure of 0 × 481 pixels is too small for 2 × 1 panels; they take 240 × 180, and Limit makes them fewer")
	require.EqualError(t, f.Resize(640, 30000).WriteSVG(nil), "plot: a figure of 640 × 30000 pixels; each may be 20000 at most")
}

// Panels can be changed before they are drawn.
func TestPanels(t *testing.T) {
	f, err := Pair(stored(1, 10, site{"x", normals(1, 2)}))
	require.NoError(t, err)
	require.Len(t, f.Panels(), 3)
	f.Panels()[2].Title.Text = "of one's own"
	f.Title, f.Caption = "above", "below"
	for _, s := range []string{"of one&#39;s own", "above", "below"} {
		require.Contains(t, svg(t, f), s)
	}
}

func TestWrap(t *testing.T) {
	style := textStyle(10, black, false)
	require.Equal(t, "a b", wrap(style, "a b", 100))
	require.Equal(t, "a\nb", wrap(style, "a b", style.Width("a b")-0.1))
	require.Equal(t, "a\nb", wrap(style, "a\nb", 100))
	require.Equal(t, "unbroken\nword", wrap(style, "unbroken word", 5))
	require.Empty(t, wrap(style, "", vg.Length(5)))
}
