package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain makes the test binary a program that measures, where a test starts it as one.
func TestMain(m *testing.M) {
	switch os.Getenv("BENCH_TEST_PROGRAM") {
	case "":
		os.Exit(m.Run())
	case "serve":
		if err := serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "babble":
		fmt.Println("hello")
	}
}

func child(role string) program {
	return program{system: "child", kind: piece, command: []string{os.Args[0]}, env: []string{"BENCH_TEST_PROGRAM=" + role}}
}

func TestProcessesMeasureOnRequest(t *testing.T) {
	p, err := child("serve").start(t.Context())
	require.NoError(t, err)
	defer p.stop()
	require.Contains(t, p.versions, "go")

	a, err := p.ask("exp-64k", 0)
	require.NoError(t, err)
	require.Len(t, a.NS, 1, "the first step alone")
	a, err = p.ask("exp-64k", 1e-6)
	require.NoError(t, err)
	require.Len(t, a.NS, 5)
	require.Len(t, a.CPUNS, 5)

	_, err = p.ask("none", 1)
	require.EqualError(t, err, "child has no case none")
}

func TestProcessesThatFail(t *testing.T) {
	_, err := child("babble").start(t.Context())
	require.ErrorContains(t, err, `child said "hello", expected a line of JSON`)
	_, err = child("silence").start(t.Context())
	require.ErrorContains(t, err, "child ended without an answer")
	p := child("serve")
	p.command = []string{"/no/such/program"}
	_, err = p.start(t.Context())
	require.ErrorContains(t, err, "child does not start")
}

func TestParseAnswer(t *testing.T) {
	a, err := parseAnswer("pyro", []byte(`{"versions": {"torch": "2"}, "ns": [1500, 20], "cpu_ns": [3000, 40], "sums": [0.5], "peak_kb": 7}`))
	require.NoError(t, err)
	require.Equal(t, answer{map[string]string{"torch": "2"}, []time.Duration{1500, 20}, []time.Duration{3000, 40}, []float64{0.5}, 7}, a)
}

func TestServeRefusesOtherRequests(t *testing.T) {
	require.EqualError(t, serve(strings.NewReader("exp-64k\n"), new(bytes.Buffer)), `request "exp-64k": expected CASE SECONDS`)
}

func TestPeakMemory(t *testing.T) {
	require.Equal(t, 1234.0, peakIn("Name:\tbench\nVmHWM:\t    1234 kB\nVmRSS:\t 99 kB\n"))
	require.Zero(t, peakIn("Name:\tbench\n"))
}

func TestEnvironmentOfPeers(t *testing.T) {
	require.Equal(t, []string{"HOME=/h", "PATH=/p"},
		undisturbed([]string{"HOME=/h", "OPENBLAS_CORETYPE=Haswell", "OPENBLAS_L2_SIZE=1", "OMP_NUM_THREADS=1", "MKL_X=1", "MALLOC_TRIM_THRESHOLD_=1", "PATH=/p"}))
}

func TestFlags(t *testing.T) {
	var help bytes.Buffer
	_, err := parse([]string{"-help"}, &help)
	require.ErrorIs(t, err, flag.ErrHelp)
	require.Contains(t, help.String(), "-peers")

	o, err := parse([]string{"-rounds", "2", "-only", "^exp"}, &help)
	require.NoError(t, err)
	require.Equal(t, 2, o.rounds)
	require.True(t, o.only.MatchString("exp-64k"))
	require.Empty(t, o.before)
	o, err = parse([]string{"-before", "old"}, &help)
	require.NoError(t, err)
	require.True(t, filepath.IsAbs(o.before), "a name alone would be looked up in the PATH")

	for _, bad := range [][]string{{"-rounds", "0"}, {"-seconds", "0"}, {"-seconds", "NaN"}, {"-only", "("}, {"exp"}, {"-none"}} {
		_, err := parse(bad, &help)
		require.Error(t, err, bad)
		require.False(t, errors.Is(err, flag.ErrHelp), bad)
	}
}
