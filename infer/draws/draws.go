// Package draws stores, diagnoses and summarizes what inference drew: for every site one tensor [chain, draw, site
// shape…].
package draws

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/credence-ppl/credence/tensor"
)

// Draws holds the values of sites in every draw of every chain.
//
// Draws are made once: [Draws.Add] names the sites, then [Draws.Put] writes them. Goroutines may write different draws
// at the same time. What has been written may then be read by any number of goroutines. A value that does not fit is a
// panic with an [*Error].
type Draws struct {
	chains, n int
	names     []string
	sites     map[string]*site
	stats     *Draws
	sampling  Sampling
	coords    map[string][]string // names of rows by plate
}

// site holds the draws of one site.
type site struct {
	shape tensor.Shape // of one draw
	dims  []string
	all   *tensor.Tensor // [chain, draw, shape…], every element stored
	mask  *tensor.Tensor // see [LogLikelihood.SetMask]
}

// New returns a store with room for n draws of each of the given number of chains, and no sites.
func New(chains, n int) *Draws {
	if chains < 1 || n < 0 {
		fail("%d chains of %d draws; there is at least one chain, and no chain has a negative number of draws", chains, n)
	}
	return &Draws{chains: chains, n: n, sites: map[string]*site{}}
}

// Add makes room for a site; sites keep the order in which they are added. Values are zero until they are written. dims
// names each dimension of shape, by its plate or ""; nil names none.
func (d *Draws) Add(name string, shape tensor.Shape, dtype tensor.DType, dims []string) {
	if d.sites[name] != nil {
		fail("site %q is added twice", name)
	}
	if dims == nil {
		dims = make([]string, len(shape))
	}
	if len(dims) != len(shape) {
		fail("site %q has shape %v and %d names of dimensions %q; each dimension has one, which may be empty", name, []int(shape), len(dims), dims)
	}
	if len(shape) > maxIndices {
		fail("site %q has %d dimensions; its draws have those of chains and draws, too, and tensors at most %d", name, len(shape), tensor.MaxRank)
	}
	all := zeros(dtype, tensor.Join(tensor.Shape{d.chains, d.n}, shape))
	d.names = append(d.names, name)
	d.sites[name] = &site{slices.Clone(shape), slices.Concat([]string{"chain", "draw"}, dims), all, nil}
}

// zeros returns zeros that can be written: unlike tensor.Zeros it stores every element.
func zeros(dtype tensor.DType, shape tensor.Shape) *tensor.Tensor {
	if size := tensor.Zeros(shape...).Size(); int64(size) > 1<<40 {
		fail("%v draws have %d elements, which no memory holds", []int(shape), size)
	}
	if dtype == tensor.Float32 {
		return tensor.Of(make([]float32, shape.Size()), shape...)
	}
	return tensor.Of(make([]float64, shape.Size()), shape...)
}

// Put writes one draw of a site, which must have the site's shape and element type. The values are copied, without
// their history.
func (d *Draws) Put(name string, chain, draw int, value *tensor.Tensor) {
	s := d.site(name)
	if chain < 0 || chain >= d.chains || draw < 0 || draw >= d.n {
		fail("site %q: draw %d of chain %d; there are %d draws of %d chains", name, draw, chain, d.n, d.chains)
	}
	if got := value.Shape(); !got.Equal(s.shape) || value.DType() != s.all.DType() {
		fail("site %q: draw %d is %v %v; the first was %v %v, and all draws of a site are alike", name, draw, value.DType(), []int(got), s.all.DType(), []int(s.shape))
	}
	if value.DType() == tensor.Float32 {
		put[float32](s, chain*d.n+draw, value)
	} else {
		put[float64](s, chain*d.n+draw, value)
	}
}

func put[T tensor.Float](s *site, at int, value *tensor.Tensor) {
	size := s.shape.Size()
	to, from := tensor.Raw[T](s.all)[at*size:(at+1)*size], tensor.Raw[T](value)
	if len(from) == size {
		copy(to, from)
		return
	}
	for i := range to { // a uniform value
		to[i] = from[0]
	}
}

// With returns a copy of d in which a site has the draws all, [chain, draw, site shape…]: a site that is new, or one in
// other units. A site of the same shape keeps the names of its dimensions. d stays as it is. It panics if all does not
// have the chains and draws of d.
func (d *Draws) With(name string, all *tensor.Tensor) *Draws {
	shape := all.Shape()
	if len(shape) < 2 || shape[0] != d.chains || shape[1] != d.n {
		fail("site %q has draws of shape %v; there are %d chains of %d draws, and their numbers come first", name, []int(shape), d.chains, d.n)
	}
	s := &site{shape: slices.Clone(shape[2:]), dims: slices.Concat([]string{"chain", "draw"}, make([]string, len(shape)-2)), all: tensor.Of(all.Detach().Float64s(), shape...).As(all.DType())}
	with := *d
	with.sites = maps.Clone(d.sites)
	if old := d.sites[name]; old == nil {
		with.names = append(slices.Clone(d.names), name)
	} else if old.shape.Equal(s.shape) {
		s.dims = old.dims
	}
	with.sites[name] = s
	return &with
}

// Get returns every draw of a site, [chain, draw, site shape…]. It panics, listing the names, if there is no such site.
func (d *Draws) Get(name string) *tensor.Tensor { return d.site(name).all }

// Dims returns the names of the dimensions of what [Draws.Get] returns: "chain", "draw", and for each dimension of the
// site its plate, or "". It panics, listing the names, if there is no such site.
func (d *Draws) Dims(name string) []string { return slices.Clone(d.site(name).dims) }

func (d *Draws) site(name string) *site {
	s := d.sites[name]
	if s == nil {
		fail("there is no site %q; there are %q", name, d.names)
	}
	return s
}

// Has reports whether there is a site of that name.
func (d *Draws) Has(name string) bool { return d.sites[name] != nil }

// Names returns the sites in the order in which they were added, the model's.
func (d *Draws) Names() []string { return slices.Clone(d.names) }

// Chains returns the number of chains.
func (d *Draws) Chains() int { return d.chains }

// Draws returns the number of draws in each chain.
func (d *Draws) Draws() int { return d.n }

// Cut returns a copy with the first n draws of every chain, for an inference that ended early.
func (d *Draws) Cut(n int) *Draws {
	if n < 0 || n > d.n {
		fail("Cut to %d draws; there are %d", n, d.n)
	}
	cut := New(d.chains, n)
	cut.names = d.Names()
	for name, s := range d.sites {
		cut.sites[name] = &site{s.shape, s.dims, s.all.Slice(1, 0, n), s.mask}
	}
	cut.sampling, cut.coords = d.sampling, maps.Clone(d.coords)
	if d.stats != nil {
		cut.stats = d.stats.Cut(n)
	}
	return cut
}

// String returns a table of the sites with their shapes and named dimensions.
func (d *Draws) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "chains: %d, draws: %d", d.chains, d.n)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, name := range d.names {
		s := d.sites[name]
		dims := make([]string, len(s.shape))
		for i, extent := range s.shape {
			dims[i] = fmt.Sprint(extent)
			if plate := s.dims[2+i]; plate != "" {
				dims[i] = fmt.Sprintf("%s: %d", plate, extent)
			}
		}
		fmt.Fprintf(w, "\n%s\t%v [%s]", name, s.all.DType(), strings.Join(dims, ", "))
	}
	w.Flush()
	return b.String()
}

// Error reports a site that is not there, or a value that does not belong where it is put.
type Error struct {
	Detail string // what was found, what was expected
}

func (e *Error) Error() string { return "draws: " + e.Detail }

// ModelFault marks Error as an error that may be raised by panic in code that returns it as an error.
func (*Error) ModelFault() {}

func fail(format string, args ...any) {
	panic(&Error{fmt.Sprintf(format, args...)})
}
