package expr

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// LaTeX returns the formula in LaTeX's notation for mathematics. Definitions follow after a comma.
func (f *Formula) LaTeX() string {
	f = f.written()
	d := f.definitions()
	for i, name := range f.params {
		d.names[f.graph.parameter(i)] = latexName(name)
	}
	text := latex{d.names}.of(f.root, 0)
	for _, n := range slices.Backward(d.order) {
		text += `, \quad ` + latexName(d.names[n]) + " = " + latex{d.names}.what(n).text
	}
	return text
}

// written returns a copy of f, without the functions that stand for what mathematicians write as formulas.
func (f *Formula) written() *Formula {
	f.lock.Lock()
	defer f.lock.Unlock()
	g := newGraph()
	params := make([]*Node, len(f.params))
	for i := range params {
		params[i] = g.parameter(i)
	}
	done := map[*Node]*Node{}
	order, _ := f.root.below()
	for _, n := range order {
		r := n
		switch args := make([]*Node, len(n.args)); {
		case n.param >= 0:
			r = params[n.param]
		case n.fn == nil:
			r = g.number(n.value)
		default:
			for i, a := range n.args {
				args[i] = done[a]
			}
			if meaning, ok := meanings[n.fn.name]; ok {
				r = g.substitute(MustParse(meaning, argNames[:n.fn.arity]...).root, args, map[*Node]*Node{})
			} else {
				r = g.call(n.fn, args...)
			}
			g.name(r, f.graph.names[n])
		}
		done[n] = r
	}
	return &Formula{f.params, g, done[f.root], f.lock}
}

// meanings are functions as formulas of others, which they compute without cancellation.
var meanings = map[string]string{
	"expm1": "exp(x) - 1", "log1p": "log(1 + x)", "softplus": "log(1 + exp(x))", "log1mexp": "log(1 - exp(x))",
	"xlogy": "x*log(y)", "xlog1py": "x*log(1 + y)", "xmlog1p": "x - log(1 + x)", "logmdigamma": "log(x) - digamma(x)",
	"lognormcdf": "log(normcdf(x))", "fma": "x*y + z",
}

// commands are functions that are written before their argument.
var commands = map[string]string{
	"log": `\log `, "sin": `\sin `, "cos": `\cos `, "tan": `\tan `, "atan": `\arctan `, "tanh": `\tanh `, "lgamma": `\log \Gamma`,
	"digamma": `\psi`, "trigamma": `\psi'`, "lbeta": `\log \mathrm{B}`, "normcdf": `\Phi`, "normquantile": `\Phi^{-1}`,
	"min": `\min`, "max": `\max`,
}

var latexInfix = map[*Function]string{
	or: ` \lor `, and: ` \land `, less: " < ", lessEqual: ` \le `, equal: " = ", add: " + ", sub: " - ",
}

// numbersInLaTeX are constants that formulas have as numbers.
var numbersInLaTeX = map[float64]string{
	math.Pi: `\pi`, 2 * math.Pi: `2 \pi`, math.Ln2: `\log 2`, math.Log(math.Pi): `\log \pi`, math.Log(2 * math.Pi): `\log 2 \pi`,
	0.91893853320467274178: halfLog2Pi, math.Log(2*math.Pi) / 2: halfLog2Pi, math.Sqrt2: `\sqrt{2}`, math.Inf(1): `\infty`,
}

const halfLog2Pi = `\frac{1}{2} \log 2 \pi`

// latex writes nodes. Those with names are written by them.
type latex struct{ names map[*Node]string }

// piece is a text and how it binds.
type piece struct {
	text       string
	precedence int
}

const latexPower, latexAtom = 7, 8

// of returns a node, in parentheses if it binds less than what is around it.
func (l latex) of(n *Node, around int) string {
	if name := l.names[n]; name != "" {
		if n.param < 0 {
			return latexName(name)
		}
		return name
	}
	w := l.what(n)
	if w.precedence < around {
		return inParentheses(w.text)
	}
	return w.text
}

func inParentheses(text string) string {
	if strings.Contains(text, `\frac`) || strings.Contains(text, `\begin`) {
		return `\left(` + text + `\right)`
	}
	return "(" + text + ")"
}

// what returns what a node is.
func (l latex) what(n *Node) piece {
	if n.param >= 0 {
		return piece{l.names[n], latexAtom}
	}
	if n.fn == nil {
		return latexNumber(n.value)
	}
	a := n.args
	switch n.fn {
	case mul, div, neg, square:
		return l.product(n)
	case pow:
		return piece{l.of(a[0], latexAtom) + "^{" + l.of(a[1], 0) + "}", latexPower}
	case sqrt:
		return piece{`\sqrt{` + l.of(a[0], 0) + "}", latexAtom}
	case not:
		if n.isDiffers() {
			return piece{l.of(a[0].args[0], 4) + ` \ne ` + l.of(a[0].args[1], 4), comparison}
		}
		return piece{`\lnot ` + l.of(a[0], unaryPrecedence), unaryPrecedence}
	case where:
		return piece{l.cases(n), latexAtom}
	}
	if sign, ok := latexInfix[n.fn]; ok {
		own := infix[n.fn]
		left, right := own, own+1
		switch {
		case own == comparison:
			left++
		case n.fn == add:
			right--
		}
		return piece{l.of(a[0], left) + sign + l.of(a[1], right), own}
	}
	switch n.fn.name {
	case "exp":
		if power := l.of(a[0], 0); !strings.Contains(power, `\frac`) && !strings.Contains(power, `\begin`) {
			return piece{"e^{" + power + "}", latexPower}
		}
		return piece{`\exp` + inParentheses(l.of(a[0], 0)), latexAtom}
	case "abs":
		return piece{`\left|` + l.of(a[0], 0) + `\right|`, latexAtom}
	case "floor":
		return piece{`\lfloor ` + l.of(a[0], 0) + ` \rfloor`, latexAtom}
	}
	command, ok := commands[n.fn.name]
	if !ok {
		command = `\operatorname{` + strings.ReplaceAll(n.fn.name, "_", `\_`) + "}"
	}
	if strings.HasSuffix(command, " ") && (a[0].fn == nil && a[0].value >= 0 || l.names[a[0]] != "") {
		return piece{command + l.of(a[0], latexAtom), infix[mul]}
	}
	var args []string
	for _, arg := range a {
		args = append(args, l.of(arg, 0))
	}
	return piece{strings.TrimSuffix(command, " ") + inParentheses(strings.Join(args, ", ")), latexAtom}
}

// cases returns a choice, and those in its last branch as more of its cases.
func (l latex) cases(n *Node) string {
	var b strings.Builder
	b.WriteString(`\begin{cases} `)
	for {
		b.WriteString(l.of(n.args[1], 0) + ` & \text{if } ` + l.of(n.args[0], 0) + ` \\ `)
		if n.args[2].fn != where || l.names[n.args[2]] != "" {
			break
		}
		n = n.args[2]
	}
	b.WriteString(l.of(n.args[2], 0) + ` & \text{otherwise} \end{cases}`)
	return b.String()
}

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

func latexNumber(v float64) piece {
	if v < 0 {
		return piece{"-" + latexNumber(-v).text, unaryPrecedence}
	}
	if text := numbersInLaTeX[v]; text != "" {
		if strings.Contains(text, " ") {
			return piece{text, infix[mul]}
		}
		return piece{text, latexAtom}
	}
	if math.IsNaN(v) {
		return piece{`\mathrm{NaN}`, latexAtom}
	}
	digits, exponent, ok := strings.Cut(strconv.FormatFloat(v, 'g', -1, 64), "e")
	if !ok {
		return piece{digits, latexAtom}
	}
	power := "10^{" + strings.TrimLeft(strings.Replace(exponent, "-0", "-", 1), "+0") + "}"
	if digits != "1" {
		return piece{digits + ` \cdot ` + power, infix[mul]}
	}
	return piece{power, latexPower}
}

// greek are the names that LaTeX has commands for.
var greek = strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega")

// latexName returns a name as LaTeX has it: letters as they are, Greek ones by name, words upright.
func latexName(name string) string {
	letter := strings.TrimRight(name, "0123456789")
	below := name[len(letter):]
	switch {
	case slices.Contains(greek, letter):
		letter = `\` + letter
	case len([]rune(letter)) > 1:
		return `\mathrm{` + strings.ReplaceAll(name, "_", `\_`) + "}"
	}
	if below != "" {
		return letter + "_{" + below + "}"
	}
	return letter
}
