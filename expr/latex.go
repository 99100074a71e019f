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
