package ode

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/credence-ppl/credence/expr"
)

// System is a system of differential equations of the first order. It never changes, and may be used by several
// goroutines.
type System struct {
	states, params []string
	inputs         inputs

	field, jacobian, transposed, second, contraction func() *program
}

// States returns the names of the states, in the order of their equations.
func (s *System) States() []string { return slices.Clone(s.states) }

// Params returns the names of the parameters.
func (s *System) Params() []string { return slices.Clone(s.params) }

// Names within formulas end in letters that stand for what they are: the rate of a state, a direction, the adjoint of a
// rate, and a second direction.
const rate, direction, adjoint, across = "ʹ", "ᵛ", "ᵃ", "ˣ"

// equation finds the beginning of one.
var equation = regexp.MustCompile(`([\p{L}_][\p{L}_\p{N}\p{Mn}]*)` + rate + `\s*=(?:[^=]|$)`)

// Parse returns the system of a text with a line name' = rate for every state, in which rates are formulas of package
// [expr] of the states, the parameters and the time t. Definitions name = formula may stand between; they, and the
// rates of other states, may be used in the lines that follow. A system is made once, as a variable of the package: to
// make it takes longer than to solve it.
func Parse(text string, params ...string) (*System, error) {
	text = strings.ReplaceAll(text, "'", rate)
	s := &System{params: slices.Clone(params)}
	for _, m := range equation.FindAllStringSubmatch(text, -1) {
		s.states = append(s.states, m[1])
	}
	if len(s.states) == 0 {
		return nil, errors.New("ode: there is no equation; each state has a line of the form y' = formula")
	}
	for i, name := range s.states {
		switch base := strings.TrimSuffix(name, rate); {
		case base != name:
			return nil, fmt.Errorf("ode: %s'' is a second derivative; give the first one a name of its own, as in %[1]s' = v and v' = …", base)
		case slices.Contains(s.states[:i], name):
			return nil, fmt.Errorf("ode: there are two equations for %s'", name)
		case slices.Contains(params, name):
			return nil, fmt.Errorf("ode: %s is a state, by its equation, and a parameter", name)
		}
	}
	if slices.Contains(s.states, "t") || slices.Contains(params, "t") {
		return nil, errors.New("ode: t is the time; a state or a parameter needs another name")
	}
	// Without the names that only the library uses, errors show those of the text.
	visible := slices.Concat([]string{"t"}, s.states, params)
	_, err := expr.Parse(valueOf(text, s.states[0]), visible...)
	if err == nil {
		s.derive(text)
		err = known(s.field)
	}
	if err != nil {
		return nil, errors.New(strings.NewReplacer("expr:", "ode:", rate, "'", "found ;", "found the end of an equation").Replace(err.Error()))
	}
	return s, nil
}

// valueOf returns the text of a formula whose value is the rate of a state.
func valueOf(text, state string) string { return text + ";\n" + state + rate }

// known returns an error where a program needs a derivative that is not known.
func known(program func() *program) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	program()
	return nil
}

// MustParse returns what Parse does, and panics on errors: for equations of the program itself.
func MustParse(text string, params ...string) *System {
	s, err := Parse(text, params...)
	if err != nil {
		panic(err)
	}
	return s
}

// inputs are the places of what programs of a system read: the time, the states, the parameters; a direction of states,
// parameters and time; adjoints of the rates; a second direction, of states and time.
type inputs struct {
	states, params, toStates, toParams, toTime, adjoints, across, acrossTime, n int
}

// derive makes the programs of the system, which are compiled when they are first needed.
func (s *System) derive(text string) {
	n, p := len(s.states), len(s.params)
	in := inputs{states: 1, params: 1 + n, toStates: 1 + n + p}
	in.toParams = in.toStates + n
	in.toTime = in.toParams + p
	in.adjoints = in.toTime + 1
	in.across = in.adjoints + n
	in.acrossTime = in.across + n
	in.n = in.acrossTime + 1
	s.inputs = in

	moving := slices.Concat(s.states, []string{"t"})
	names := slices.Concat([]string{"t"}, s.states, s.params, with(direction, s.states), with(direction, s.params),
		[]string{"t" + direction}, with(adjoint, s.states), with(across, moving))
	rates := []*expr.Formula{expr.MustParse(valueOf(text, s.states[0]), names...)}
	for _, name := range s.states[1:] {
		rates = append(rates, also(rates[0], valueOf(text, name), nil))
	}
	constant := func(input int) bool {
		return input >= in.params && input < in.toStates || input >= in.toParams && input < in.toTime
	}
	programOf := func(roots func() []*expr.Formula) func() *program {
		return sync.OnceValue(func() *program { return compile(in.n, constant, roots()) })
	}
	s.field = programOf(func() []*expr.Formula {
		return append(slices.Clone(rates), slopes(rates, slices.Concat(s.states, s.params), direction)...)
	})
	s.jacobian = programOf(func() []*expr.Formula { return derivatives(rates, moving) })
	s.transposed = programOf(func() []*expr.Formula {
		return derivatives([]*expr.Formula{weighted(rates, with(adjoint, s.states))}, slices.Concat(s.states, s.params))
	})
	s.second = programOf(func() []*expr.Formula {
		return slopes(slopes(rates, slices.Concat(s.states, s.params), direction), moving, across)
	})
	s.contraction = programOf(func() []*expr.Formula {
		along := weighted(slopes(rates, moving, direction), with(adjoint, s.states))
		return derivatives([]*expr.Formula{along}, slices.Concat(s.states, s.params))
	})
}

// also returns another formula of the same variables. Its text has been read before.
func also(f *expr.Formula, text string, names map[string]*expr.Formula) *expr.Formula {
	g, err := f.Also(text, names)
	if err != nil {
		panic(err)
	}
	return g
}

func with(ending string, names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name + ending
	}
	return out
}

// derivatives returns those of every formula with respect to every variable.
func derivatives(of []*expr.Formula, variables []string) (all []*expr.Formula) {
	for _, f := range of {
		for _, v := range variables {
			all = append(all, f.Derivative(v))
		}
	}
	return all
}

// slopes returns the derivative of every formula along a direction of the variables.
func slopes(of []*expr.Formula, variables []string, direction string) []*expr.Formula {
	out := make([]*expr.Formula, len(of))
	for i, f := range of {
		out[i] = weighted(derivatives([]*expr.Formula{f}, variables), with(direction, variables))
	}
	return out
}

// weighted returns the sum of formulas times variables.
func weighted(formulas []*expr.Formula, weights []string) *expr.Formula {
	names := map[string]*expr.Formula{}
	terms := []string{"0"}
	for i, f := range formulas {
		if v, isNumber := f.Root().Number(); isNumber && v == 0 {
			continue
		}
		name := fmt.Sprintf("%s%d", rate, i)
		names[name] = f
		terms = append(terms, name+"*"+weights[i])
	}
	return also(formulas[0], strings.Join(terms, " + "), names)
}
