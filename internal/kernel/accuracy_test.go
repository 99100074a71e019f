package kernel

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// golden returns the arguments and values of testdata/NAME.csv, written by testdata/golden.py, whose arguments are
// numbers of type T.
func golden[T Float](t *testing.T, name string) (x []T, want []float64) {
	file, err := os.Open("testdata/" + name + ".csv")
	require.NoError(t, err)
	defer file.Close()
	s := bufio.NewScanner(file)
	for s.Scan() {
		left, right, _ := strings.Cut(s.Text(), ",")
		argument, err := strconv.ParseFloat(left, 64)
		require.NoError(t, err)
		value, err := strconv.ParseFloat(right, 64)
		require.NoError(t, err)
		if float64(T(argument)) == argument {
			x, want = append(x, T(argument)), append(want, value)
		}
	}
	require.NoError(t, s.Err())
	require.Greater(t, len(x), 40)
	return x, want
}

// largestError requires results within 3 ulp of what is wanted and returns the largest distance.
func largestError[T Float](t *testing.T, name string, x, got []T, want []float64) (worst float64) {
	for i, w := range want {
		overflow := math.IsInf(float64(T(w)), 0) && got[i] == T(w)
		if overflow || float64(got[i]) == w || got[i] != got[i] && w != w {
			continue
		}
		e := ulps(got[i], w)
		require.True(t, e <= 3, "%s(%v) is %v, not %v (%T)", name, x[i], got[i], w, x[i])
		worst = max(worst, e)
	}
	return worst
}

func TestElementwiseAgainstHighPrecision(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		for _, f := range functions {
			if f.name == "ReLU" {
				continue // exact
			}
			t.Logf("%-15s %.2f ulp in float32, %.2f in float64", f.name, accuracy[float32](t, f), accuracy[float64](t, f))
		}
	})
}

func accuracy[T Float](t *testing.T, f function) float64 {
	run := of[T](f)
	if run == nil {
		return math.NaN()
	}
	x, want := golden[T](t, f.name)
	out := make([]T, len(x))
	run(out, x)
	return largestError(t, f.name, x, out, want)
}

// Numbers of float32 of all sizes and signs, NaN among them, against the function of float64.
func TestElementwiseOverAllOfFloat32(t *testing.T) {
	var x []float32
	var exact []float64
	for bits := range uint64(1 << 32 / 65521) {
		x = append(x, math.Float32frombits(uint32(bits*65521)))
		exact = append(exact, float64(x[bits]))
	}
	want, got := make([]float64, len(x)), make([]float32, len(x))
	for _, f := range functions {
		if f.f32 == nil {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			defer func(was Tier) { active = was }(active)
			active = Portable
			f.f64(want, exact)
			onEveryTier(t, func(t *testing.T) {
				f.f32(got, x)
				t.Logf("%.2f ulp", largestError(t, f.name, x, got, want))
			})
		})
	}
}
