package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// told is where a command writes to, line by line.
type told chan string

func (c told) Write(p []byte) (int, error) {
	c <- string(p)
	return len(p), nil
}

func TestServesUntilInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, ended := make(told, 9), make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-port", "0"}, out, io.Discard) }()
	require.Contains(t, <-out, "pages in ")
	var address string
	_, err := fmt.Sscanf(<-out, "the site is at %s until", &address)
	require.NoError(t, err)
	response, err := http.Get(address)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	response.Body.Close()
	require.Contains(t, string(text), "<h1")
	require.Equal(t, "no-cache", response.Header.Get("Cache-Control"))
	cancel()
	select {
	case err := <-ended:
		require.NoError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("it still serves")
	}
}

func TestInterruptedBuildIsNotAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, run(ctx, []string{"-port", "0"}, io.Discard, io.Discard))
}

func TestBusyPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	err = run(t.Context(), []string{"-port", fmt.Sprint(port)}, io.Discard, io.Discard)
	require.EqualError(t, err, fmt.Sprintf("port %d is taken by another program; -port 0 takes one that is free", port))
}

func TestFlags(t *testing.T) {
	full := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(full, "x"), nil, 0o600))
	for _, c := range []struct{ args, want string }{
		{"-h", "usage: go -C site run . [flags]"},
		{"-prot 1", "flag provided but not defined: -prot"},
		{"docs", `"docs" is not a flag; there are no arguments`},
		{"-port 65536", "-port is 65536; ports end at 65535"},
		{"-out " + full, "the folder " + full + " is not empty; -out takes one that is new or empty"},
	} {
		var stderr bytes.Buffer
		err := run(t.Context(), strings.Fields(c.args), io.Discard, &stderr)
		require.Error(t, err)
		require.Contains(t, stderr.String()+err.Error(), c.want)
	}
}
