package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// largest is how many bytes the library may have, compressed.
const largest = 4_000_000

func TestBuild(t *testing.T) {
	folder := t.TempDir()
	made, err := build(t.Context(), "..", folder)
	require.NoError(t, err)
	wasm, err := os.ReadFile(filepath.Join(folder, library))
	require.NoError(t, err)
	require.Equal(t, made.download, len(wasm))
	require.Less(t, len(wasm), largest)
	z, err := gzip.NewReader(bytes.NewReader(wasm))
	require.NoError(t, err)
	wasm, err = io.ReadAll(z)
	require.NoError(t, err)
	require.Equal(t, "\x00asm", string(wasm[:4]))

	coin, err := os.ReadFile(filepath.Join(folder, "coin.html"))
	require.NoError(t, err)
	require.Contains(t, string(coin), megabytes(made.download)+" to load, once", "the page says what it loads")
	require.Contains(t, string(coin), `data-demo="coin"`)
	require.FileExists(t, filepath.Join(folder, "files/docs/mini/mini.go.html"))

	// Whatever pages load comes from the site itself.
	pages := 0
	require.NoError(t, filepath.WalkDir(folder, func(name string, _ os.DirEntry, err error) error {
		if filepath.Ext(name) != ".html" {
			return err
		}
		pages++
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)="([^"]*)"`).FindAllSubmatch(text, -1) {
			require.FileExists(t, filepath.Join(filepath.Dir(name), string(m[1])), name)
		}
		return nil
	}))
	require.Equal(t, made.pages, pages)
}

func TestBuildElsewhere(t *testing.T) {
	_, err := build(t.Context(), t.TempDir(), t.TempDir())
	require.ErrorContains(t, err, "run it from the repository as go -C site run")
}
