package dist

import (
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/credence-ppl/credence/expr"
	machine "github.com/credence-ppl/credence/internal/lane"
)

// formula is a function of numbers by what it is, in the language of package expr.
type formula struct {
	text string
	by   map[string]string // derivatives with respect to operands, where those of text would cancel or overflow
}

// is returns the formula of a text.
func is(text string) formula { return formula{text: text} }

// d returns f with a formula for its derivative with respect to an operand, in which f is the value.
func (f formula) d(operand, text string) formula {
	slopes := map[string]string{operand: text}
	maps.Copy(slopes, f.by)
	return formula{f.text, slopes}
}

// along returns f with derivatives that are a factor, a formula, times one for each operand, which come in pairs.
func (f formula) along(factor string, moves ...string) formula {
	for i := 0; i < len(moves); i += 2 {
		f = f.d(moves[i], factor+"*("+moves[i+1]+")")
	}
	return f
}

// with returns f with definitions before all its texts.
func (f formula) with(definitions string) formula {
	definitions = strings.TrimSpace(definitions)
	if f.text == "" || definitions == "" {
		return f
	}
	slopes := map[string]string{}
	for operand, text := range f.by {
		slopes[operand] = definitions + "; " + text
	}
	return formula{definitions + "; " + f.text, slopes}
}

// domain says where a formula holds.
type domain struct {
	valid   string // a condition; "" is everywhere
	outside string // the value elsewhere, where no operand is NaN. Slopes are 0 there.
	finite  bool   // slopes are 0 where they or the value would be infinite; of a sum, where it is
}

// compiled is a formula with the programs that compute it. They are made when they are needed.
type compiled struct {
	formula
	name   string // of its twins; "" has none
	names  []string
	domain domain
	noGrad uint // the operands without a derivative

	once                sync.Once
	value, all          *expr.Formula // where it is valid; everywhere
	valid               *expr.Formula
	slopes, slopesOfAll []*expr.Formula // the derivatives, alike
	programs            machine.Programs[programKey]
}

// programKey tells the programs for one function apart.
type programKey struct {
	what    programKind
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
	valueSum                            // two roots: the sum of values, and how often they do not hold
	slopeSum                            // a root for each wanted operand: the slope, or the sum of slopes of one number
	valueAndSlopeSum                    // the roots of both
)

// parse makes the formulas that programs are made of.
func (c *compiled) parse() {
	c.value = expr.MustParse(c.text, c.names...)
	c.all = c.value
	if c.domain.valid != "" {
		outside := c.domain.outside
		for _, n := range c.names {
			outside = fmt.Sprintf("where(%[1]s == %[1]s, %s, %[1]s)", n, outside)
		}
		c.valid = c.also(c.domain.valid, nil)
		c.all = c.also("where(valid, value, "+outside+")", map[string]*expr.Formula{"valid": c.valid, "value": c.value})
	}
	c.slopes, c.slopesOfAll = make([]*expr.Formula, len(c.names)), make([]*expr.Formula, len(c.names))
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
		if c.domain.finite {
			names["slope"] = c.also("where(abs(value) < inf && abs(slope) < inf, slope, 0)", names)
		}
		c.slopesOfAll[i] = names["slope"]
		if c.valid != nil {
			c.slopesOfAll[i] = c.also("where(valid, slope, 0)", names)
		}
	}
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
		return []machine.Root{{Formula: c.all}}
	case valueSum:
		roots = append(roots, machine.Root{Formula: c.value, Of: machine.Sum})
		if c.valid != nil {
			roots = append(roots, machine.Root{Formula: c.valid, Of: machine.Failures})
		}
		return roots
	case valueAndSlopeSum:
		return append(c.roots(key.of(valueSum)), c.roots(key.of(slopeSum))...)
	}
	for i := range c.names {
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
