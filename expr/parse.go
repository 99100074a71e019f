package expr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parser reads a formula by precedence climbing.
type parser struct {
	text   string
	at     int    // where the rest begins
	token  string // the next one; "" at the end
	start  int    // where it begins
	g      *graph
	params []string
	names  map[string]*Node // what names stand for
}

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
		if p.names[name] != nil || name == "" {
			p.fail("parameter %d, %q, has no name of its own", i, name)
		}
		p.names[name] = g.parameter(i)
	}
	p.next()
	for {
		for p.token == ";" {
			p.next()
		}
		if name, ok := p.definition(); ok {
			if p.names[name] != nil {
				p.fail("%s is already defined", name)
			}
			p.names[name] = p.expression(0)
			if p.token != ";" {
				p.fail("expected a new line or ; after the definition of %s", name)
			}
			continue
		}
		n = p.expression(0)
		for p.token == ";" {
			p.next()
		}
		if p.token != "" {
			p.fail("unexpected %s", p.token)
		}
		return n, nil
	}
}

// syntaxError says what is wrong with a formula and where.
type syntaxError string

func (e syntaxError) Error() string { return string(e) }

func (p *parser) fail(format string, args ...any) {
	line := 1 + strings.Count(p.text[:p.start], "\n")
	column := 1 + utf8.RuneCountInString(p.text[strings.LastIndexByte(p.text[:p.start], '\n')+1:p.start])
	panic(syntaxError(fmt.Sprintf("expr: line %d, column %d of %q: ", line, column, p.text) + fmt.Sprintf(format, args...)))
}

// definition takes "name =" if that comes next.
func (p *parser) definition() (name string, ok bool) {
	if !isName(p.token) {
		return "", false
	}
	before := *p
	name = p.token
	if p.next(); p.token == "=" {
		p.next()
		return name, true
	}
	*p = before
	return "", false
}

// operators have their precedence and what makes a node of two operands.
var operators = map[string]struct {
	precedence int
	apply      func(g *graph, a, b *Node) *Node
}{
	"||": {1, apply(Or)},
	"&&": {2, apply(And)},
	"<":  {3, apply(Less)},
	"<=": {3, apply(LessEqual)},
	">":  {3, func(g *graph, a, b *Node) *Node { return g.call(Less, b, a) }},
	">=": {3, func(g *graph, a, b *Node) *Node { return g.call(LessEqual, b, a) }},
	"==": {3, apply(Equal)},
	"!=": {3, func(g *graph, a, b *Node) *Node { return g.call(Not, g.call(Equal, a, b)) }},
	"+":  {4, apply(Add)},
	"-":  {4, apply(Sub)},
	"*":  {5, apply(Mul)},
	"/":  {5, apply(Div)},
	"^":  {7, apply(Pow)},
}

const unaryPrecedence = 6

func apply(f *Function) func(g *graph, a, b *Node) *Node {
	return func(g *graph, a, b *Node) *Node { return g.call(f, a, b) }
}

// expression reads operators of at least the given precedence. All but ^ group to the left.
func (p *parser) expression(least int) *Node {
	left := p.operand()
	for {
		op, ok := operators[p.token]
		if !ok || op.precedence < least {
			return left
		}
		after := op.precedence + 1
		if p.token == "^" {
			after = op.precedence
		}
		p.next()
		left = op.apply(p.g, left, p.expression(after))
	}
}

func (p *parser) operand() *Node {
	switch token := p.token; {
	case token == "-":
		p.next()
		return p.g.call(Neg, p.expression(unaryPrecedence))
	case token == "!":
		p.next()
		return p.g.call(Not, p.expression(unaryPrecedence))
	case token == "(":
		p.next()
		n := p.expression(0)
		p.expect(")")
		return n
	case token == "":
		p.fail("the formula ends where a number, a name or ( was expected")
	case unicode.IsDigit(rune(token[0])) || token[0] == '.':
		v, err := strconv.ParseFloat(token, 64)
		if err != nil {
			p.fail("%s is not a number", token)
		}
		p.next()
		return p.g.number(v)
	case isName(token):
		return p.named()
	default:
		p.fail("unexpected %s where a number, a name or ( was expected", token)
	}
	return nil
}

// named reads a name, or a call if ( follows.
func (p *parser) named() *Node {
	name, before := p.token, *p
	p.next()
	if p.token != "(" {
		if n := p.names[name]; n != nil {
			return n
		}
		if v, ok := constants[name]; ok {
			return p.g.number(v)
		}
		*p = before
		p.fail("%s is unknown; the parameters are %s", name, strings.Join(p.params, ", "))
	}
	f := functions[name]
	if f == nil {
		*p = before
		p.fail("there is no function %s", name)
	}
	p.next()
	var args []*Node
	for p.token != ")" {
		if args = append(args, p.expression(0)); p.token != ")" {
			p.expect(",")
		}
	}
	p.next()
	if f == Where && len(args) > 3 && len(args)%2 == 1 {
		return p.cases(args)
	}
	if len(args) != f.arity {
		*p = before
		p.fail("%s takes %d arguments, not %d", name, f.arity, len(args))
	}
	if f.body != nil {
		return p.g.substitute(f.body.root, args, map[*Node]*Node{})
	}
	return p.g.call(f, args...)
}

// cases returns where(c, a, d, b, …, otherwise): what belongs to the first condition that holds.
func (p *parser) cases(args []*Node) *Node {
	n := args[len(args)-1]
	for i := len(args) - 3; i >= 0; i -= 2 {
		n = p.g.call(Where, args[i], args[i+1], n)
	}
	return n
}

func (p *parser) expect(token string) {
	if p.token != token {
		found := p.token
		if found == "" {
			found = "the end"
		}
		p.fail("expected %s, found %s", token, found)
	}
	p.next()
}

// next reads a token. A new line is the token ; where a formula may end: not within parentheses, and not after an
// operator.
func (p *parser) next() {
	ended := p.ends()
	rest := p.text[p.at:]
	for rest != "" {
		r, size := utf8.DecodeRuneInString(rest)
		if r == '\n' && ended {
			p.start, p.token, p.at = p.at, ";", p.at+1
			return
		}
		if !unicode.IsSpace(r) {
			break
		}
		rest, p.at = rest[size:], p.at+size
	}
	p.start = p.at
	p.token = rest[:tokenLength(rest)]
	p.at += len(p.token)
}

// ends reports whether a line may end with the current token.
func (p *parser) ends() bool {
	return (isName(p.token) || p.token == ")" || p.token != "" && (unicode.IsDigit(rune(p.token[0])) || p.token[0] == '.')) && !p.open()
}

// open reports whether a parenthesis is open before the rest.
func (p *parser) open() bool {
	read := p.text[:p.at]
	return strings.Count(read, "(") > strings.Count(read, ")")
}

func tokenLength(s string) int {
	if s == "" {
		return 0
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsDigit(r) || r == '.':
		n := 0
		for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || s[n] == 'e' || s[n] == 'E' ||
			n > 0 && (s[n] == '-' || s[n] == '+') && (s[n-1] == 'e' || s[n-1] == 'E')) {
			n++
		}
		return n
	case isNameRune(r):
		n := strings.IndexFunc(s, func(r rune) bool { return !isNameRune(r) && !unicode.IsDigit(r) })
		if n < 0 {
			n = len(s)
		}
		return n
	case len(s) > 1 && slices.Contains([]string{"<=", ">=", "==", "!=", "&&", "||"}, s[:2]):
		return 2
	}
	return size
}

func isNameRune(r rune) bool { return unicode.IsLetter(r) || r == '_' }

func isName(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return token != "" && isNameRune(r)
}
