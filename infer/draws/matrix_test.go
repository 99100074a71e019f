package draws

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/tensor"
)

func TestMatrix(t *testing.T) {
	const chains, n = 2, 3
	d := New(chains, n)
	d.Add("a", nil, tensor.Float64, nil)
	d.Add("b", tensor.Shape{2, 2}, tensor.Float32, nil)
	d.Add("none", tensor.Shape{0}, tensor.Float64, nil)
	for c := range chains {
		for i := range n {
			v := float64(10*c + i)
			d.Put("a", c, i, tensor.Scalar(-v))
			d.Put("b", c, i, tensor.Of([]float32{float32(v), 1, 2, 3}, 2, 2))
		}
	}
	rows, columns := d.Matrix()
	require.Equal(t, []string{"a", "b[0,0]", "b[0,1]", "b[1,0]", "b[1,1]"}, columns)
	require.Equal(t, [][]float64{
		{0, 0, 1, 2, 3}, {-1, 1, 1, 2, 3}, {-2, 2, 1, 2, 3}, {-10, 10, 1, 2, 3}, {-11, 11, 1, 2, 3}, {-12, 12, 1, 2, 3},
	}, rows)

	rows, columns = d.Matrix("b", "a")
	require.Equal(t, []string{"b[0,0]", "b[0,1]", "b[1,0]", "b[1,1]", "a"}, columns)
	require.Equal(t, []float64{11, 1, 2, 3, -11}, rows[4])
	rows[4] = append(rows[4], 99)
	require.Equal(t, 12.0, rows[5][0], "an appended number is not the next row's")

	rows, columns = d.Matrix("none")
	require.Len(t, rows, chains*n)
	require.Empty(t, columns)
	require.PanicsWithError(t, `draws: there is no site "c"; there are ["a" "b" "none"]`, func() { d.Matrix("c") })
}

// What gonum computes of draws.
func ExampleDraws_Matrix() {
	d := New(1, 4)
	d.Add("x", tensor.Shape{2}, tensor.Float64, nil)
	for i, x := range [][]float64{{1, 2}, {2, 1}, {3, 4}, {4, 3}} {
		d.Put("x", 0, i, tensor.Of(x))
	}
	rows, columns := d.Matrix()
	var correlation mat.SymDense
	stat.CorrelationMatrix(&correlation, mat.NewDense(len(rows), len(columns), slices.Concat(rows...)), nil)
	fmt.Printf("%s and %s: %.1f\n", columns[0], columns[1], correlation.At(0, 1))
	// Output: x[0] and x[1]: 0.6
}
