package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

var content = bytes.Repeat([]byte("digits "), 1000)

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

func wanted() []file { return []file{{"images.gz", sum(content)}} }

type mirror struct {
	*httptest.Server
	asked atomic.Int32
}

// serve starts a mirror that answers every request by handle.
func serve(t *testing.T, handle http.HandlerFunc) *mirror {
	m := &mirror{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.asked.Add(1)
		handle(w, r)
	}))
	t.Cleanup(m.Close)
	return m
}

func good(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/mnist/images.gz" {
		http.NotFound(w, r)
		return
	}
	w.Write(content)
}

func notFound(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

func wrong(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("something else")) }

func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content[:100])
}

func endless(w http.ResponseWriter, _ *http.Request) {
	for block := make([]byte, 1<<20); ; {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// get fetches the wanted files into dir and returns what was printed.
func get(dir string, mirrors ...*mirror) (string, error) {
	var out bytes.Buffer
	f := fetcher{client: &http.Client{}, out: &out}
	for _, m := range mirrors {
		f.mirrors = append(f.mirrors, m.URL+"/mnist/")
	}
	err := f.fetch(context.Background(), dir, wanted())
	return out.String(), err
}

// holds requires that dir contains the given files and nothing else.
func holds(t *testing.T, dir string, want map[string][]byte) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	got := map[string][]byte{}
	for _, e := range entries {
		got[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
	}
	require.Equal(t, want, got)
}

func TestFetch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	first, second := serve(t, good), serve(t, good)
	out, err := get(dir, first, second)
	require.NoError(t, err)
	require.Equal(t, "images.gz: 7000 bytes from "+first.Listener.Addr().String()+"\n", out)
	holds(t, dir, map[string][]byte{"images.gz": content})
	require.EqualValues(t, 1, first.asked.Load())
	require.Zero(t, second.asked.Load())

	out, err = get(dir, first)
	require.NoError(t, err)
	require.Equal(t, "images.gz: already there\n", out)
	require.EqualValues(t, 1, first.asked.Load(), "what is right is not downloaded again")
}

func TestFetchTriesTheNextMirror(t *testing.T) {
	for name, c := range map[string]struct {
		handle http.HandlerFunc
		want   string
	}{
		"not found": {notFound, "found status 404 Not Found, expected 200"},
		"wrong sum": {wrong, "found 14 bytes of SHA-256 " + sum([]byte("something else")) + ", expected " + sum(content)},
		"truncated": {truncated, "the download broke off after 100 bytes: unexpected EOF"},
		"endless":   {endless, "found more than 16777216 bytes, expected a file of MNIST"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := serve(t, c.handle)
			dir := t.TempDir()
			out, err := get(dir, bad, serve(t, good))
			require.NoError(t, err)
			require.Contains(t, out, "images.gz: not from "+bad.Listener.Addr().String()+": "+c.want+"\n")
			holds(t, dir, map[string][]byte{"images.gz": content})

			dir = t.TempDir()
			_, err = get(dir, serve(t, notFound), bad)
			require.EqualError(t, err, "no mirror serves images.gz as expected; the last error: "+c.want)
			holds(t, dir, map[string][]byte{})
		})
	}
}

func TestFetchReplacesWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	old := []byte("half a fi")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "images.gz"), old, 0o644))

	_, err := get(dir, serve(t, truncated))
	require.Error(t, err)
	holds(t, dir, map[string][]byte{"images.gz": old})

	out, err := get(dir, serve(t, good))
	require.NoError(t, err)
	require.Contains(t, out, "images.gz: there, but not as expected; replacing it\n")
	holds(t, dir, map[string][]byte{"images.gz": content})
}

func TestFetchWithoutConnection(t *testing.T) {
	gone := serve(t, good)
	gone.Close()
	dir := t.TempDir()
	_, err := get(dir, gone)
	require.ErrorContains(t, err, "no mirror serves images.gz as expected; the last error: ")
	require.ErrorContains(t, err, gone.URL)
	holds(t, dir, map[string][]byte{})
}

// TestFetchKeepsCompressedBytes: a mirror may label a stored .gz file with its encoding; clients then unpack it by
// default.
func TestFetchKeepsCompressedBytes(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write(content)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	labelled := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(packed.Bytes())
	})
	dir := t.TempDir()
	f := fetcher{client: &http.Client{}, mirrors: []string{labelled.URL + "/"}, out: io.Discard}
	require.NoError(t, f.fetch(context.Background(), dir, []file{{"images.gz", sum(packed.Bytes())}}))
	holds(t, dir, map[string][]byte{"images.gz": packed.Bytes()})
}

// TestFetchInterrupted stops a download halfway, as Ctrl-C does.
func TestFetchInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	slow := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		w.Write(content[:100])
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	})
	next := serve(t, good)
	dir := t.TempDir()
	f := fetcher{client: &http.Client{}, mirrors: []string{slow.URL + "/mnist/", next.URL + "/mnist/"}, out: io.Discard}
	err := f.fetch(ctx, dir, wanted())
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "interrupted before images.gz was whole; start again to go on")
	require.Zero(t, next.asked.Load())
	holds(t, dir, map[string][]byte{})
}

func TestFetchNeedsAFolderToWriteTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, nil, 0o644))
	unused := serve(t, good)
	_, err := get(path, unused)
	require.ErrorContains(t, err, path)
	require.Zero(t, unused.asked.Load())
}
