package peers

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

var writePage = flag.Bool("page", false, "write docs/distributions.md")

const page = "../../../docs/distributions.md"

const pageIntro = `# Distributions

<!-- Made from package dist and dist/testdata/peers.json by "go generate ./dist/internal/peers"; a test fails if it is not as that makes it. -->

What the %d distributions of package ` + "`dist`" + ` offer, what they are called elsewhere, and where the same name means something else.

## What each offers

All have a log-density and draws. *CDF* stands for the logarithms of both tails, too, *KL* for the divergence within the family in closed form, *RSample* for draws with
derivatives, and *EnumerateSupport* for a list of all values. Wrappers have what they wrap has, as far as they can; the words are those of one in the tests.

`

const peersIntro = `## In other libraries

Under each distribution stand the calls that make the same one elsewhere: names and order of arguments are that library's, the words in them are the
parameters here. Where a library takes other values for the same ones, the call is *of* a formula of x, an array of such values. All calls were run, and the tests
compare their log-densities with those of this package to nine digits, and means and variances to seven; this package's log-densities they compare with exact ones,
too, which mpmath gave. What follows a table in words was measured as well: calls that look right and are another distribution, and answers that are not exact.
The versions are %s. TFP's names are in ` + "`tfp.distributions`" + `, SciPy's in ` + "`scipy.stats`" + `; Stan's leave out the suffixes ` + "`_lpdf` and `_lpmf`" + `.
PyMC was given parameters of the type ` + "`np.float64`" + `: Python's numbers become float32 there, if that has them exactly, and what follows from them has
seven digits.
`

// peerNames are the libraries in the order of the page.
var peerNames = []struct{ key, name string }{
	{"pyro", "Pyro"}, {"numpyro", "NumPyro"}, {"pymc", "PyMC"}, {"tfp", "TFP"}, {"stan", "Stan"}, {"scipy", "SciPy"}, {"gonum", "gonum"},
}

// TestPage compares docs/distributions.md with what it is made from.
func TestPage(t *testing.T) {
	made := makePage(t)
	if *writePage {
		require.NoError(t, os.WriteFile(page, []byte(made), 0o666))
	}
	there, err := os.ReadFile(page)
	require.NoError(t, err)
	for i, line := range strings.Split(made, "\n") {
		if lines := strings.Split(string(there), "\n"); i >= len(lines) || lines[i] != line {
			require.Equal(t, strings.Join(lines[min(i, len(lines)):min(i+1, len(lines))], ""), line, "line %d of docs/distributions.md is old: go generate ./dist/internal/peers", i+1)
		}
	}
	require.Len(t, there, len(made), "docs/distributions.md is old: go generate ./dist/internal/peers")
}

// makePage returns the page.
func makePage(t *testing.T) string {
	docs, peers := constructorDocs(t), read(t)
	var names []string
	for _, f := range families.All {
		names = append(names, f.Constructor())
	}
	slices.Sort(names)
	names = slices.Compact(names)
	var b strings.Builder
	fmt.Fprintf(&b, pageIntro, len(names))
	b.WriteString("| distribution | has |\n| --- | --- |\n")
	for _, name := range names {
		fmt.Fprintf(&b, "| [%s](#%s) | %s |\n", name, strings.ToLower(name), cmp.Or(strings.Join(offers(t, name), ", "), "–"))
	}
	var versions []string
	for _, p := range peerNames {
		versions = append(versions, cmp.Or(peers.Peers[p.key], p.name))
	}
	fmt.Fprintf(&b, "\n"+peersIntro, listed(versions))
	b.WriteString("\n" + fewPeers(peers.Families, names))
	printer := comment.Printer{HeadingLevel: 4, HeadingID: func(*comment.Heading) string { return "" }, DocLinkURL: func(l *comment.DocLink) string {
		if l.ImportPath == "" && l.Recv == "" && slices.Contains(names, l.Name) {
			return "#" + strings.ToLower(l.Name)
		}
		return ""
	}}
	for _, name := range names {
		fmt.Fprintf(&b, "\n## %s\n\n", name)
		b.Write(printer.Markdown(docs[name]))
		for _, f := range peers.Families {
			if families.Named(f.Family).Constructor() == name {
				f.write(&b, t)
			}
		}
	}
	return b.String()
}

// fewPeers returns sentences about the constructors that have fewer than three libraries beside them.
func fewPeers(all []family, constructors []string) string {
	by := make([][]string, 3) // constructors, by how many libraries they have
	for _, name := range constructors {
		var libraries []string
		for _, p := range peerNames {
			if slices.ContainsFunc(all, func(f family) bool {
				_, has := f.Peers[p.key]
				return has && families.Named(f.Family).Constructor() == name
			}) {
				libraries = append(libraries, p.name)
			}
		}
		link := fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
		switch n := len(libraries); {
		case n == 0:
			by[0] = append(by[0], link)
		case n < 3:
			by[n] = append(by[n], link+" ("+listed(libraries)+")")
		}
	}
	few := len(slices.Concat(by...))
	return fmt.Sprintf("%d of the %d distributions stand beside three libraries or more. Two libraries are compared for %s, and one for %s. No library was asked about %s.\n",
		len(constructors)-few, len(constructors), listed(by[2]), listed(by[1]), listed(by[0]))
}

// offers returns what the distributions of a constructor have: those of the first entry of package families for it.
func offers(t *testing.T, constructor string) (words []string) {
	i := slices.IndexFunc(families.All, func(f families.Family) bool { return f.Constructor() == constructor })
	require.GreaterOrEqual(t, i, 0, constructor)
	d := families.All[i].Build(families.All[i].Params[0]...)
	x := tensor.Scalar(0.5)
	for _, a := range []struct {
		word string
		of   func() (*tensor.Tensor, bool)
	}{
		{"mean", func() (*tensor.Tensor, bool) { return dist.Mean(d) }},
		{"variance", func() (*tensor.Tensor, bool) { return dist.Variance(d) }},
		{"entropy", func() (*tensor.Tensor, bool) { return dist.Entropy(d) }},
		{"CDF", func() (*tensor.Tensor, bool) { return dist.CDF(d, x) }},
		{"quantile", func() (*tensor.Tensor, bool) { return dist.Quantile(d, x) }},
		{"KL", func() (*tensor.Tensor, bool) { return dist.KL(d, d) }},
		{"RSample", func() (*tensor.Tensor, bool) { return nil, d.HasRSample() }},
		{"EnumerateSupport", d.EnumerateSupport},
	} {
		if _, has := a.of(); has {
			words = append(words, a.word)
		}
	}
	return words
}

// constructorDocs are the doc comments of the functions that make distributions.
func constructorDocs(t *testing.T) map[string]*comment.Doc {
	paths, err := filepath.Glob("../../*.go")
	require.NoError(t, err)
	set := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if !strings.HasSuffix(path, "_test.go") {
			f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
			require.NoError(t, err)
			files = append(files, f)
		}
	}
	p, err := doc.NewFromFiles(set, files, "github.com/credence-ppl/credence/dist")
	require.NoError(t, err)
	functions := p.Funcs
	for _, typ := range p.Types {
		functions = append(functions, typ.Funcs...)
	}
	docs := map[string]*comment.Doc{}
	for _, f := range functions {
		docs[f.Name] = p.Parser().Parse(f.Doc)
	}
	return docs
}

// write writes the table of what the libraries call the family, and what is to be known of them.
func (f family) write(b *strings.Builder, t *testing.T) {
	fmt.Fprintf(b, "\n| | `%s` |\n| --- | --- |\n", f.call())
	var guesses, hints, errors notes
	for _, p := range peerNames {
		e, has := f.Peers[p.key]
		if !has {
			continue
		}
		fmt.Fprintf(b, "| %s | %s |\n", p.name, strings.ReplaceAll(e.Call.code(), "|", `\|`))
		switch {
		case e.Guess != nil:
			guesses.add("Not "+e.Guess.code()+" in ", p.name, ": "+e.Says+".")
		case e.Says != "":
			hints.add("", p.name, ": "+e.Says+".")
		}
		if e.Wrong != "" {
			d := f.differences(t, e.Call)[0]
			errors.add(fmt.Sprintf("T%s %s is exactly %s; it is ", d.what[1:], d.where, decimal(d.want, 10)), decimal(d.got, d.digits())+" in "+p.name, ": "+e.Wrong+".")
		}
	}
	for i, note := range slices.Concat(guesses, hints, errors) {
		fmt.Fprintf(b, "%s- %s%s%s\n", map[bool]string{true: "\n"}[i == 0], note.before, listed(note.of), note.after)
	}
}

// notes are sentences that may be said of several libraries.
type notes []struct {
	before, after string
	of            []string
}

func (ns *notes) add(before, of, after string) {
	for i, n := range *ns {
		if n.before == before && n.after == after {
			(*ns)[i].of = append(n.of, of)
			return
		}
	}
	*ns = append(*ns, struct {
		before, after string
		of            []string
	}{before, after, []string{of}})
}

func listed(words []string) string {
	if n := len(words) - 1; n > 0 {
		return strings.Join(words[:n], ", ") + " and " + words[n]
	}
	return words[0]
}

// call returns how the family is made here.
func (f family) call() string {
	name := strings.NewReplacer("[", "[dist.", "]", "]").Replace(f.Family)
	return cmp.Or(f.Here, "dist."+name+"("+strings.Join(f.Parameters, ", ")+")")
}

func (c call) code() string {
	if c.Of == "x" {
		return "`" + c.Call + "`"
	}
	return "`" + c.Call + "` of `" + c.Of + "`"
}
