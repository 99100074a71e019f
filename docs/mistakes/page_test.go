package mistakes

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/internal/racing"
)

var update = flag.Bool("update", false, "write ../mistakes.md")

const page = "../mistakes.md"

const intro = `# Mistakes, and what the library says of them

<!-- Made from docs/mistakes by "go generate ./docs/mistakes"; a test fails if it is not as that makes it. -->

Each of these %d small programs has a mistake that users of probabilistic programs make. Below it stands what the library says: an error, or the
warnings of a result. All of them are run by the tests, so that what you read is what you get. Words are explained in the [glossary](glossary.md).

An error names the site, what was found there, what was expected, and what to do. Mistakes that come to light in a model are panics inside of it,
and errors of the function that runs it: of ` + "`ppl.Run`, `SVI.Step`, `MCMC.Run`, `Predict`" + `. Warnings are in the ` + "`Warnings`" + ` of the ` + "`Summary`" + ` of draws, of
` + "`SVI.Evaluate`, and of `LOO` and `WAIC`" + `. Read them before the numbers.

The programs use three functions to be short:

`

// sources holds the text of the programs by their titles, and that of the functions beside them by the topics' titles.
type sources struct {
	programs map[string]string
	helpers  map[string][]string
}

// readSources reads the files of this package.
func readSources(t *testing.T) sources {
	s := sources{map[string]string{}, map[string][]string{}}
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, text, parser.ParseComments)
		require.NoError(t, err)
		between := func(from, to token.Pos) string {
			return string(text[set.Position(from).Offset:set.Position(to).Offset])
		}
		topic := file
		ast.Inspect(f, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if name, ok := literal.Type.(*ast.Ident); ok && name.Name == "topic" {
				topic = quoted(t, literal.Elts[0])
			}
			title := ""
			for _, e := range literal.Elts {
				field, ok := e.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				switch key, _ := field.Key.(*ast.Ident); {
				case key == nil:
				case key.Name == "title":
					title = quoted(t, field.Value)
				case key.Name == "program":
					body := field.Value.(*ast.FuncLit).Body
					s.programs[title] = outdented(between(body.Lbrace+1, body.Rbrace))
				}
			}
			return true
		})
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Doc != nil && fn.Recv == nil {
				s.helpers[topic] = append(s.helpers[topic], between(fn.Doc.Pos(), fn.End()))
			}
		}
	}
	return s
}

func quoted(t *testing.T, e ast.Expr) string {
	text, err := strconv.Unquote(e.(*ast.BasicLit).Value)
	require.NoError(t, err)
	return text
}

// outdented returns the lines without what all of them begin with.
func outdented(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	indent := lines[0][:len(lines[0])-len(strings.TrimLeft(lines[0], "\t"))]
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], indent)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// write returns the page.
func write(t *testing.T) string {
	s := readSources(t)
	var b strings.Builder
	n := 0
	for _, topic := range topics {
		n += len(topic.mistakes)
	}
	fmt.Fprintf(&b, intro, n)
	code := func(text string) { fmt.Fprintf(&b, "```golang\n%s\n```\n\n", text) }
	for _, helper := range s.helpers["mistakes_test.go"] {
		code(helper)
	}
	for _, topic := range topics {
		fmt.Fprintf(&b, "- [%s](#%s): %d\n", topic.title, anchor(topic.title), len(topic.mistakes))
	}
	for _, topic := range topics {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", topic.title, topic.intro)
		for _, helper := range s.helpers[topic.title] {
			code(helper)
		}
		for i, m := range topic.mistakes {
			require.NotEmpty(t, s.programs[m.title], m.title)
			if i > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "### %s\n\n%s\n\n", m.title, m.why)
			code(s.programs[m.title])
			fmt.Fprintf(&b, "```text\n%s\n```\n", m.shown(said[m.title]()))
		}
	}
	return b.String()
}

// shown returns what the page has of what was said: without what varies, and without spaces at the ends of lines.
func (m mistake) shown(said error) string {
	text := said.Error()
	for _, v := range m.varies {
		text = regexp.MustCompile(v.pattern).ReplaceAllLiteralString(text, v.page)
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// anchor returns the name that a heading has in links.
func anchor(heading string) string {
	return strings.ReplaceAll(regexp.MustCompile(`[^\w\s-]`).ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// rough returns the page without what may differ: the numbers that chains and training give, which depend on the
// processor, and the lines of the programs.
func rough(text string) string {
	return regexp.MustCompile(`[-+]?(\d+(\.\d+)?(e[-+]?\d+)?|Inf|NaN)`).ReplaceAllString(text, "#")
}

func TestPage(t *testing.T) {
	made := write(t)
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(made), 0o644))
	}
	there, err := os.ReadFile(page)
	require.NoError(t, err)
	if rough(made) != rough(string(there)) {
		a, b := strings.Split(rough(made), "\n"), strings.Split(rough(string(there)), "\n")
		for i := range min(len(a), len(b)) {
			require.Equal(t, a[i], b[i], "line %d of %s: run go generate ./docs/mistakes", i+1, page)
		}
		require.Fail(t, "the page is not as it is made: run go generate ./docs/mistakes")
	}
}

// The page is the same whenever it is made.
func TestPageIsTheSameTwice(t *testing.T) {
	if racing.On {
		t.Skip("once is enough for races")
	}
	for _, topic := range topics {
		for _, m := range topic.mistakes {
			require.Equal(t, m.shown(said[m.title]()), m.shown(m.program()), m.title)
		}
	}
}
