package credence

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// british are stems that American English, which names and comments are in, spells otherwise.
var british = regexp.MustCompile(`(?i)\b\w*(isation|ise[drs]?|ising|isable)\b|\b(behaviour|colour|favour|honour|neighbour|centre[ds]?\b|labelled|labelling|modelled|modelling|cancelled|cancelling|travelled|analyse|grey|licence|whilst|amongst|learnt|spelt|misspelt)\w*`)

// spelled are words that only look British.
var spelled = regexp.MustCompile(`(?i)^\w*(wise|noise|precise|concise|otherwise|raise|arise|rise|exercise|promise|premise|compromise|advise|revise|supervise|surprise|comprise|enterprise|expertise|likewise|disguise|devise|improvise|franchise|merchandise|praise|poise|paradise|excise|televise)[drs]?$|^\w*(rais|aris|exercis|promis|advis|revis|surpris|compris|nois|pois|ris|prais|devis|disguis)ing$|^(miser|mise|(von_?)?mises|disabled?|cruising)$`)

// isNo finds what says that something is none where "is not a" is meant; idiom is English all the same.
var (
	isNo  = regexp.MustCompile(`\b(is|are) no\b`)
	idiom = regexp.MustCompile(`(?i)\b(there (is|are) no|(is|are) no (longer|less|larger|more|smaller|greater|further|faster|better|worse|reason|question|need|such))\b`)
)

// TestWords holds the comments to the words that CONTRIBUTING asks for: those of functions say what they return or do,
// what is not a thing "is not a" thing, lines end at 120 columns, and spelling is American.
func TestWords(t *testing.T) {
	out, err := exec.Command("git", "ls-files", "*.go").Output()
	require.NoError(t, err)
	var faults []string
	for _, path := range strings.Fields(string(out)) {
		if _, err := os.Stat(path); err != nil {
			continue // deleted, and not yet committed
		}
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		require.NoError(t, err)
		if ast.IsGenerated(f) {
			continue
		}
		report := func(pos token.Pos, format string, args ...any) {
			faults = append(faults, fmt.Sprintf("%v: %s", files.Position(pos), fmt.Sprintf(format, args...)))
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Doc != nil && !strings.HasSuffix(path, "_test.go") {
				words := strings.Fields(fn.Doc.Text())
				if len(words) > 1 && words[0] == fn.Name.Name && (words[1] == "is" || words[1] == "are") {
					report(fn.Pos(), "%s %s …: say what it returns, reports or does", words[0], words[1])
				}
			}
		}
		for _, group := range f.Comments {
			output := strings.HasPrefix(group.Text(), "Output:") // as it is printed
			for _, c := range group.List {
				for line := range strings.Lines(c.Text) {
					line = strings.TrimRight(line, "\n")
					column := utf8.RuneCountInString(line) + files.Position(c.Pos()).Column - 1
					if column > 120 && !output && !strings.Contains(line, "://") {
						report(c.Pos(), "the comment is %d columns wide", column)
					}
					if isNo.MatchString(idiom.ReplaceAllString(line, "")) {
						report(c.Pos(), "%q: say \"is not a\"", line)
					}
					for _, w := range british.FindAllString(line, -1) {
						if !spelled.MatchString(w) {
							report(c.Pos(), "%q is British", w)
						}
					}
				}
			}
		}
	}
	require.Empty(t, faults, "%d of them:\n%s", len(faults), strings.Join(faults, "\n"))
}
