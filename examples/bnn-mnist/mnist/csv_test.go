package mnist

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// row writes a label and pixels as a line.
func row(label string, pixels []byte, format func(byte) string) string {
	cells := []string{label}
	for _, p := range pixels {
		cells = append(cells, format(p))
	}
	return strings.Join(cells, ",") + "\n"
}

func whole(p byte) string { return fmt.Sprint(p) }

// TestCSVEqualsIDX writes embedded digits as a table: the same images and labels come back, bit for bit.
func TestCSVEqualsIDX(t *testing.T) {
	_, digits, err := Embedded()
	require.NoError(t, err)
	digits = digits.Slice(0, 50)
	for name, format := range map[string]func(byte) string{
		"whole":  whole,
		"floats": func(p byte) string { return fmt.Sprintf("%d.0", p) },
		"shares": func(p byte) string { return fmt.Sprintf("%.3f", float64(p)/255) },
	} {
		var text strings.Builder
		for i, label := range digits.Labels {
			text.WriteString(row(fmt.Sprint(label), digits.Image(i), format))
		}
		got, err := readCSV("f", strings.NewReader(text.String()))
		require.NoError(t, err)
		require.Equal(t, digits, got, name)
	}
}

func TestCSVColumns(t *testing.T) {
	want := Set{
		Images: append(bytes.Repeat([]byte{200}, Pixels), append(bytes.Repeat([]byte{0}, Pixels), bytes.Repeat([]byte{255}, Pixels)...)...),
		Labels: []byte{1, 1, 0}, Names: []string{"cat", "dog"},
	}
	for name, text := range map[string]string{
		"header":           "label,p1,p2,p3,p4\ndog,200,200,200,200\ndog,0,0,0,0\ncat,255,255,255,255\n",
		"header of a kind": "animal,1x1,1x2,2x1,2x2\ndog,200,200,200,200\ndog,0,0,0,0\ncat,255,255,255,255\n",
		"label at the end": "p1,p2,p3,p4,Label\n200,200,200,200,dog\n0,0,0,0,dog\n255,255,255,255,cat\n",
		"numbered pixels":  "label,0,1,2,3\ndog,200,200,200,200\ndog,0,0,0,0\ncat,255,255,255,255\n",
		"no header":        "dog,200,200,200,200\ndog,0,0,0,0\ncat,255,255,255,255\n",
		"spaces":           "\ufefflabel, a, b, c, d\r\n dog , 200 ,200,200,200\r\ndog,0,0,0,0\r\ncat,255,255,255,255",
		"shares":           "label,a,b,c,d\ndog,0.785,.785,7.85e-1,0.7843\ndog,0,0,0,0\ncat,1,1,1,1\n",
	} {
		got, err := readCSV("f", strings.NewReader(text))
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	binary, err := readCSV("f", strings.NewReader("10,1,0,0,0\n9,0,1,1,1\n"))
	require.NoError(t, err)
	require.Equal(t, []string{"9", "10"}, binary.Names, "by number")
	require.Equal(t, []byte{255, 0}, []byte{binary.Image(0)[0], binary.Image(0)[Pixels-1]}, "pixels 0 and 1 are shares")
}

func TestCSVNamesWhatIsWrong(t *testing.T) {
	many := "label,p\n"
	for i := range 300 {
		many += fmt.Sprintf("c%d,1\n", i)
	}
	for want, text := range map[string]string{
		"found no rows, expected one for each image":                                                                 "",
		"found no rows, expected one for each image ":                                                                "label,a,b,c,d\n",
		"found images of 1 classes, expected 2 to 256":                                                               "label,a\nx,1\nx,2\n",
		"line 258: found \"c256\" to be one class more than 256, expected at most that":                              many,
		"line 1: found 3 columns beside the label, expected those of the pixels, a square number such as 784":        "label,a,b,c\n",
		"line 1: found 0 columns beside the label, expected those of the pixels, a square number such as 784":        "hello\n",
		"line 1: found two columns named label, expected one":                                                        "label,LABEL\n",
		"line 3: found 3 cells, expected 2 as in the first line":                                                     "label,a\nx,1\ny,2,3\n",
		"line 2: found pixel \"256\" in column 2, expected a whole number from 0 to 255, or one from 0 to 1":         "label,a\nx,256\n",
		"line 2: found pixel \"-1\" in column 2, expected":                                                           "label,a\nx,-1\n",
		"line 2: found pixel \"NaN\" in column 1, expected":                                                          "a,label\nNaN,x\n",
		"line 2: found pixel \"\" in column 2, expected":                                                             "label,a\nx,\n",
		"line 2: found pixel \"12.5\" in column 2, expected":                                                         "label,a\nx,12.5\n",
		"line 3: found pixels 0.5 and 3 by now, expected whole numbers from 0 to 255, or all from 0 to 1":            "label,a\nx,0.5\ny,3\n",
		"line 2: found the class \"\", expected a name of 1 to 64 characters":                                        "label,a\n ,1\n",
		"line 2: found the class \"a\\x1b[31m\", expected a name of characters that can be printed":                  "label,a\na\x1b[31m,1\n",
		"found damage (parse error on line 2, column 6: extraneous or missing \" in quoted-field), expected a table": "label,a\n\"x,1\n",
	} {
		_, err := readCSV("f", strings.NewReader(text))
		require.ErrorContains(t, err, "f: "+strings.TrimSpace(want))
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestLoadCSVSplits(t *testing.T) {
	text := "label,p\n"
	for i := range 11 {
		text += fmt.Sprintf("few,%d\n", 200+i)
		if i < 2 {
			text += fmt.Sprintf("two,%d\n", i)
		}
	}
	file := filepath.Join(t.TempDir(), "own.CSV")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	train, test, err := Load(file, 1)
	require.NoError(t, err)
	require.Equal(t, []int{10, 3}, []int{train.Len(), test.Len()})
	require.Equal(t, 1, bytes.Count(train.Labels, []byte{1}))
	require.Equal(t, 1, bytes.Count(test.Labels, []byte{1}))
	shades := map[byte]bool{}
	for _, s := range []Set{train, test} {
		for i := range s.Len() {
			shades[s.Image(i)[0]] = true
			require.Equal(t, s.Labels[i] == 0, s.Image(i)[0] >= 200)
		}
	}
	require.Len(t, shades, 13, "each image is in one of the sets")

	again, _, err := Load(file, 1)
	require.NoError(t, err)
	require.Equal(t, train, again)
	other, _, err := Load(file, 2)
	require.NoError(t, err)
	require.NotEqual(t, train, other)

	require.NoError(t, os.WriteFile(file, []byte("label,p\na,1\na,2\nb,3\n"), 0o600))
	_, _, err = Load(file, 1)
	require.EqualError(t, err, "mnist: "+file+`: found 1 image of the class "b", expected at least 2, one to train on and one to test with`)
}

func FuzzCSV(f *testing.F) {
	for _, text := range []string{
		"", "label,a,b,c,d\nx,1,2,3,4\ny,5,6,7,8\n", "x,0,.5,1,1\ny,0,0,0,0\n", "a,label\n1,x\n2,y", "\ufefflabel,0\n\"a\nb\",1\n",
		"1,2\n3,4\n", "x,0.5\ny,3\n", "x,1e400\n", "label,label\n", "x,1\n\ny,2,3\n", ",,,,\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := readCSV("name", bytes.NewReader(file))
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "name: "), "%v", err)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		require.Len(t, s.Images, s.Len()*Pixels)
		counts := make([]int, len(s.Classes()))
		for _, label := range s.Labels {
			counts[label]++
		}
		require.NotContains(t, counts, 0)
	})
}
