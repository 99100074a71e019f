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
	"pgregory.net/rapid"
)

var inf, nan = math.Inf(1), math.NaN()

type (
	unary   func(x float64) float64
	binary  func(x, y float64) float64
	ternary func(x, y, z float64) float64
)

// golden returns the rows of testdata/NAME.csv, written by testdata/golden.py: the arguments, then the values.
func golden(t testing.TB, name string) [][]float64 {
	f, err := os.Open("testdata/" + name + ".csv")
	require.NoError(t, err)
	defer f.Close()
	var rows [][]float64
	s := bufio.NewScanner(f)
	for s.Scan() {
		var row []float64
		for field := range strings.SplitSeq(s.Text(), ",") {
			v, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	require.NoError(t, s.Err())
	require.Greater(t, len(rows), 100)
	return rows
}

// requireGolden compares f with the column of values, counted from 0, of a golden table.
func requireGolden[F unary | binary | ternary](t *testing.T, f F, name string, column int, tolerance, floor float64) {
	for _, row := range golden(t, name) {
		switch f := any(f).(type) {
		case unary:
			requireClose(t, row[1+column], f(row[0]), tolerance, floor, name, row[0])
		case binary:
			requireClose(t, row[2+column], f(row[0], row[1]), tolerance, floor, name, row[:2]...)
		case ternary:
			requireClose(t, row[3+column], f(row[0], row[1], row[2]), tolerance, floor, name, row[:3]...)
		}
	}
}

// requireClose fails if got differs from want by more than tolerance·max(|want|, floor), with two units of the
// smallest subnormal number to spare.
func requireClose(t require.TestingT, want, got, tolerance, floor float64, name string, args ...float64) {
	if got == want || math.IsNaN(want) && math.IsNaN(got) {
		return
	}
	if limit := tolerance*max(math.Abs(want), floor) + 0x1p-1073; !(math.Abs(got-want) <= limit) {
		require.Fail(t, fmt.Sprintf("%s%v = %v, want %v, relative error %.2g", name, args, got, want, (got-want)/want))
	}
}

// ends lists arguments at and beyond the ends of a domain with the exact result.
type ends [][]float64

func (e ends) check(t *testing.T, name string, f func(args []float64) float64) {
	for _, row := range e {
		n := len(row) - 1
		requireClose(t, row[n], f(row[:n]), 0, 0, name, row[:n]...)
	}
}

// logUniform draws numbers from [low, high], uniform on the log scale.
func logUniform(low, high float64) *rapid.Generator[float64] {
	return rapid.Map(rapid.Float64Range(math.Log(low), math.Log(high)), math.Exp)
}
