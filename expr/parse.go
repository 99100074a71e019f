package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// parser reads a formula by precedence climbing.
type parser struct {
	text   string
	at     int    // where the rest begins
	token  string // the next one; "" at the end
	start  int    // where it begins
	open   int    // parentheses that are open after it
	nested int    // expressions within expressions
	g      *graph
	params []string
	names  map[string]*Node // what names stand for

	// The name that was defined in the line before one that begins with -, until it is used, and where that begins.
	doubt   string
	doubtAt int
}

// maxNested is far more than formulas need, and few enough for any stack.
const maxNested = 1000

// parse returns the node of a text, in which names may have a meaning beforehand. It adds others to them.
func parse(g *graph, text string, params []string, names map[string]*Node) (n *Node, err error) {
	p := &parser{text: text, g: g, params: params, names: names}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case syntaxError:
			n, err = nil, e
		default:
			panic(e)
		}
	}()
	for i, name := range params {
		p.parameter(i, name)
	}
	p.next()
	for {
		for p.token == ";" {
			p.next()
		}
		if !p.definition() {
			break
		}
	}
	n = p.expression(0)
	for p.token == ";" {
		p.next()
	}
	if p.token != "" {
		p.unexpected("an operator, or the end: the value is the last line")
	}
	if p.doubt != "" {
		p.start = p.doubtAt
		p.fail("the line before defines %s, which is not used; a line that goes on ends with an operator or within parentheses", p.doubt)
	}
	return n, nil
}

// parameter gives a name to parameter i.
func (p *parser) parameter(i int, name string) {
	_, constant := constants[name]
	switch {
	case constant:
		panic(syntaxError(fmt.Sprintf("expr: parameter %d has the name of the constant %s", i, name)))
	case name == "" || nameLength(name) != len(name):
		panic(syntaxError(fmt.Sprintf("expr: parameter %d has the name %q; names are letters, digits and _", i, name)))
	case p.names[name] != nil:
		panic(syntaxError(fmt.Sprintf("expr: parameter %d has the name %s of another", i, name)))
	}
	p.names[name] = p.g.parameter(i)
}

// definition reads "name = expression" if that comes next.
func (p *parser) definition() bool {
	if nameLength(p.token) == 0 {
		return false
	}
	before := *p
	name := p.token
	if p.next(); p.token != "=" {
		*p = before
		return false
	}
	if _, constant := constants[name]; constant || p.names[name] != nil {
		*p = before
		p.fail("%s already stands for something", name)
	}
	p.next()
	n := p.expression(0)
	if p.token != ";" {
		p.unexpected("an operator, a new line or ; after the definition of " + name)
	}
	p.names[name] = n
	p.g.name(n, name)
	lines := p.text[p.start] == '\n'
	for p.token == ";" {
		p.next()
	}
	if lines && p.token == "-" {
		p.doubt, p.doubtAt = name, p.start
	}
	return true
}

// operators have their precedence and what makes a node of two operands.
var operators = map[string]struct {
	precedence int
	apply      func(g *graph, a, b *Node) *Node
}{
	"||": {1, apply(or)},
	"&&": {2, apply(and)},
	"<":  {comparison, apply(less)},
	"<=": {comparison, apply(lessEqual)},
	">":  {comparison, func(g *graph, a, b *Node) *Node { return g.call(less, b, a) }},
	">=": {comparison, func(g *graph, a, b *Node) *Node { return g.call(lessEqual, b, a) }},
	"==": {comparison, apply(equal)},
	"!=": {comparison, func(g *graph, a, b *Node) *Node { return g.call(not, g.call(equal, a, b)) }},
	"+":  {4, apply(add)},
	"-":  {4, apply(sub)},
	"*":  {5, apply(mul)},
	"/":  {5, apply(div)},
	"^":  {7, apply(pow)},
}

const (
	comparison      = 3
	unaryPrecedence = 6
)

func apply(f *Function) func(g *graph, a, b *Node) *Node {
	return func(g *graph, a, b *Node) *Node { return g.call(f, a, b) }
}

// expression reads operators of at least the given precedence. All but ^ group to the left, and comparisons do not
// follow one another.
func (p *parser) expression(least int) *Node {
	if p.nested++; p.nested > maxNested {
		p.fail("the formula is nested more than %d deep", maxNested)
	}
	left := p.operand()
	for last := 0; ; {
		op, ok := operators[p.token]
		if !ok || op.precedence < least {
			p.nested--
			return left
		}
		if op.precedence == comparison && last == comparison {
			p.fail("a comparison of a comparison; write a < b && b < c for a < b < c")
		}
		after := op.precedence + 1
		if p.token == "^" {
			after = op.precedence
		}
		p.next()
		left, last = op.apply(p.g, left, p.expression(after)), op.precedence
	}
}

const operandWords = "a number, a name or ("

func (p *parser) operand() *Node {
	switch token := p.token; {
	case token == "-":
		p.next()
		return p.g.call(neg, p.expression(unaryPrecedence))
	case token == "!":
		p.next()
		return p.g.call(not, p.expression(unaryPrecedence))
	case token == "(":
		p.next()
		n := p.expression(0)
		p.expect(")", "an operator or )")
		return n
	case isNumber(token):
		v, err := strconv.ParseFloat(token, 64)
		if err != nil {
			p.fail("%s is not a number", token)
		}
		p.next()
		return p.g.number(v)
	case nameLength(token) > 0:
		return p.named()
	}
	p.unexpected(operandWords)
	return nil
}

// named reads a name, or a call if ( follows.
func (p *parser) named() *Node {
	name, before := p.token, *p
	p.next()
	if p.token != "(" {
		if n := p.names[name]; n != nil {
			if name == p.doubt {
				p.doubt = ""
			}
			return n
		}
		if v, ok := constants[name]; ok {
			return p.g.number(v)
		}
		*p = before
		if functions[name] != nil {
			p.fail("%s is a function; ( must follow", name)
		}
		p.fail("%s is unknown; the parameters are %s", name, strings.Join(p.params, ", "))
	}
	f := functions[name]
	if f == nil {
		*p = before
		if p.names[name] != nil {
			p.fail("%s is not a function; a product is written with *", name)
		}
		p.fail("there is no function %s", name)
	}
	p.next()
	var args []*Node
	for p.token != ")" {
		if args = append(args, p.expression(0)); p.token != ")" {
			p.expect(",", "an operator, a comma or )")
			if p.token == ")" {
				p.unexpected(operandWords)
			}
		}
	}
	p.next()
	if f == where && len(args) > 3 && len(args)%2 == 1 {
		return p.cases(args)
	}
	if len(args) != f.arity {
		*p = before
		takes := count(f.arity, "argument")
		if f == where {
			takes = "3 arguments, or 5, 7, …"
		}
		p.fail("%s takes %s, not %d", name, takes, len(args))
	}
	if f.body != nil {
		return p.g.substitute(f.body.root, args, map[*Node]*Node{})
	}
	return p.g.call(f, args...)
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}

// cases returns where(c, a, d, b, …, otherwise): what belongs to the first condition that holds.
func (p *parser) cases(args []*Node) *Node {
	n := args[len(args)-1]
	for i := len(args) - 3; i >= 0; i -= 2 {
		n = p.g.call(where, args[i], args[i+1], n)
	}
	return n
}

func (p *parser) expect(token, words string) {
	if p.token != token {
		p.unexpected(words)
	}
	p.next()
}
