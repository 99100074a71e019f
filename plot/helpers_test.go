package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	gonum "gonum.org/v1/plot"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// site is a site of a store that stored makes: the elements of draw i of chain c.
type site struct {
	name string
	at   func(c, i int) []float64
}

// stored returns a store of some sites. A site whose draws have one element is a number.
func stored(chains, n int, sites ...site) *draws.Draws {
	d := draws.New(chains, n)
	for _, s := range sites {
		shape := tensor.Shape{len(s.at(0, 0))}
		if shape[0] == 1 {
			shape = nil
		}
		d.Add(s.name, shape, tensor.Float64, nil)
		for c := range chains {
			for i := range n {
				d.Put(s.name, c, i, tensor.Of(s.at(c, i)).Reshape(shape...))
			}
		}
	}
	return d
}

// normals returns independent draws of a vector.
func normals(seed uint64, elements int) func(c, i int) []float64 {
	rng := tensor.NewRNG(seed)
	return func(int, int) []float64 { return rng.Normal(elements).Float64s() }
}

// diverging adds to d that some draws diverged.
func diverging(d *draws.Draws, is func(c, i int) bool) *draws.Draws {
	s := d.Stats()
	s.Add("divergent", nil, tensor.Float64, nil)
	for c := range d.Chains() {
		for i := range d.Draws() {
			if is(c, i) {
				s.Put("divergent", c, i, tensor.Scalar(1))
			}
		}
	}
	return d
}

// marks returns the marks of some type in a panel, in their order.
func marks[M gonum.Plotter](p *panel) (found []M) {
	for _, m := range p.marks {
		if m, ok := m.(M); ok {
			found = append(found, m)
		}
	}
	return found
}

// drawn requires that a picture can be drawn at its own size, and returns it.
func drawn(t *testing.T, f *Figure, err error) *Figure {
	t.Helper()
	require.NoError(t, err)
	svg(t, f)
	return f
}
