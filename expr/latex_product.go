package expr

import (
	"math"
	"strconv"
	"strings"
)

// factors are those of a product or quotient, with their powers, in order.
type factors struct {
	sign   string
	number float64
	of     []*Node
	power  map[*Node]int
}

// product returns a product or quotient: its factors once each, those with negative powers below a line.
func (l latex) product(n *Node) piece {
	f := factors{number: 1, power: map[*Node]int{}}
	l.collect(&f, n, 1, true)
	if f.number < 0 {
		f.sign, f.number = "-", -f.number
	}
	over, under := f.number, 1.0
	for over != math.Trunc(over) && under < 1000 && isPowerOf2(under) && f.number > 1e-3 && f.number < 1e3 {
		over, under = over*2, under*2
	}
	if over != math.Trunc(over) || over > 1000 {
		over, under = f.number, 1
	}
	var above, below []string
	if over != 1 {
		above = append(above, latexNumber(over).text)
	}
	if under != 1 {
		below = append(below, latexNumber(under).text)
	}
	for i, n := range f.of {
		p := f.power[n]
		to, around := &above, infix[mul]+1
		if i == len(f.of)-1 && n.fn != nil && commands[n.fn.name] != "" {
			around-- // nothing follows that a logarithm could be thought to be of
		}
		if p < 0 {
			to, p = &below, -p
		}
		if p > 1 {
			*to = append(*to, l.of(n, latexAtom)+"^"+strconv.Itoa(p))
		} else if p == 1 {
			*to = append(*to, l.of(n, around))
		}
	}
	// A factor alone above or below a line needs no parentheses.
	alone := func(texts []string, sign int) string {
		if len(texts) == 1 && (sign > 0 && over == 1 || sign < 0 && under == 1) {
			for _, n := range f.of {
				if f.power[n] == sign {
					return l.of(n, 0)
				}
			}
		}
		return strings.Join(texts, " ")
	}
	switch {
	case len(above) == 0 && len(below) == 0:
		return piece{f.sign + "1", latexAtom}
	case len(below) == 0:
		return piece{f.sign + strings.Join(above, " "), infix[mul]}
	case len(above) == 0:
		above = []string{"1"}
	}
	return piece{f.sign + `\frac{` + alone(above, 1) + "}{" + alone(below, -1) + "}", infix[mul]}
}

// collect adds the factors of n, to a power.
func (l latex) collect(f *factors, n *Node, power int, top bool) {
	named := !top && l.names[n] != ""
	switch v, number := n.Number(); {
	case number && numbersInLaTeX[v] == "" && v != 0:
		f.number *= math.Pow(v, float64(power))
	case named, n.fn != mul && n.fn != div && n.fn != neg && n.fn != square:
		if _, ok := f.power[n]; !ok {
			f.of = append(f.of, n)
		}
		f.power[n] += power
	case n.fn == mul:
		l.collect(f, n.args[0], power, false)
		l.collect(f, n.args[1], power, false)
	case n.fn == div:
		l.collect(f, n.args[0], power, false)
		l.collect(f, n.args[1], -power, false)
	case n.fn == square:
		l.collect(f, n.args[0], 2*power, false)
	case n.fn == neg:
		if power%2 != 0 {
			f.number = -f.number
		}
		l.collect(f, n.args[0], power, false)
	}
}
