package table_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/table"
	"github.com/credence-ppl/credence/tensor"
)

const houses = "\ufeffcounty, radon ,floor\nAITKIN,2.2,1\nANOKA,NA,0\n\"AITKIN\", 1.4 ,\nBECKER,-0.5,0\n"

func read(t *testing.T, text string, o table.Options) *table.Table {
	tab, err := table.ReadCSV(strings.NewReader(text), o)
	require.NoError(t, err)
	return tab
}

func ExampleTable() {
	t, err := table.ReadCSV(strings.NewReader("county,radon\nAITKIN,2.2\nANOKA,NA\nAITKIN,1.4\n"), table.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	county, _ := t.Categories("county")
	radon, _ := t.Numbers("radon")
	fmt.Println(county.Names, county.Index)
	fmt.Println(radon.Values, radon.Present)
	// Output:
	// [AITKIN ANOKA] [0 1 0]
	// [3]{2.2 NaN 1.4} [3]{1 0 1}
}

func TestColumns(t *testing.T) {
	tab := read(t, houses, table.Options{})
	require.Equal(t, 4, tab.Rows())
	require.Equal(t, []string{"county", "radon", "floor"}, tab.Columns())
	text, err := tab.Text("radon")
	require.NoError(t, err)
	require.Equal(t, []string{"2.2", "NA", "1.4", "-0.5"}, text)

	radon, err := tab.Numbers("radon")
	require.NoError(t, err)
	require.Equal(t, "[4]{2.2 NaN 1.4 -0.5}", radon.Values.String())
	require.Equal(t, []float64{1, 0, 1, 1}, radon.Present.Float64s())
	require.Equal(t, []float64{2.2, 1.4, -0.5}, radon.Known())

	county, err := tab.Categories("county")
	require.NoError(t, err)
	require.Equal(t, []string{"AITKIN", "ANOKA", "BECKER"}, county.Names)
	require.Equal(t, []int{0, 1, 0, 2}, county.Index)
	require.Nil(t, county.Present)

	floor, err := tab.Categories("floor", "1", "0")
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, -1, 1}, floor.Index)
	require.Equal(t, "[4]{0 1 NaN 1}", floor.Values.String())
	require.Equal(t, []float64{1, 1, 0, 1}, floor.Present.Float64s())
}

func TestOptions(t *testing.T) {
	tab := read(t, "# a survey\nage;height\n20;-99\nNA;1.8\n", table.Options{Comma: ';', Comment: '#', Missing: []string{"-99"}})
	height, err := tab.Numbers("height")
	require.NoError(t, err)
	require.Equal(t, []float64{0, 1}, height.Present.Float64s())
	_, err = tab.Numbers("age")
	require.ErrorContains(t, err, `line 4, column "age": "NA" is not a finite number`)
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":             "it is empty",
		"a,b\n":        "it has no rows",
		"a,,c\n1,2,3":  "column 2 has no name",
		"a,b,a\n1,2,3": `two columns are named "a"`,
		"a,b\n1\n":     "line 2: wrong number of fields",
		"a\n\"1\n":     `extraneous or missing " in quoted-field`,
	} {
		_, err := table.ReadCSV(strings.NewReader(text), table.Options{})
		require.ErrorContains(t, err, want, "%q", text)
	}
	tab := read(t, "a,b\n1,x\n2,y\n1e999,Inf\n", table.Options{})
	_, err := tab.Numbers("c")
	require.ErrorContains(t, err, `there is no column "c"; it has "a", "b"`)
	_, err = tab.Numbers("a")
	require.ErrorContains(t, err, `line 4, column "a": "1e999" is not a finite number`)
	_, err = tab.Numbers("b")
	require.ErrorContains(t, err, `line 2, column "b": "x" is not a finite number; Categories reads names`)
	_, err = tab.Categories("b", "x", "y")
	require.ErrorContains(t, err, `line 4, column "b": "Inf" is none of the categories listed, "x", "y"`)
	_, err = tab.Categories("b", "x", "x")
	require.ErrorContains(t, err, `the category "x" is listed twice`)

	_, err = table.LoadCSV(filepath.Join(t.TempDir(), "none.csv"), table.Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	path := filepath.Join(t.TempDir(), "a.csv")
	require.NoError(t, os.WriteFile(path, []byte("a\n"), 0o600))
	_, err = table.LoadCSV(path, table.Options{})
	require.ErrorContains(t, err, path+": it has no rows")
}

func TestStandardized(t *testing.T) {
	n := table.Numbers{Values: tensor.Of([]float64{1, 0, 3, 8}), Present: tensor.Of([]float64{1, 0, 1, 1})}
	z, u, err := n.Standardized()
	require.NoError(t, err)
	require.InDelta(t, 4, u.Mean, 1e-15)
	require.InDelta(t, 3.605551275463989, u.SD, 1e-15) // √13
	require.True(t, math.IsNaN(z.Values.At(1)))
	back := u.Restore(z.Values).Float64s()
	require.InDeltaSlice(t, []float64{1, 3, 8}, []float64{back[0], back[2], back[3]}, 1e-14)
	require.InDelta(t, 2*u.SD, u.RestoreSD(tensor.Scalar(2)).Item(), 1e-15)

	_, _, err = table.Numbers{Values: tensor.Of([]float64{2, 2})}.Standardized()
	require.ErrorContains(t, err, "whose values are all 2")
	_, _, err = table.Numbers{Values: tensor.Of([]float64{2})}.Standardized()
	require.ErrorContains(t, err, "it takes two")
}

// TestRestoreLine predicts with a line on standardized columns, and with the restored one on the columns themselves.
func TestRestoreLine(t *testing.T) {
	x := [][]float64{{1, 4, 2}, {100, 300, 200}}
	y := table.Unit{Mean: 7, SD: 3}
	units := []table.Unit{{Mean: 2, SD: 1.5}, {Mean: 200, SD: 80}}
	intercepts, slopes := tensor.Of([]float64{0.1, -0.4}), tensor.Of([]float64{0.5, -2, 1, 0.25}, 2, 2) // two draws
	i, s, err := y.RestoreLine(units, intercepts, slopes)
	require.NoError(t, err)
	for draw := range 2 {
		for row := range 3 {
			z := intercepts.At(draw)
			line := i.At(draw)
			for j := range 2 {
				z += slopes.At(draw, j) * (x[j][row] - units[j].Mean) / units[j].SD
				line += s.At(draw, j) * x[j][row]
			}
			require.InDelta(t, y.Mean+y.SD*z, line, 1e-12)
		}
	}
	// Groups that differ in their intercept only, or in their slopes only; three draws.
	byGroup := tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 3, 2)
	i, s, err = y.RestoreLine(units[:1], byGroup, tensor.Of([]float64{3, 0, 1.5}, 3, 1))
	require.NoError(t, err)
	require.Equal(t, tensor.Shape{3, 1}, s.Shape())
	require.Equal(t, []float64{7 + 3*1 - 12, 7 + 3*2 - 12, 16, 19, 7 + 3*5 - 6, 7 + 3*6 - 6}, i.Float64s())
	i, s, err = y.RestoreLine(units[:1], tensor.Of([]float64{1, 2, 3}), byGroup.Unsqueeze(-1))
	require.NoError(t, err)
	require.Equal(t, tensor.Shape{3, 2, 1}, s.Shape())
	require.Equal(t, []float64{10 - 4, 10 - 8, 13 - 12, 13 - 16, 16 - 20, 16 - 24}, i.Float64s())
	_, _, err = y.RestoreLine(units[:1], byGroup.T(), tensor.Zeros(3, 1))
	require.ErrorContains(t, err, "an intercept of shape [2 3] and slopes of shape [3 1]; without the columns")

	_, _, err = y.RestoreLine(units[:1], intercepts, slopes)
	require.ErrorContains(t, err, "slopes of shape [2 2] and 1 units of columns")
	_, _, err = table.Unit{}.RestoreLine(units, intercepts, slopes)
	require.ErrorContains(t, err, "that of a column that was not standardized is Unit{SD: 1}")
}

func FuzzReadCSV(f *testing.F) {
	f.Add(houses)
	f.Add("a,b\n\"x\"\"y\",1\n")
	f.Fuzz(func(t *testing.T, text string) {
		tab, err := table.ReadCSV(strings.NewReader(text), table.Options{})
		if err != nil {
			return
		}
		for _, c := range tab.Columns() {
			names, err := tab.Categories(c)
			require.NoError(t, err)
			require.Len(t, names.Index, tab.Rows())
			if n, err := tab.Numbers(c); err == nil {
				require.Equal(t, tab.Rows(), n.Values.Size())
			}
		}
	})
}
