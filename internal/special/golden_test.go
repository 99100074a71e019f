package special

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// golden returns the rows of testdata/NAME.csv, written by testdata/golden.py.
func golden(t testing.TB, name string) [][]float64 {
	f, err := os.Open("testdata/" + name + ".csv")
	require.NoError(t, err)
	defer f.Close()
	var rows [][]float64
	for s := bufio.NewScanner(f); s.Scan(); {
		var row []float64
		for field := range strings.SplitSeq(s.Text(), ",") {
			v, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	require.Greater(t, len(rows), 100)
	return rows
}

// requireClose fails if got differs from want by more than tolerance·max(|want|, floor) or two units of the
// smallest subnormal number.
func requireClose(t testing.TB, want, got, tolerance, floor float64, of string, args ...float64) {
	if got == want || math.IsNaN(want) && math.IsNaN(got) {
		return
	}
	if limit := tolerance*math.Max(math.Abs(want), floor) + 1e-323; !(math.Abs(got-want) <= limit) {
		require.Fail(t, fmt.Sprintf("%s%v = %v, want %v, relative error %.2g", of, args, got, want, (got-want)/want))
	}
}

// checkGolden compares f with column (counted after the arguments) of a golden table.
func checkGolden[F unary | binary | ternary](t *testing.T, name string, column int, f F, tolerance, floor float64) {
	for _, row := range golden(t, name) {
		switch f := any(f).(type) {
		case unary:
			requireClose(t, row[1+column], f(row[0]), tolerance, floor, name, row[:1]...)
		case binary:
			requireClose(t, row[2+column], f(row[0], row[1]), tolerance, floor, name, row[:2]...)
		case ternary:
			requireClose(t, row[3+column], f(row[0], row[1], row[2]), tolerance, floor, name, row[:3]...)
		}
	}
}

type (
	unary   func(x float64) float64
	binary  func(x, y float64) float64
	ternary func(x, y, z float64) float64
)

var inf, nan = math.Inf(1), math.NaN()
