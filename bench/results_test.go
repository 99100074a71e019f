package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func some(out *bytes.Buffer) *results {
	r := &results{out: out, date: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), versions: []string{"pyro: torch 2"}}
	r.add(oneGFLOP, boundName, []float64{2}, "ms")
	r.add(oneGB, boundName, []float64{10, 20}, "ms")
	r.add("c", boundName, []float64{1}, "ms")
	r.add("c", credence, []float64{4, 2, 3}, "ms")
	r.add("c", "pyro", []float64{8, 6}, "ms")
	r.add("alone", "pyro", []float64{123.4}, "MB")
	r.add("alone", credence, nil, "MB")
	return r
}

func TestRowsAreMinimaAndMedians(t *testing.T) {
	r := some(nil)
	require.Len(t, r.rows, 6, "no row without samples")
	require.Equal(t, row{"c", credence, 2, 3, "ms"}, r.rows[3])
	require.Equal(t, row{"c", "pyro", 6, 7, "ms"}, r.rows[4])
}

func TestRatios(t *testing.T) {
	r := some(nil)
	require.Equal(t, []string{"c", "pyro", "6.00", "7.00", "ms", "3.00", "2.33", "6.00"}, r.cells(r.rows[4]))
	require.Equal(t, []string{"alone", "pyro", "123", "123", "MB", "", "", ""}, r.cells(r.rows[5]), "nothing to compare with")
}

func TestDigits(t *testing.T) {
	for x, want := range map[float64]string{1234.5: "1234", 12.34: "12.3", 1.234: "1.23", 0.01234: "0.0123"} {
		require.Equal(t, want, digits(x))
	}
}

func TestPrint(t *testing.T) {
	var out bytes.Buffer
	r := some(&out)
	r.print(0)
	r.print(5)
	lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
	require.Len(t, lines, 1+6+1)
	require.Regexp(t, `^case +system +min +median +min/credence +median/credence +min/bound$`, string(lines[0]))
	require.Regexp(t, `^c +pyro +6\.00 +7\.00 ms +3\.00 +2\.33 +6\.00$`, string(lines[5]))
	require.Equal(t, string(lines[6]), string(lines[7]))
}

func TestMarkdown(t *testing.T) {
	text := string(some(nil).markdown(options{rounds: 3}))
	require.Contains(t, text, "on 2026-01-02, in 3 rounds of turns")
	require.Contains(t, text, "\n- pyro: torch 2\n")
	require.Contains(t, text, "\n- bound: 500 GFLOP/s of float32 multiply-adds in registers, 100 GB/s between memory and processors\n")
	require.Contains(t, text, "\n| c | pyro | 6.00 | 7.00 | ms | 3.00 | 2.33 | 6.00 |\n")
}

func TestWriteJSON(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rows.json")
	r := some(nil)
	require.NoError(t, r.writeJSON(file))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), `"case": "c",
    "system": "pyro",
    "min": 6,
    "median": 7,
    "unit": "ms"`)
	var back []row
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, r.rows, back)
}

func TestBoundAddsOperationsAndBytes(t *testing.T) {
	require.Equal(t, 7*time.Second, work{operations: 2, bytes: 3}.at(2, 1))
	a, err := newBound().turn(benchmark{least: work{operations: 1e6, bytes: 1e6}}, 0)
	require.NoError(t, err)
	require.Len(t, a.NS, 6)
	for _, x := range a.NS {
		require.Positive(t, x)
		require.LessOrEqual(t, a.NS[5], x, "the best rates of the run")
	}
}
