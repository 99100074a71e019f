package ppl

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/internal/words"
)

// Plate declares that size rows are independent. In the body, one batch dimension of every site is the plate's, and
// log-probabilities are multiplied by size / rows looked at, so that a batch stands for all rows. Distributions that
// have 1 in that dimension are expanded. A plate may be entered again under its name, with the same rows.
//
//	ppl.Plate(c, "data", 60_000, func(c *ppl.Context) {
//		ppl.Sample(c, "obs", dist.Categorical[dist.Logits](logits), ppl.Obs(y))
//	}, ppl.BatchSize(128))
func Plate(c *Context, name string, size int, body func(c *Context), opts ...PlateOption) {
	r := c.innermost(name)
	say := declare(name, size, opts)
	s := r.names.find(c.scope.name(PlateSite, name+c.suffix))
	if s != nil && s.Kind == PlateSite {
		s.Frame.checkAgain(c, say)
	} else {
		s = c.site()
		s.Name, s.Kind, s.Frame = name, PlateSite, newFrame(c, say)
		apply(c, s)
	}
	inner := c.inner()
	inner.plates = append(slices.Clip(c.plates), s.Frame)
	inner.claims = c.claims.with(claim{s.Frame.Dim, s.Frame.Batch, s})
	c.enter(inner, body)
}

// PlateOption is an option of [Plate].
type PlateOption func(*declaration)

// Dim puts the plate at a batch dimension, counted from the end: -1 is the last. Without it the outermost plate takes
// -1 and each inner one the next that is free.
func Dim(d int) PlateOption {
	return func(p *declaration) { p.dim, p.hasDim = d, true }
}

// SubsampleSize makes the run look at n rows drawn at random without replacement, or at all of them, in order, if n is
// the plate's size. The model under a guide looks at the rows that the guide drew; [Indices] returns them.
func SubsampleSize(n int) PlateOption {
	return func(p *declaration) { p.look(DrawnRows, n, nil) }
}

// BatchIndices makes the run look at the given rows.
func BatchIndices(rows []int) PlateOption {
	rows = slices.Clone(rows)
	return func(p *declaration) { p.look(GivenRows, len(rows), rows) }
}

// BatchSize says that the data are n of the plate's rows, without saying which. That is enough for observed sites; a
// latent of every row needs SubsampleSize or BatchIndices, so that the guide can tell the rows apart.
func BatchSize(n int) PlateOption {
	return func(p *declaration) { p.look(AnonymousRows, n, nil) }
}

// declaration holds what one Plate statement says.
type declaration struct {
	name    string // without what Range appends
	size    int
	dim     int
	hasDim  bool
	mode    BatchMode
	batch   int
	indices []int
}

func declare(name string, size int, opts []PlateOption) declaration {
	say := declaration{name: name, size: size, batch: size}
	for _, o := range opts {
		if o == nil {
			panic(&SiteError{Site: name, Detail: "an option is nil"})
		}
		o(&say)
	}
	return say
}

// look sets the rows to look at, which one option may do.
func (p *declaration) look(mode BatchMode, batch int, indices []int) {
	if p.mode != AllRows {
		panic(&SiteError{Site: p.name,
			Detail: "the plate has two batch options; SubsampleSize, BatchIndices and BatchSize exclude each other"})
	}
	p.mode, p.batch, p.indices = mode, batch, indices
}

// allows reports whether a later declaration of the plate has the same rows. It may leave the batch option out.
func (p declaration) allows(later declaration) bool {
	rows := later.mode == p.mode && later.batch == p.batch && slices.Equal(later.indices, p.indices)
	return later.size == p.size && (later.mode == AllRows || rows)
}

// String returns what the declaration says about rows.
func (p declaration) String() string {
	switch p.mode {
	case AllRows:
		return fmt.Sprintf("%d rows", p.size)
	case GivenRows:
		return fmt.Sprintf("%d rows, %v(%s)", p.size, p.mode, words.Rows(p.indices))
	}
	return fmt.Sprintf("%d rows, %v(%d)", p.size, p.mode, p.batch)
}

// Indices returns the rows that a plate around c looks at.
func Indices(c *Context, plate string) []int {
	c.innermost(plate)
	for _, f := range slices.Backward(c.plates) {
		switch {
		case f.said.name != plate && f.Name != plate:
		case f.Indices != nil:
			return slices.Clone(f.Indices)
		case f.Mode == AnonymousRows:
			f.fail("BatchSize says how many rows the batch has, not which; use SubsampleSize or BatchIndices to read them")
		default:
			all := make([]int, f.Size)
			for i := range all {
				all[i] = i
			}
			return all
		}
	}
	var around []string
	for _, f := range c.plates {
		around = append(around, f.Name)
	}
	c.fail("Indices asks for plate %q, which is not around it; around it are %s", plate, words.Names(around))
	return nil
}
