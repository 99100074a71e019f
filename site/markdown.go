package main

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var (
	demoMarker = regexp.MustCompile(`^<!-- demo: ([a-z-]+) -->\s*$`)
	anchorHTML = regexp.MustCompile(`\b(?:id|name)="([^"]*)"`)
	imageHTML  = regexp.MustCompile(`(<img\b[^>]*\bsrc=")([^"]*)`)

	markdown = goldmark.New(
		goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.TaskList,
			// The pages' policy allows no inline styles.
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(html.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(blocks{}, 1))),
	)
)

// convert makes a page of Markdown: its title, what it links to, and its HTML.
func (ps *pages) convert(p *page, source []byte) error {
	doc := markdown.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(headings{}))))
	titled := false
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level == 1 && !titled {
				p.title, titled = plain(n, source), true
			}
			if id, ok := n.AttributeString("id"); ok {
				p.anchors[string(id.([]byte))] = true
			}
		case *ast.Link:
			n.Destination = []byte(ps.resolve(p, string(n.Destination), false))
		case *ast.Image:
			n.Destination = []byte(ps.resolve(p, string(n.Destination), true))
		case *ast.RawHTML:
			p.addAnchors(n.Segments.Value(source))
			n.SetAttributeString("html", ps.withImages(p, n.Segments.Value(source)))
		case *ast.HTMLBlock:
			p.addAnchors(n.Lines().Value(source))
			n.SetAttributeString("html", ps.withImages(p, n.Lines().Value(source)))
			if name, ok := demoOf(n, source); ok {
				p.demos = true
				if _, err := demos.ReadFile("demos/" + name + ".html"); err != nil {
					ps.problem(p, "there is no demo %q", name)
				}
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	err = markdown.Renderer().Render(&b, source, doc)
	p.html = template.HTML(b.String())
	return err
}

// addAnchors notes the names that HTML within Markdown gives to places.
func (p *page) addAnchors(html []byte) {
	for _, m := range anchorHTML.FindAllSubmatch(html, -1) {
		p.anchors[string(m[1])] = true
	}
}

// withImages returns HTML within Markdown with its pictures where they lie in the site.
func (ps *pages) withImages(p *page, html []byte) []byte {
	return imageHTML.ReplaceAllFunc(html, func(image []byte) []byte {
		m := imageHTML.FindSubmatch(image)
		to := ps.resolve(p, string(m[2]), true)
		return append(m[1], template.HTMLEscapeString(to)...)
	})
}

// plain returns the text of a node without its markup.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// demoOf returns the name of the demonstration that a comment <!-- demo: NAME --> asks for.
func demoOf(n *ast.HTMLBlock, source []byte) (name string, ok bool) {
	if m := demoMarker.FindSubmatch(n.Lines().Value(source)); m != nil {
		return string(m[1]), true
	}
	return "", false
}

// headings gives headings the anchors that GitHub gives them, so that links work on both.
type headings map[string]bool

// Generate returns the anchor of a heading.
func (h headings) Generate(heading []byte, _ ast.NodeKind) []byte {
	id := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(string(heading)))
	unique := id
	for i := 1; h[unique]; i++ {
		unique = fmt.Sprintf("%s-%d", id, i)
	}
	h[unique] = true
	return []byte(unique)
}

// Put notes an anchor that the heading brings itself.
func (h headings) Put(id []byte) { h[string(id)] = true }

// blocks renders what this site has otherwise than Markdown: code in color, and code and tables that scroll by
// themselves, also by keys; pictures of the site's own only; demonstrations in the place of their markers.
type blocks struct{}

// RegisterFuncs names the nodes that blocks renders.
func (blocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		return ast.WalkSkipChildren, highlight(w, string(n.(*ast.FencedCodeBlock).Language(source)), string(n.Lines().Value(source)))
	})
	r.Register(ast.KindCodeBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		return ast.WalkSkipChildren, highlight(w, "", string(n.Lines().Value(source)))
	})
	r.Register(extended.KindTable, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		html := "</table></div>\n"
		if entering {
			html = `<div class="scroll" tabindex="0"><table>` + "\n"
		}
		_, err := w.WriteString(html)
		return ast.WalkContinue, err
	})
	r.Register(ast.KindImage, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		alt, destination := template.HTMLEscapeString(plain(n, source)), string(n.(*ast.Image).Destination)
		html := alt // a picture elsewhere, such as a badge, is not asked for
		if u, err := url.Parse(destination); err == nil && u.Scheme == "" {
			html = `<img src="` + template.HTMLEscapeString(destination) + `" alt="` + alt + `">`
		}
		_, err := w.WriteString(html)
		return ast.WalkSkipChildren, err
	})
	r.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		html := htmlOf(n)
		if name, ok := demoOf(n.(*ast.HTMLBlock), source); ok {
			html, _ = demos.ReadFile("demos/" + name + ".html")
		}
		_, err := w.Write(html)
		return ast.WalkContinue, err
	})
	r.Register(ast.KindRawHTML, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		_, err := w.Write(htmlOf(n))
		return ast.WalkSkipChildren, err
	})
}

// htmlOf returns what convert noted for HTML within Markdown.
func htmlOf(n ast.Node) []byte {
	html, _ := n.AttributeString("html")
	return html.([]byte)
}
