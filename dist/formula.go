package dist

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/credence-ppl/credence/expr"
	machine "github.com/credence-ppl/credence/internal/lane"
	"github.com/credence-ppl/credence/tensor"
)

// formulas are a pointwise function by what it is, in the language of package expr.
type formulas struct {
	params string // the names of the operands
	value  string
	valid  string // where value holds; "" is everywhere

	// outside is the value elsewhere, where no operand is NaN; "" is -Inf, as of log-densities. Slopes are 0 there.
	outside string

	// slopes are the derivatives with respect to the operands, in their order, where those of value would cancel or
	// overflow; "" is that of value.
	slopes []string

	noGrad uint // the operands without a derivative
}

// compiled are formulas with the programs that compute them.
type compiled struct {
	operands    int
	value, all  *expr.Formula // where it is valid; everywhere
	valid       *expr.Formula
	slopes      []*expr.Formula // where it is valid
	slopesOfAll []*expr.Formula
	programs    atomic.Pointer[map[programKey]*machine.Program]
}

// programKey tells the programs for one function apart.
type programKey struct {
	what    programKind
	uniform uint16 // the operands that are one number
	wanted  uint16 // the operands whose derivatives are wanted
}

type programKind uint8

const (
	valueEach programKind = iota // a root: the value
	slopeEach                    // a root for each wanted operand
	valueSum                     // two roots: the sum of values, and how often they do not hold
	slopeSum                     // a root for each wanted operand: the slope, or the sum of slopes of one number
)

func (f formulas) compile() *compiled {
	names := strings.Fields(f.params)
	value := expr.MustParse(f.value, names...)
	also := func(text string) *expr.Formula {
		e, err := value.Also(text)
		if err != nil {
			panic(err)
		}
		return e
	}
	c := &compiled{operands: len(names), value: value, all: value}
	if f.valid != "" {
		outside := f.outside
		if outside == "" {
			outside = "-inf"
		}
		for _, n := range names {
			outside = fmt.Sprintf("where(%[1]s == %[1]s, %s, %[1]s)", n, outside)
		}
		c.valid = also(f.valid)
		c.all = value.Choose(c.valid, also(outside))
	}
	zero := also("0")
	for i, n := range names {
		var slope, all *expr.Formula
		if f.noGrad&(1<<i) == 0 {
			if i < len(f.slopes) && f.slopes[i] != "" {
				slope = also(f.slopes[i])
			} else {
				slope = value.Derivative(n)
			}
			all = slope
			if c.valid != nil {
				all = slope.Choose(c.valid, zero)
			}
		}
		c.slopes, c.slopesOfAll = append(c.slopes, slope), append(c.slopesOfAll, all)
	}
	return c
}

// program returns the program for a call.
func (c *compiled) program(key programKey) *machine.Program {
	made := c.programs.Load()
	if made != nil {
		if p := (*made)[key]; p != nil {
			return p
		}
	}
	p := machine.Compile(machine.Layout{Uniform: uint(key.uniform)}, c.operands, c.roots(key)...)
	for {
		more := map[programKey]*machine.Program{key: p}
		if made != nil {
			for k, v := range *made {
				more[k] = v
			}
		}
		if c.programs.CompareAndSwap(made, &more) {
			return p
		}
		made = c.programs.Load()
	}
}

func (c *compiled) roots(key programKey) (roots []machine.Root) {
	switch key.what {
	case valueEach:
		return []machine.Root{{Formula: c.all}}
	case valueSum:
		roots = append(roots, machine.Root{Formula: c.value, Of: machine.Sum})
		if c.valid != nil {
			roots = append(roots, machine.Root{Formula: c.valid, Of: machine.Failures})
		}
		return roots
	}
	for i := range c.operands {
		if key.wanted&(1<<i) == 0 {
			continue
		}
		r := machine.Root{Formula: c.slopesOfAll[i]}
		if key.what == slopeSum {
			r.Formula = c.slopes[i]
			if key.uniform&(1<<i) != 0 {
				r.Of = machine.Sum
			}
		}
		roots = append(roots, r)
	}
	return roots
}

// numbersOf returns which operands of a call are one number, and these numbers.
func numbersOf[T tensor.Float](k *tensor.Call, operands int) (uniform uint16, numbers [maxOperands]float64) {
	for i := range operands {
		if o := &k.In[i]; o.Stored() == 1 {
			uniform |= 1 << i
			numbers[i] = float64(tensor.Values[T](o)[0])
		}
	}
	return uniform, numbers
}

// pointwise returns the function that the formulas are of.
func (f formulas) pointwise() pointwise { return pointwise{formula: f.compile()} }

// abbreviate makes name(params…) stand for a formula in those that are compiled later.
func abbreviate(name, body string, params ...string) bool {
	expr.Abbreviate(name, body, params...)
	return true
}
