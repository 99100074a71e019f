package ppl

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// Frame is a plate in one run. Its name identifies it: each time the plate is entered, it is the same Frame.
type Frame struct {
	Name  string
	Size  int // rows in all
	Batch int // rows that are looked at
	Dim   int // the batch dimension it occupies, counted from the end: -1, -2, …

	// Indices are the rows that the run looks at. Nil means all of them or, with BatchSize, rows that only the caller
	// knows.
	Indices []int
	Mode    BatchMode

	Fresh bool // predictions set it: the rows are not those that a guide has learned about

	scale float64 // what one row's log-probability counts: Size / Batch, or 1 when predicting
	said  declaration
}

// BatchMode says how a plate knows its rows.
type BatchMode uint8

const (
	AllRows       BatchMode = iota // no batch option
	DrawnRows                      // SubsampleSize: drawn at random, recorded, replayed from guide to model
	GivenRows                      // BatchIndices: the caller says which
	AnonymousRows                  // BatchSize: the caller says only how many
)

// String returns the option that says so.
func (m BatchMode) String() string {
	return [...]string{"no batch option", "SubsampleSize", "BatchIndices", "BatchSize"}[m]
}

// newFrame returns the plate that is declared in c for the first time.
func newFrame(c *Context, say declaration) *Frame {
	f := &Frame{
		Name: c.scope.name(PlateSite, say.name+c.suffix), Size: say.size, Batch: say.batch, Dim: say.dim,
		Indices: say.indices, Mode: say.mode, said: say,
	}
	if !say.hasDim {
		f.Dim = c.claims.free()
	}
	if f.Mode == DrawnRows && f.Batch == f.Size {
		f.Mode = AllRows // there is nothing to draw
	}
	if c.run.full && f.Mode == AnonymousRows {
		f.Size = max(f.Size, f.Batch) // there may be more rows to predict than there were to learn from
	}
	f.check(c)
	f.scale = float64(f.Size) / float64(f.Batch)
	if c.run.full {
		f.scale = 1
		if f.Mode == DrawnRows {
			f.Mode, f.Batch = AllRows, f.Size
		}
	}
	return f
}

// check refuses sizes and dimensions that a plate cannot have.
func (f *Frame) check(c *Context) {
	switch {
	case f.Size < 1:
		f.fail("the plate has size %d; it needs at least one row", f.Size)
	case f.Batch < 1 || f.Batch > f.Size:
		f.fail("the batch has %d rows, the plate %d; a batch has between 1 and all of them", f.Batch, f.Size)
	case f.Dim >= 0 || f.Dim < -tensor.MaxRank:
		f.fail("Dim(%d): dimensions count from the end, from -1, the last, to %d", f.Dim, -tensor.MaxRank)
	}
	if other := c.claims.at(f.Dim); other != nil {
		f.fail("dimension %d belongs to %v around it; choose another with Dim", f.Dim, other.by)
	}
}

// checkAgain refuses to enter the plate again as something else, or inside itself.
func (f *Frame) checkAgain(c *Context, say declaration) {
	if !f.said.allows(say) {
		f.fail("the plate was entered before with %v, now with %v; a name stands for one set of rows", f.said, say)
	}
	if say.hasDim && say.dim != f.Dim {
		f.fail("the plate was entered before at dimension %d, now with Dim(%d); say the same Dim each time", f.Dim, say.dim)
	}
	switch other := c.claims.at(f.Dim); {
	case other == nil:
	case other.by.Frame == f:
		f.fail("the plate is entered inside itself")
	default:
		f.fail("the plate has had dimension %d since it was first entered, and %v around it has it too; give both a Dim",
			f.Dim, other.by)
	}
}

func (f *Frame) fail(format string, args ...any) {
	panic(&SiteError{Site: f.Name, Detail: fmt.Sprintf(format, args...)})
}

// settle draws the rows, unless they are given or a handler has set them.
func (f *Frame) settle(rng *tensor.RNG) {
	if f.Mode == DrawnRows && f.Indices == nil {
		f.Indices = subset(rng.Split("rows").Split(f.Name), f.Size, f.Batch)
		return
	}
	f.checkRows()
}

// checkRows refuses rows that the plate does not have, or not as many as it looks at.
func (f *Frame) checkRows() {
	if f.Indices != nil && len(f.Indices) != f.Batch {
		f.fail("a handler set %d rows, and the plate looks at %d", len(f.Indices), f.Batch)
	}
	who := "a handler set"
	if f.Mode == GivenRows {
		who = "BatchIndices has"
	}
	seen := make(map[int]bool, len(f.Indices))
	for _, i := range f.Indices {
		if i < 0 || i >= f.Size {
			f.fail("%s row %d; rows run from 0 to %d", who, i, f.Size-1)
		}
		if seen[i] {
			f.fail("%s row %d twice; a batch looks at each row once", who, i)
		}
		seen[i] = true
	}
}

// subset returns k of n rows in ascending order, every set of k with the same probability: the algorithm of Floyd
// (Bentley, Floyd 1987, "A sample of brilliance"), which takes k steps.
func subset(rng *tensor.RNG, n, k int) []int {
	random := rand.New(rng)
	in := make(map[int]bool, k)
	rows := make([]int, 0, k)
	for last := n - k; last < n; last++ {
		row := random.IntN(last + 1)
		if in[row] {
			row = last
		}
		in[row] = true
		rows = append(rows, row)
	}
	slices.Sort(rows)
	return rows
}
