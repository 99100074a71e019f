package ppl

import (
	"math/rand/v2"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// Frame is a plate of one run: its name fixes everything in it.
type Frame struct {
	Name  string
	Size  int // rows in all
	Batch int // rows that are looked at
	Dim   int // the batch dimension it occupies, counted from the end: -1, -2, …

	// Indices are the rows looked at. Nil means all of them, or with BatchSize rows that only the caller knows.
	Indices []int
	Mode    BatchMode

	scale    float64
	auto     bool // Dim was not asked for
	declared declaration
}

// declaration is what a plate statement says; a plate that is entered again must say nothing else.
type declaration struct {
	size, batch, dim int
	indices          []int
	mode             BatchMode
}

// BatchMode says how a plate knows its rows.
type BatchMode uint8

const (
	AllRows       BatchMode = iota // no batch option
	DrawnRows                      // SubsampleSize: drawn at random, recorded, replayed from guide to model
	GivenRows                      // BatchIndices: the caller says which
	AnonymousRows                  // BatchSize: the caller says only how many
)

// Scale is Size / Batch, or 1 when predicting: what one row's log-probability counts.
func (f *Frame) Scale() float64 { return f.scale }

// PlateOption says more about a plate.
type PlateOption func(*declaration)

// Dim puts the plate at a batch dimension, counted from the end: -1 is the last. Without it the outermost plate takes -1 and each inner
// one the next that is free.
func Dim(d int) PlateOption { return func(p *declaration) { p.dim = d } }

// SubsampleSize looks at n rows drawn at random without replacement. Which ones is a choice of the run, replayed from guide to model;
// Indices reads them.
func SubsampleSize(n int) PlateOption {
	return func(p *declaration) { p.batch, p.mode = n, DrawnRows }
}

// BatchIndices looks at the given rows.
func BatchIndices(rows []int) PlateOption {
	return func(p *declaration) { p.indices, p.batch, p.mode = slices.Clone(rows), len(rows), GivenRows }
}

// BatchSize says that the data are n of the plate's rows, without saying which. That is enough for observed sites; a latent
// of every row needs SubsampleSize or BatchIndices, so that the guide knows whose it is.
func BatchSize(n int) PlateOption {
	return func(p *declaration) { p.batch, p.mode = n, AnonymousRows }
}

// Plate declares size independent rows. In the body, one batch dimension of every site is the plate's, and log-probabilities are multiplied by
// size / rows looked at, so that a batch stands for all rows. Distributions with 1 in that dimension are expanded. A plate may be entered again
// under its name, with the same rows.
//
//	ppl.Plate(c, "data", 60_000, func(c *ppl.Context) {
//		ppl.Sample(c, "obs", dist.Categorical[dist.Logits](logits), ppl.Obs(y))
//	}, ppl.BatchSize(128))
func Plate(c *Context, name string, size int, body func(c *Context), opts ...PlateOption) {
	say := declaration{size: size, batch: size}
	for _, o := range opts {
		o(&say)
	}
	f := c.frame(name, say)
	inner := c.inner()
	inner.plates = append(slices.Clip(c.plates), f)
	c.enter(inner, body)
}

// frame is the plate of that name: a new one, or the one that was entered before.
func (c *Context) frame(name string, say declaration) *Frame {
	s := &Site{Name: name, Kind: PlateSite, run: c.run}
	known := c.run.plates[name+c.suffix]
	if known != nil {
		s.Name, s.Frame = name+c.suffix, known
		s.checkAgain(c, say)
		return known
	}
	f := &Frame{Name: name + c.suffix, Size: say.size, Batch: say.batch, Dim: say.dim, Indices: say.indices, Mode: say.mode, auto: say.dim == 0, declared: say}
	s.Frame = f
	s.Name = f.Name
	if f.auto {
		f.Dim = c.freeDim()
	}
	s.checkPlate(c)
	if c.run.full && f.Mode == DrawnRows {
		f.Mode, f.Batch = AllRows, f.Size
	}
	s.Name = name // apply adds the suffix
	apply(c, s)
	if f.Mode == DrawnRows && f.Indices == nil {
		f.Indices = subset(c.run.rng.Split("rows").Split(f.Name), f.Size, f.Batch)
	}
	f.scale = float64(f.Size) / float64(f.Batch)
	if c.run.full {
		f.scale = 1
	}
	c.run.plates[f.Name] = f
	return f
}

// freeDim is the last batch dimension that no plate around c occupies.
func (c *Context) freeDim() int {
	dim := -1
	for slices.ContainsFunc(c.plates, func(f *Frame) bool { return f.Dim == dim }) {
		dim--
	}
	return dim
}

// checkPlate refuses what no plate can be.
func (s *Site) checkPlate(c *Context) {
	f := s.Frame
	switch {
	case f.Size < 1:
		s.Fail("the plate has size %d; it needs at least one row", f.Size)
	case f.Batch < 1 || f.Batch > f.Size && !(c.run.full && f.Mode == AnonymousRows): // new rows may outnumber the ones learned from
		s.Fail("the batch has %d rows, the plate %d; a batch has between 1 and all of them", f.Batch, f.Size)
	case f.Dim >= 0:
		s.Fail("Dim(%d): dimensions count from the end, -1 is the last", f.Dim)
	}
	seen := make(map[int]bool, len(f.Indices))
	for _, i := range f.Indices {
		if i < 0 || i >= f.Size {
			s.Fail("BatchIndices has row %d; rows run from 0 to %d", i, f.Size-1)
		}
		if seen[i] {
			s.Fail("BatchIndices has row %d twice", i)
		}
		seen[i] = true
	}
	for _, p := range c.plates {
		if p.Dim == f.Dim {
			s.Fail("dimension %d belongs to plate %q around it; choose another with Dim", f.Dim, p.Name)
		}
	}
}

// checkAgain refuses to enter a plate again as something else, or inside itself.
func (s *Site) checkAgain(c *Context, say declaration) {
	f := s.Frame
	before := f.declared
	same := say.size == before.size && say.mode == before.mode && say.batch == before.batch && slices.Equal(say.indices, before.indices)
	if say.mode == AllRows && say.size == before.size {
		same = true // the rows were said the first time
	}
	if !same {
		s.Fail("the plate was entered before with %d of %d rows, now with %d of %d; a name stands for one set of rows", before.batch, before.size, say.batch, say.size)
	}
	if say.dim != 0 && say.dim != f.Dim {
		s.Fail("the plate was entered before at dimension %d, now with Dim(%d); say the same Dim each time", f.Dim, say.dim)
	}
	for _, p := range c.plates {
		switch {
		case p == f:
			s.Fail("the plate is entered inside itself")
		case p.Dim == f.Dim:
			s.Fail("the plate has had dimension %d since it was first entered, and plate %q around it has it too; give both a Dim", f.Dim, p.Name)
		}
	}
}

// subset is k of n rows without replacement, each set as likely, in ascending order.
func subset(rng *tensor.RNG, n, k int) []int {
	rows := rand.New(rng.On(nil)).Perm(n)[:k]
	slices.Sort(rows)
	return rows
}

// Indices are the rows that a plate around c looks at.
func Indices(c *Context, plate string) []int {
	for _, f := range c.plates {
		if f.Name != plate && f.Name != plate+c.suffix {
			continue
		}
		switch {
		case f.Indices != nil:
			return slices.Clone(f.Indices)
		case f.Mode == AnonymousRows:
			(&Site{Name: f.Name}).Fail("BatchSize says how many rows the batch has, not which; use SubsampleSize or BatchIndices to read them")
		}
		all := make([]int, f.Size)
		for i := range all {
			all[i] = i
		}
		return all
	}
	panic(&SiteError{Site: c.run.last, Between: true, Detail: "Indices asks for plate \"" + plate + "\", which is not around it"})
}

// Batch dimensions and plates.

// platesShape is the batch shape of a site in its plates: the distribution's own where no plate claims a dimension. rank is the rank of
// its batch shape.
func (s *Site) platesShape(rank int) tensor.Shape {
	for _, f := range s.Plates {
		rank = max(rank, -f.Dim)
	}
	full := make(tensor.Shape, rank)
	for i := range full {
		full[i] = 1
	}
	for _, f := range s.Plates {
		full[rank+f.Dim] = f.Batch
	}
	return full
}

// checkClaimed refuses batch dimensions that no plate claims or that have another extent than their plate.
func (s *Site) checkClaimed(batch tensor.Shape) {
	full := s.platesShape(len(batch))
	for i, n := range batch {
		dim := i - len(batch)
		want := full[len(full)+dim]
		if n == 1 || n == want {
			continue
		}
		for _, f := range s.Plates {
			if f.Dim == dim {
				s.failShape("batch shape %v has %d at dimension %d, where plate %q has %d rows%s", []int(batch), n, dim, f.Name, f.Batch, s.batchHint(batch))
			}
		}
		s.failShape("batch shape %v has %d at dimension %d, and no plate claims it; put the site in a Plate of that size, or make the dimension part of the event with ToEvent", []int(batch), n, dim)
	}
}

// batchHint is what to do when a shape holds a batch of a plate that says nothing of batches.
func (s *Site) batchHint(shape tensor.Shape) string {
	for _, f := range s.Plates {
		i := len(shape) + f.Dim - len(s.eventShape())
		if f.Mode == AllRows && i >= 0 && i < len(shape) && shape[i] > 1 && shape[i] < f.Size {
			return "; if these are a mini-batch, say so with BatchSize, BatchIndices or SubsampleSize"
		}
	}
	return ""
}

func (s *Site) eventShape() tensor.Shape {
	if s.Dist == nil {
		return nil
	}
	return s.Dist.EventShape()
}

// scaleByPlates multiplies the scale by that of every plate.
func (s *Site) scaleByPlates() {
	for _, f := range s.Plates {
		s.Scale *= f.scale
	}
}
