package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// static are the files that every page shares, demos the markup and scripts of the demonstrations.
var (
	//go:embed page.html
	pageHTML string
	//go:embed static
	static embed.FS
	//go:embed demos/*.html demos/*.js
	demos embed.FS
)

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// library is the compiled library in the site.
const library = "static/credence.wasm.gz"

// built tells what a build has made.
type built struct {
	pages    int
	download int // bytes of the library, compressed
}

// build writes the site of the repository at root to a folder.
func build(ctx context.Context, root, folder string) (built, error) {
	if _, err := os.Stat(filepath.Join(root, "docs")); err != nil {
		return built{}, fmt.Errorf("no documents: %w; run it from the repository as go -C site run", err)
	}
	pages, err := readPages(root)
	if err != nil {
		return built{}, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return built{}, err
	}
	wasm, err := compile(ctx)
	if err != nil {
		return built{}, err
	}
	files := map[string][]byte{library: wasm}
	goroot, err := goEnv(ctx, "GOROOT")
	if err != nil {
		return built{}, err
	}
	if files["static/wasm_exec.js"], err = os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js")); err != nil {
		return built{}, err
	}
	for _, embedded := range []embed.FS{static, demos} {
		if err := fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && path.Ext(name) != ".html" {
				files[name], err = embedded.ReadFile(name)
			}
			return err
		}); err != nil {
			return built{}, err
		}
	}
	for name := range pages.files {
		if files[outOf(name)], err = os.ReadFile(filepath.Join(root, name)); err != nil {
			return built{}, err
		}
	}
	for i, p := range pages.all {
		var html bytes.Buffer
		if err := pageTemplate.Execute(&html, pages.view(i, megabytes(len(wasm)))); err != nil {
			return built{}, err
		}
		files[p.out] = html.Bytes()
	}
	for name, content := range files {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return built{}, err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return built{}, err
		}
	}
	return built{len(pages.all), len(wasm)}, nil
}

// compile returns the library with the demonstrations, compiled to WebAssembly and compressed. Pages decompress it
// themselves, so that any server of files will do.
func compile(ctx context.Context) ([]byte, error) {
	folder, err := os.MkdirTemp("", "credence-wasm")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "credence.wasm")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, "./wasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("compiling the library to WebAssembly: %w\n%s", err, out)
	}
	wasm, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var small bytes.Buffer
	z, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = z.Write(wasm)
	err = errors.Join(err, z.Close())
	return small.Bytes(), err
}

// goEnv returns a variable of the Go command.
func goEnv(ctx context.Context, name string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", name).Output()
	if err != nil {
		return "", fmt.Errorf("go env %s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// megabytes writes a number of bytes for people.
func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
