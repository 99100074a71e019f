package draws

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// effects has theta in schools, and cell in years and schools.
func effects() *Draws {
	d := New(1, 4)
	d.Add("mu", nil, tensor.Float64, nil)
	d.Add("theta", tensor.Shape{2}, tensor.Float64, []string{"schools"})
	d.Add("cell", tensor.Shape{3, 2}, tensor.Float64, []string{"", "schools"})
	for i := range 4 {
		d.Put("theta", 0, i, tensor.Of([]float64{1, 2 + float64(i)}))
	}
	return d
}

func TestSetCoords(t *testing.T) {
	d := effects()
	d.SetCoords("schools", []string{"Choate", "1"})
	names := []string{"mu", "theta[Choate]", "theta[1]", "cell[0,Choate]", "cell[0,1]", "cell[1,Choate]", "cell[1,1]", "cell[2,Choate]", "cell[2,1]"}
	_, columns := d.Matrix()
	require.Equal(t, names, columns)
	var elements, rows []string
	for name := range d.Elements() {
		elements = append(elements, name)
	}
	s := d.Cut(4).Summary()
	for _, r := range s.Rows {
		rows = append(rows, r.Name())
	}
	require.Equal(t, names, elements)
	require.Equal(t, names, rows)
	require.Contains(t, s.String(), " theta[Choate] ")
	require.Equal(t, 3.5, s.Row("theta[1]").Mean)

	d.SetCoords("schools", []string{"1", "0"})
	s = d.Summary()
	require.Equal(t, 1.0, s.Row("theta[1]").Mean, "a name goes before a number")
	require.Equal(t, 3.5, s.Row("theta[0]").Mean)
	d.SetCoords("schools", []string{"Choate", "Deerfield"})
	require.Equal(t, 3.5, d.Summary().Row("theta[1]").Mean, "a number is understood, too")

	e := LogLikelihood{d}.WAIC("theta")
	require.Equal(t, "theta[Deerfield]", e.Points[1].Name())

	for words, f := range map[string]func(){
		`draws: SetCoords of plate "school", which no site has; there are "schools"`:                 func() { d.SetCoords("school", nil) },
		`draws: SetCoords of plate "", which no site has; there are "schools"`:                       func() { d.SetCoords("", []string{"a", "b", "c"}) },
		`draws: SetCoords of 1 names for the 2 rows that plate "schools" has in site "theta"`:        func() { d.SetCoords("schools", []string{"a"}) },
		`draws: SetCoords of plate "schools": row 1 is called "a"; each row needs a name of its own`: func() { d.SetCoords("schools", []string{"a", "a"}) },
		`draws: SetCoords of plate "schools": row 0 is called ""; each row needs a name of its own`:  func() { d.SetCoords("schools", []string{"", "a"}) },
	} {
		require.PanicsWithError(t, words, f)
	}
}

// TestCoordsAreSaved: those of the draws, unless InferenceData has others.
func TestCoordsAreSaved(t *testing.T) {
	d := effects()
	d.SetCoords("schools", []string{"Choate", "Deerfield"})
	saved := func(data InferenceData) any {
		groups, err := data.groups()
		require.NoError(t, err)
		for _, a := range groups[0].arrays {
			if a.name == "schools" {
				return a.data
			}
		}
		return nil
	}
	require.Equal(t, []string{"Choate", "Deerfield"}, saved(InferenceData{Posterior: d}))
	other := New(1, 4) // of other rows
	other.Add("y", tensor.Shape{3}, tensor.Float64, []string{"schools"})
	require.Equal(t, []string{"Choate", "Deerfield"}, saved(InferenceData{Posterior: d, PriorPredictive: other}))
	require.Equal(t, []string{"A", "B"}, saved(InferenceData{Posterior: d, Coords: map[string][]string{"schools": {"A", "B"}}}))
}

func ExampleDraws_SetCoords() {
	d := effects()
	d.SetCoords("schools", []string{"Choate", "Deerfield"})
	fmt.Println(d.Summary().Row("theta[Deerfield]").Mean)
	// Output: 3.5
}
