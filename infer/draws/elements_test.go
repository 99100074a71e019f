package draws

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

// wide has sites of some thousand elements in all, one of them of Float32, and a number.
func wide(chains, n int) *Draws {
	rng := tensor.NewRNG(9)
	d := New(chains, n)
	d.Add("a", tensor.Shape{37, 41}, tensor.Float64, nil)
	d.Add("b", nil, tensor.Float64, nil)
	d.Add("c", tensor.Shape{501}, tensor.Float32, nil)
	a, b := make([]float64, 37*41), make([]float32, 501)
	for c := range chains {
		for i := range n {
			shared := rng.NormFloat64()
			for e := range a {
				a[e] = -shared * shared * float64(e+1) / 3000
			}
			for e := range b {
				b[e] = -float32(rng.NormFloat64() * shared)
			}
			d.Put("a", c, i, tensor.Of(a, 37, 41))
			d.Put("b", c, i, tensor.Scalar(shared))
			d.Put("c", c, i, tensor.Of(b))
		}
	}
	return d
}

func TestElementsAreReadWhereTheyAre(t *testing.T) {
	d := wide(2, 11)
	visited := make([]bool, d.elements(d.names))
	d.eachElement(d.names, func() func(element, []float64) {
		return func(e element, x []float64) {
			visited[e.number] = true
			full := d.Get(e.site)
			for c := range 2 {
				for i := range 11 {
					require.Equal(t, full.At(append([]int{c, i}, e.index()...)...), x[c*11+i])
				}
			}
			clear(x) // it is the visitor's
		}
	})
	require.NotContains(t, visited, false)
	require.Equal(t, 37*41+1+501, len(visited))
}

func TestResultsDoNotDependOnTheNumberOfThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	l := LogLikelihood{wide(2, 40)}
	var loo []ELPD
	var summaries []Summary
	for _, p := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(p)
		loo, summaries = append(loo, l.LOO()), append(summaries, l.Summary())
	}
	for i := range loo {
		require.True(t, fmt.Sprint(loo[0]) == fmt.Sprint(loo[i])) // as text, because of NaN
		require.True(t, fmt.Sprint(loo[0].Points) == fmt.Sprint(loo[i].Points))
		require.True(t, fmt.Sprint(summaries[0].Rows) == fmt.Sprint(summaries[i].Rows))
	}
}

// What is made of a site does not grow with the site, but for the rows themselves.
func TestWorkOfAnElementIsConstant(t *testing.T) {
	if racing.On {
		t.Skip("the race detector has pools lose what they hold")
	}
	l := LogLikelihood{wide(4, 100)}
	for name, f := range map[string]func(){
		"Summary": func() { l.Summary() }, "LOO": func() { l.LOO() }, "WAIC": func() { l.WAIC() },
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(3<<20), "%s; the sites have %d", name, 400*(37*41+501)*8)
	}
}

func TestElements(t *testing.T) {
	d := wide(2, 5)
	rows, columns := d.Matrix("c", "b")
	i := 0
	for name, x := range d.Elements("c", "b") {
		require.Equal(t, columns[i], name)
		for r, row := range rows {
			require.Equal(t, row[i], x[r/5][r%5])
		}
		i++
	}
	require.Equal(t, 502, i)
	for name := range d.Elements() {
		require.Equal(t, "a[0,0]", name)
		break
	}
	require.PanicsWithError(t, `draws: there is no site "d"; there are ["a" "b" "c"]`, func() { d.Elements("d") })
}

// R-hat of every number.
func ExampleDraws_Elements() {
	d := New(2, 4)
	d.Add("x", tensor.Shape{2}, tensor.Float64, nil)
	for i, x := range [][]float64{{1, 2}, {2, 1}, {3, 4}, {4, 3}} {
		d.Put("x", 0, i, tensor.Of(x))
		d.Put("x", 1, i, tensor.Of(x))
	}
	for name, x := range d.Elements() {
		fmt.Printf("%s: R-hat %.2f\n", name, RHat(x))
	}
	// Output:
	// x[0]: R-hat 1.62
	// x[1]: R-hat 1.62
}
