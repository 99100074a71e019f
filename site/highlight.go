package main

import (
	"bytes"
	"html/template"
	"io"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// scrolling puts code into an element that scrolls by itself, also by keys.
type scrolling struct{}

// Start opens the element.
func (scrolling) Start(bool, string) string { return `<pre class="code" tabindex="0"><code>` }

// End closes the element.
func (scrolling) End(bool) string { return "</code></pre>\n" }

// highlight writes code of a language, with classes that the style sheet gives colors.
func highlight(w io.Writer, language, code string, options ...html.Option) error {
	lexer := lexers.Get(language)
	if lexer == nil {
		lexer = lexers.Fallback
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return err
	}
	options = append(options, html.WithClasses(true), html.WithPreWrapper(scrolling{}))
	return html.New(options...).Format(w, styles.Fallback, tokens)
}

// sourcePage returns a page that shows a file of Go.
func sourcePage(p *page, code string) (template.HTML, error) {
	var b bytes.Buffer
	b.WriteString("<h1>" + template.HTMLEscapeString(p.source) + "</h1>\n")
	err := highlight(&b, "go", code, html.WithLineNumbers(true))
	return template.HTML(b.String()), err
}
