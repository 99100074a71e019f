package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const docs = "../../docs/"

// The page shows every picture, with a description and the call that draws it, and every call that there is.
func TestPage(t *testing.T) {
	page, err := os.ReadFile(docs + "pictures.md")
	require.NoError(t, err)
	source, err := os.ReadFile("main.go")
	require.NoError(t, err)
	var shown, drawn []string
	for _, m := range regexp.MustCompile(`!\[([^\]]{20,})\]\(pictures/plot/([^)]+)\)`).FindAllStringSubmatch(string(page), -1) {
		shown = append(shown, m[2])
	}
	for _, m := range regexp.MustCompile(`\{"([a-z-]+\.(?:svg|png))"`).FindAllStringSubmatch(string(source), -1) {
		drawn = append(drawn, m[1])
	}
	require.Equal(t, drawn, shown)
	total := int64(0)
	for _, file := range shown {
		info, err := os.Stat(docs + "pictures/plot/" + file)
		require.NoError(t, err)
		total += info.Size()
	}
	require.Less(t, total, int64(1_500_000))

	calls := regexp.MustCompile(`(?m)^    f, err := (plot\..*)$`).FindAllStringSubmatch(string(page), -1)
	require.Len(t, calls, len(shown))
	for _, call := range calls {
		require.Contains(t, string(source), "return "+call[1])
	}
	files, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, f := range regexp.MustCompile(`(?m)^func ([A-Z]\w*)\(.*\*Figure`).FindAllStringSubmatch(string(text), -1) {
			require.Contains(t, string(page), "plot."+f[1]+"(")
		}
	}
}

func TestPictures(t *testing.T) {
	folder := t.TempDir()
	page, err := pictures()
	require.NoError(t, err)
	require.NoError(t, draw(append(page, others...), folder, "", 0, 0))
	for file, words := range map[string][]string{
		"trace.svg": {">divergent<", ">chain 3<"}, "posterior.svg": {">theta[A]<", "in ROPE<"}, "khat.svg": {">y[7]<"},
		"sbc.svg": {">too narrow (!)<", ">right<"}, "rank.svg": {">tau<"}, "forests.svg": {">non-centered<", ">theta[H]<"},
		"cars-power.svg": {">power<", ">miles an hour<"},
	} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		require.NoError(t, err)
		for _, w := range words {
			require.True(t, strings.Contains(string(text), w), "%s has no %q", file, w)
		}
	}
	require.ErrorContains(t, draw(page, folder, ".svg", 50, 50), "trace.svg: plot: a figure of 50 × 50 pixels is too small for 2 × 2 panels")
}
