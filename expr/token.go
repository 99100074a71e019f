package expr

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// next reads a token. A new line is the token ; where a formula may end: not within parentheses, and not after an
// operator.
func (p *parser) next() {
	ended := p.open == 0 && (p.token == ")" || isNumber(p.token) || nameLength(p.token) > 0)
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if r == '\n' && ended {
			p.start, p.token, p.at = p.at, ";", p.at+1
			return
		}
		if !unicode.IsSpace(r) {
			break
		}
		p.at += size
	}
	p.start = p.at
	p.token = p.text[p.at : p.at+tokenLength(p.text[p.at:])]
	p.at += len(p.token)
	switch p.token {
	case "(":
		p.open++
	case ")":
		p.open--
	}
}

func tokenLength(s string) int {
	n := nameLength(s)
	switch {
	case n > 0:
		return n
	case isNumber(s):
		for n < len(s) && (isDigit(s[n]) || s[n] == '.' || s[n] == 'e' || s[n] == 'E' ||
			n > 0 && (s[n] == '-' || s[n] == '+') && (s[n-1] == 'e' || s[n-1] == 'E')) {
			n++
		}
		return n
	case len(s) > 1 && slices.Contains([]string{"<=", ">=", "==", "!=", "&&", "||"}, s[:2]):
		return 2
	}
	_, n = utf8.DecodeRuneInString(s)
	return n
}

// isNumber reports whether a text begins as a number does.
func isNumber(s string) bool { return s != "" && (isDigit(s[0]) || s[0] == '.') }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// nameLength returns the length of the name that a text begins with: letters of any script, _ and, after the first,
// digits, subscripts and accents.
func nameLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && r != '_' && (i == 0 || !unicode.IsDigit(r) && !('₀' <= r && r <= '₉') && !unicode.Is(unicode.Mn, r)) {
			return i
		}
	}
	return len(s)
}

// syntaxError says what is wrong with a formula and where.
type syntaxError string

func (e syntaxError) Error() string { return string(e) }

// fail refuses the text, at the token: it shows the line and points to the place.
func (p *parser) fail(format string, args ...any) {
	begin := 1 + strings.LastIndexByte(p.text[:p.start], '\n')
	line, _, _ := strings.Cut(p.text[begin:], "\n")
	before := p.text[begin:p.start]
	indent := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, before)
	panic(syntaxError(fmt.Sprintf("expr: line %d, column %d: %s\n\t%s\n\t%s^", 1+strings.Count(p.text[:p.start], "\n"),
		1+utf8.RuneCountInString(before), fmt.Sprintf(format, args...), line, indent)))
}

// unexpected refuses the token, where others would be right.
func (p *parser) unexpected(expected string) {
	found := p.token
	switch found {
	case "":
		found = "the end"
	case ";":
		if p.text[p.start] == '\n' {
			found = "the end of a line"
		}
	case "=":
		found = "= (a definition is the first thing in a line, and == compares)"
	}
	p.fail("found %s, expected %s", found, expected)
}
