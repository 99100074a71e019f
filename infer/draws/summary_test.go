package draws

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestRow(t *testing.T) {
	d := New(1, 4)
	d.Add("theta", tensor.Shape{2, 2}, tensor.Float64, nil)
	d.Add("mu", nil, tensor.Float64, nil)
	for i := range 4 {
		d.Put("theta", 0, i, tensor.Of([]float64{0, 1, 2, 3 + float64(i)}, 2, 2))
	}
	s := d.Summary()
	require.Equal(t, 4.5, s.Row("theta[1,1]").Mean)
	require.Equal(t, "mu", s.Row("mu").Site)
	require.PanicsWithError(t,
		`draws: there is no element "theta"; there are 5, of which the first are ["theta[0,0]" "theta[0,1]" "theta[1,0]" "theta[1,1]" "mu"]`,
		func() { s.Row("theta") })
}

func ExampleSummary_Row() {
	d := New(1, 3)
	d.Add("theta", tensor.Shape{2}, tensor.Float64, nil)
	for i, v := range []float64{1, 2, 6} {
		d.Put("theta", 0, i, tensor.Of([]float64{v, -v}))
	}
	r := d.Summary().Row("theta[1]")
	fmt.Println(r.Mean, r.Median)
	// Output: -3 -2
}
