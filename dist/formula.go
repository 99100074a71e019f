package dist

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/credence-ppl/credence/expr"
	machine "github.com/credence-ppl/credence/internal/lane"
)

// formula is a function of numbers by what it is, in the language of package expr.
type formula struct {
	text string
	by   map[string]string // derivatives with respect to operands, where those of text would cancel or overflow
	domain
}

// is returns the formula of a text.
func is(text string) formula { return formula{text: text} }

// d returns f with a formula for its derivative with respect to an operand, in which f is the value.
func (f formula) d(operand, text string) formula {
	slopes := map[string]string{operand: text}
	maps.Copy(slopes, f.by)
	f.by = slopes
	return f
}

// slopedWithin returns f with a derivative with respect to x that is 0 but where a condition holds, if it has a formula
// for it.
func (f formula) slopedWithin(condition string) formula {
	slope, ok := f.by["x"]
	if !ok {
		return f
	}
	last := strings.LastIndexAny(slope, ";\n") + 1
	f.by = maps.Clone(f.by)
	f.by["x"] = slope[:last] + "where(" + condition + ", " + slope[last:] + ", 0)"
	return f
}

// in returns f with a domain.
func (f formula) in(d domain) formula {
	f.domain = d
	return f
}

// along returns f with derivatives that are a factor, a formula, times one for each operand, which come in pairs.
func (f formula) along(factor string, moves ...string) formula {
	for i := 0; i < len(moves); i += 2 {
		f = f.d(moves[i], factor+"*("+moves[i+1]+")")
	}
	return f
}

// with returns f with definitions before its value and its derivatives.
func (f formula) with(definitions string) formula {
	definitions = strings.TrimSpace(definitions)
	if f.text == "" || definitions == "" {
		return f
	}
	slopes := map[string]string{}
	for operand, text := range f.by {
		slopes[operand] = definitions + "; " + text
	}
	f.text, f.by = definitions+"; "+f.text, slopes
	return f
}

// domain says where a formula holds.
type domain struct {
	valid   string // a condition; "" is everywhere
	outside string // the value elsewhere, where no operand is NaN. Slopes are 0 there.
	finite  bool   // slopes are 0 where they or the value would be infinite; of a sum, where it is

	// low and high are the ends of an interval that values lie strictly inside, after rounding too; "" is anywhere. A
	// value that is moved there has slopes of 0 if it rests.
	low, high string
	rests     bool
}

// compiled is a formula with the programs that compute it. They are made when they are needed.
type compiled struct {
	formula
	twins  []twin
	names  []string
	noGrad uint // the operands without a derivative

	once     sync.Once
	value    *expr.Formula // where it is valid
	valid    *expr.Formula
	slopes   []*expr.Formula // the derivatives
	each     [2]everywhere   // rounded to Float64, and to Float32
	programs machine.Programs[programKey]
	replays  machine.Programs[replayKey]
}

// everywhere is a formula with its derivatives that knows its domain.
type everywhere struct {
	value  *expr.Formula
	slopes []*expr.Formula
}

// programKey tells the programs for one function apart.
type programKey struct {
	what    programKind
	single  bool // values are rounded to Float32, if that makes a difference
	uniform uint // the operands that are one number
	wanted  uint // the operands whose derivatives are wanted
}

// of returns the key for another function of the same operands.
func (k programKey) of(what programKind) programKey {
	k.what = what
	return k
}

type programKind uint8

const (
	valueEach        programKind = iota // a root: the value
	slopeEach                           // a root for each wanted operand
	valueAndSlopeOne                    // the roots of both, numbers, of operands that are all one number
	valueSum                            // two roots: the sum of values, and how often they do not hold
	slopeSum                            // a root for each wanted operand: the slope, or the sum of slopes of one number
	valueAndSlopeSum                    // the roots of both
	slopeWeighted                       // a root for each wanted operand, a number: Σ of slopes times a last operand
)

// parse makes the formulas that programs are made of.
func (c *compiled) parse() {
	c.value = expr.MustParse(c.text, c.names...)
	all := everywhere{c.value, make([]*expr.Formula, len(c.names))}
	if c.domain.valid != "" {
		outside := c.outside
		for _, n := range c.names {
			outside = fmt.Sprintf("where(%[1]s == %[1]s, %s, %[1]s)", n, outside)
		}
		c.valid = c.also(c.domain.valid, nil)
		all.value = c.also("where(valid, value, "+outside+")", map[string]*expr.Formula{"valid": c.valid, "value": c.value})
	}
	c.slopes = make([]*expr.Formula, len(c.names))
	for i, n := range c.names {
		if c.noGrad&(1<<i) != 0 {
			continue
		}
		slope := c.value.Derivative
		if text, ok := c.by[n]; ok {
			slope = func(string) *expr.Formula { return c.also(text, map[string]*expr.Formula{"f": c.value}) }
		}
		names := map[string]*expr.Formula{"valid": c.valid, "value": c.value, "slope": slope(n)}
		c.slopes[i] = names["slope"]
		if c.finite {
			names["slope"] = c.also("where(abs(value) < inf && abs(slope) < inf, slope, 0)", names)
		}
		all.slopes[i] = names["slope"]
		if c.valid != nil {
			all.slopes[i] = c.also("where(valid, slope, 0)", names)
		}
	}
	c.each = [2]everywhere{all, all}
	if c.low != "" {
		c.each = [2]everywhere{c.inside(all, "64"), c.inside(all, "32")}
	}
}

// inside returns a formula whose values are moved into the interval that is open, of numbers of so many bits.
func (c *compiled) inside(all everywhere, bits string) everywhere {
	names := map[string]*expr.Formula{"value": all.value,
		"least": c.also("above"+bits+"("+c.low+")", nil), "most": c.also("below"+bits+"("+c.high+")", nil)}
	in := everywhere{c.also("max(min(value, most), least)", names), all.slopes}
	if !c.rests {
		return in
	}
	names["value"] = in.value
	names["moved"] = c.also("v = round"+bits+"(value); v == least || v == most", names)
	in.slopes = slices.Clone(all.slopes)
	for i, slope := range all.slopes {
		if slope != nil {
			names["slope"] = slope
			in.slopes[i] = c.also("where(moved, 0, slope)", names)
		}
	}
	return in
}

func (c *compiled) also(text string, names map[string]*expr.Formula) *expr.Formula {
	f, err := c.value.Also(text, names)
	if err != nil {
		panic(err)
	}
	return f
}

// program returns the program for a call.
func (c *compiled) program(key programKey) *machine.Program {
	c.once.Do(c.parse)
	return c.programs.Of(key, func() *machine.Program {
		return machine.Compile(machine.Layout{Uniform: key.uniform}, len(c.names), c.roots(key)...)
	})
}

func (c *compiled) roots(key programKey) (roots []machine.Root) {
	switch key.what {
	case valueEach:
		return []machine.Root{{Formula: c.rounded(key).value}}
	case valueSum:
		roots = append(roots, machine.Root{Formula: c.value, Of: machine.Sum})
		if c.valid != nil {
			roots = append(roots, machine.Root{Formula: c.valid, Of: machine.Failures})
		}
		return roots
	case valueAndSlopeOne:
		roots = append(c.roots(key.of(valueEach)), c.roots(key.of(slopeEach))...)
		for i := range roots {
			roots[i].Of = machine.One
		}
		return roots
	case valueAndSlopeSum:
		return append(c.roots(key.of(valueSum)), c.roots(key.of(slopeSum))...)
	}
	for i := range c.names {
		if key.wanted&(1<<i) == 0 {
			continue
		}
		r := machine.Root{Formula: c.rounded(key).slopes[i]}
		if key.what == slopeSum {
			r.Formula = c.slopes[i]
			if key.uniform&(1<<i) != 0 {
				r.Of = machine.Sum
			}
		}
		if key.what == slopeWeighted {
			r = machine.Root{Formula: c.slopes[i], Of: machine.Weighted}
		}
		roots = append(roots, r)
	}
	return roots
}

func (c *compiled) rounded(key programKey) everywhere {
	if key.single {
		return c.each[1]
	}
	return c.each[0]
}
