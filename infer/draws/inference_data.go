package draws

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/internal/words"
	"github.com/credence-ppl/credence/tensor"
)

// InferenceData holds draws with what belongs to them, in the groups that ArviZ knows, for [InferenceData.SaveZarr].
// What is nil is left out. What [LogLikelihood.Mask] says is not data is NaN in LogLikelihood and Observed.
type InferenceData struct {
	Posterior           *Draws // with its Stats, as the group sample_stats
	PosteriorPredictive *Draws
	Prior               *Draws
	PriorPredictive     *Draws
	LogLikelihood       *Draws // that of a LogLikelihood

	Observed map[string]*tensor.Tensor // the data, by site
	Constant map[string]*tensor.Tensor // inputs that have no distribution

	// Dims names the dimensions of data that no site of their name and shape tells: Dims["dose"] = []string{"patients"}.
	Dims map[string][]string

	// Coords names the rows of plates: Coords["schools"] has a name for every row. Rows of other plates have the names
	// of [Draws.SetCoords], or numbers.
	Coords map[string][]string
}

// group is a group of arrays that share dimensions.
type group struct {
	name    string
	sampled bool // the arrays begin with chain and draw
	arrays  []array
}

// array is a named array with named dimensions.
type array struct {
	name  string
	site  string // what it is called here, if that is another name
	dims  []string
	shape tensor.Shape
	data  any // []float32, []float64, []int64, []bool or []string
}

// sampleStats are ArviZ's names of what [Draws.Stats] has.
var sampleStats = map[string]string{
	"lp": "lp", "accept": "acceptance_rate", "step_size": "step_size", "depth": "tree_depth", "leapfrogs": "n_steps",
	"divergent": "diverging", "energy": "energy",
}

// groups returns the groups that there are, their dimensions and coordinates completed.
func (d InferenceData) groups() ([]group, error) {
	var gs []group
	known := map[string][]string{} // names of rows that draws have
	for _, g := range []struct {
		name  string
		draws *Draws
	}{
		{"posterior", d.Posterior}, {"posterior_predictive", d.PosteriorPredictive}, {"prior", d.Prior},
		{"prior_predictive", d.PriorPredictive}, {"log_likelihood", d.LogLikelihood},
	} {
		if g.draws == nil {
			continue
		}
		gs = append(gs, group{g.name, true, drawn(g.draws, nil)})
		for plate, labels := range g.draws.coords {
			known[storeName(plate)] = labels
		}
	}
	if d.Posterior != nil && len(d.Posterior.Stats().Names()) > 0 {
		gs = append(gs, group{"sample_stats", true, drawn(d.Posterior.Stats(), sampleStats)})
	}
	for _, g := range []struct {
		name string
		data map[string]*tensor.Tensor
	}{{"observed_data", d.observed()}, {"constant_data", d.Constant}} {
		if len(g.data) == 0 {
			continue
		}
		arrays, err := d.given(g.data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", g.name, err)
		}
		gs = append(gs, group{g.name, false, arrays})
	}
	used, coords := map[string]bool{}, map[string][]string{}
	for plate, labels := range d.Coords {
		coords[storeName(plate)] = labels
	}
	for i := range gs {
		if err := gs[i].complete(coords, known, used); err != nil {
			return nil, fmt.Errorf("%s: %w", gs[i].name, err)
		}
	}
	for _, plate := range slices.Sorted(maps.Keys(d.Coords)) {
		if !used[storeName(plate)] {
			return nil, fmt.Errorf("names of Coords for rows of %q, which is not a dimension; there are %s", plate, words.Names(slices.Sorted(maps.Keys(used))))
		}
	}
	return gs, nil
}

// drawn returns the sites of draws as arrays, under other names if there are some.
func drawn(d *Draws, names map[string]string) []array {
	var arrays []array
	for _, name := range d.names {
		s := d.sites[name]
		a := array{name: name, dims: s.dims, shape: s.all.Shape(), data: raw.Slice(s.withGaps())}
		if other := names[name]; other != "" {
			a.name = other
		}
		if a.name == "diverging" {
			a.data = truths(s.all.Float64s())
		}
		arrays = append(arrays, a)
	}
	return arrays
}

// withGaps returns draws of the site, NaN where it is not data.
func (s *site) withGaps() *tensor.Tensor {
	if s.mask == nil {
		return s.all
	}
	return tensor.Where(s.mask, s.all, math.NaN())
}

func truths(values []float64) []bool {
	truths := make([]bool, len(values))
	for i, v := range values {
		truths[i] = v != 0
	}
	return truths
}

// given returns data as arrays.
func (d InferenceData) given(data map[string]*tensor.Tensor) ([]array, error) {
	var arrays []array
	for _, name := range slices.Sorted(maps.Keys(data)) {
		t := data[name]
		if t == nil {
			return nil, fmt.Errorf("the value of %q is nil", name)
		}
		dims := d.dimsOf(name, t.Shape())
		if len(dims) != t.Rank() {
			return nil, fmt.Errorf("there are %d names in Dims for the %d dimensions of %q", len(dims), t.Rank(), name)
		}
		arrays = append(arrays, array{name: name, dims: dims, shape: t.Shape(), data: t.Float64s()})
	}
	return arrays, nil
}

// observed returns the data, NaN where the log-likelihood of a site has none. An event is left out as a whole.
func (d InferenceData) observed() map[string]*tensor.Tensor {
	data := maps.Clone(d.Observed)
	for name, t := range data {
		if t == nil || d.LogLikelihood == nil || !d.LogLikelihood.Has(name) {
			continue
		}
		s := d.LogLikelihood.sites[name]
		if s.mask == nil || t.Rank() < len(s.shape) || !s.shape.Equal(t.Shape()[:len(s.shape)]) {
			continue
		}
		mask := s.mask
		for mask.Rank() < t.Rank() {
			mask = mask.Unsqueeze(-1)
		}
		data[name] = tensor.Where(mask, t, math.NaN())
	}
	return data
}

// dimsOf returns the names of the dimensions of data: those in Dims, or those of a site of the same name and shape.
func (d InferenceData) dimsOf(name string, shape tensor.Shape) []string {
	if dims, ok := d.Dims[name]; ok {
		return dims
	}
	for _, of := range []*Draws{d.LogLikelihood, d.PosteriorPredictive, d.PriorPredictive} {
		if of != nil && of.Has(name) && of.sites[name].shape.Equal(shape) {
			return of.sites[name].dims[2:]
		}
	}
	return make([]string, len(shape))
}

// complete gives every array a name that a store can have and every dimension a name, and adds the coordinates. A name
// stands for dimensions of one size only; others are called after their site, as ArviZ does.
func (g *group) complete(coords, known map[string][]string, used map[string]bool) error {
	names := map[string]bool{}
	for i := range g.arrays {
		a := &g.arrays[i]
		if name := storeName(a.name); name != a.name {
			a.site, a.name = a.name, name
		}
		if a.name == "" || a.name == "." || a.name == ".." || strings.HasPrefix(a.name, "__") || names[a.name] {
			return fmt.Errorf("a store cannot have an array %q; rename the site", a.name)
		}
		names[a.name] = true
	}
	size := map[string]int{}
	for i := range g.arrays {
		a := &g.arrays[i]
		a.dims = slices.Clone(a.dims)
		for j, dim := range a.dims {
			dim = storeName(dim)
			n, known := size[dim]
			if dim == "" || names[dim] || known && n != a.shape[j] || slices.Contains(a.dims[:j], dim) {
				dim = fmt.Sprintf("%s_dim_%d", a.name, j-g.leading())
			}
			a.dims[j], size[dim] = dim, a.shape[j]
		}
	}
	for _, dim := range slices.Sorted(maps.Keys(size)) {
		a := array{name: dim, dims: []string{dim}, shape: tensor.Shape{size[dim]}, data: rowNumbers(size[dim])}
		if labels, ok := known[dim]; ok && len(labels) == size[dim] {
			a.data = labels
		}
		if labels, ok := coords[dim]; ok {
			if len(labels) != size[dim] {
				return fmt.Errorf("there are %d names in Coords for the %d rows of %q", len(labels), size[dim], dim)
			}
			a.data = labels
		}
		used[dim] = true
		g.arrays = append(g.arrays, a)
	}
	return nil
}

// storeName returns a name as a store can have it: slashes are for its folders.
func storeName(name string) string { return strings.ReplaceAll(name, "/", ".") }

// leading returns how many dimensions come before those of a value.
func (g *group) leading() int {
	if g.sampled {
		return 2
	}
	return 0
}

func rowNumbers(n int) []int64 {
	numbers := make([]int64, n)
	for i := range numbers {
		numbers[i] = int64(i)
	}
	return numbers
}
