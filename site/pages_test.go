package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// repo returns a folder with files.
func repo(t *testing.T, files map[string]string) string {
	root := t.TempDir()
	for name, text := range files {
		name = filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	return root
}

func TestPages(t *testing.T) {
	ps, err := readPages(repo(t, map[string]string{
		"docs/README.md": "# All\n[two](two.md#the-k̂-of-psis) [one](one.md) [far](https://example.org) [code](../infer/nuts.go) [folder](../infer) ![badge](https://example.org/b.svg)",
		"docs/aaa.md":    "no heading, [all](README.md)",
		"docs/one.md": "# One `Sample`\n\n<a id=\"here\"></a>text [here](#here) ![picture](p.png) <img src=\"q.png\" width=\"9\" alt=\"q\"> [notes](../more/notes.md)\n\n" +
			"<!-- demo: coin -->\n\n<!-- said to authors -->\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n    indented\n\n```go\nfunc main() {}\n```",
		"docs/two.md":   "# Two\n## The k̂, of PSIS\n## The k̂ of PSIS\n",
		"docs/p.png":    "",
		"docs/q.png":    "",
		"infer/nuts.go": "package infer // <NUTS>\n",
		"more/notes.md": "# Notes\n[one](../docs/one.md#here)",
	}))
	require.NoError(t, err)
	var sources, outs []string
	for _, p := range ps.all {
		sources, outs = append(sources, p.source), append(outs, p.out)
	}
	require.Equal(t, []string{"docs/README.md", "docs/two.md", "docs/one.md", "infer/nuts.go", "docs/aaa.md", "more/notes.md"}, sources)
	require.Equal(t, []string{"index.html", "two.html", "one.html", "files/infer/nuts.go.html", "aaa.html", "files/more/notes.html"}, outs)
	require.Equal(t, map[string]bool{"docs/p.png": true, "docs/q.png": true}, ps.files)

	index, one := string(ps.bySource["docs/README.md"].html), ps.bySource["docs/one.md"]
	for _, want := range []string{
		`<a href="two.html#the-k%CC%82-of-psis">`, `<a href="one.html">`, `<a href="https://example.org">`, `<a href="files/infer/nuts.go.html">`,
		`<a href="` + repository + `infer">`,
	} {
		require.Contains(t, index, want)
	}
	require.NotContains(t, index, "<img", "no picture from elsewhere")
	require.Equal(t, "One Sample", one.title)
	require.True(t, one.demos)
	for _, want := range []string{
		`<a href="#here">`, `src="files/docs/p.png"`, `<img src="files/docs/q.png" width="9" alt="q">`, `<a href="files/more/notes.html">`, `data-demo="coin"`, `<div class="scroll" tabindex="0"><table>`,
		"<pre class=\"code\" tabindex=\"0\"><code><span class=\"line\"><span class=\"cl\">indented", `<span class="kd">func</span>`,
	} {
		require.Contains(t, string(one.html), want)
	}
	require.Contains(t, string(ps.bySource["docs/two.md"].html), `id="the-k̂-of-psis-1"`)
	require.Contains(t, string(ps.bySource["more/notes.md"].html), `<a href="../../one.html#here">`)
	require.Contains(t, string(ps.bySource["infer/nuts.go"].html), "&lt;NUTS&gt;")

	v := ps.view(1, "2 MB")
	require.Equal(t, &entry{"All", "index.html", false}, v.Previous)
	require.Equal(t, &entry{"One Sample", "one.html", false}, v.Next)
	require.Len(t, v.Menu, 5, "the page of notes, to which the index has no link, is not in the menu")
}

func TestMistakesInPages(t *testing.T) {
	_, err := readPages(repo(t, map[string]string{
		"docs/README.md": "[lost](lost.md) [part](one.md#part) [own](#own) [out](../../x.md) ![no](no.png)\n\n<!-- demo: dice -->\n",
		"docs/one.md":    "# One",
	}))
	require.EqualError(t, err, `docs/README.md: links to lost.md, which is not in the repository
docs/README.md: links to ../../x.md, which is not in the repository
docs/README.md: links to no.png, which is not in the repository
docs/README.md: there is no demo "dice"
docs/README.md: links to one.md#part; docs/one.md has no such heading
docs/README.md: links to #own; docs/README.md has no such heading`)

	_, err = readPages(repo(t, map[string]string{"docs/one.md": "# One"}))
	require.ErrorContains(t, err, "docs/README.md is missing")
}

// TestEveryDemoIsOnAPage finds the markers of all demonstrations in the documents.
func TestEveryDemoIsOnAPage(t *testing.T) {
	ps, err := readPages("..")
	require.NoError(t, err)
	all := ""
	for _, p := range ps.all {
		all += string(p.html)
	}
	for _, name := range demoNames(t) {
		require.Contains(t, all, `data-demo="`+name+`"`)
	}
}

// demoNames returns the names of the demonstrations.
func demoNames(t *testing.T) (names []string) {
	entries, err := demos.ReadDir("demos")
	require.NoError(t, err)
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".html"); ok {
			names = append(names, name)
		}
	}
	require.Len(t, names, 5)
	return names
}
