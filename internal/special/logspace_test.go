package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLogSpaceGolden(t *testing.T) {
	requireGolden[unary](t, Softplus, "Softplus", 0, 4e-16, 0)
	requireGolden[unary](t, SoftplusInverse, "SoftplusInverse", 0, 4e-16, 1)
	requireGolden[unary](t, Sigmoid, "Sigmoid", 0, 4e-16, 0)
	requireGolden[unary](t, LogSigmoid, "LogSigmoid", 0, 4e-16, 0)
	requireGolden[unary](t, Log1mExp, "Log1mExp", 0, 4e-16, 0)
	requireGolden[binary](t, LogAddExp, "LogAddExp", 0, 4e-16, 1)
	requireGolden[unary](t, XMinusLog1p, "XMinusLog1p", 0, 1e-15, 0)
}

func TestLogSpaceEnds(t *testing.T) {
	unaries := []struct {
		name string
		f    unary
		ends ends
	}{
		{"Softplus", Softplus, ends{{-inf, 0}, {inf, inf}, {-1e300, 0}, {1e300, 1e300}, {nan, nan}}},
		{"SoftplusInverse", SoftplusInverse, ends{{0, -inf}, {inf, inf}, {-1e-300, nan}, {-inf, nan}, {nan, nan}}},
		{"Sigmoid", Sigmoid, ends{{-inf, 0}, {inf, 1}, {0, 0.5}, {nan, nan}}},
		{"LogSigmoid", LogSigmoid, ends{{-inf, -inf}, {inf, 0}, {-1e300, -1e300}, {nan, nan}}},
		{"Log1mExp", Log1mExp, ends{{0, -inf}, {-inf, 0}, {1e-300, nan}, {inf, nan}, {nan, nan}}},
	}
	for _, c := range unaries {
		c.ends.check(t, c.name, func(v []float64) float64 { return c.f(v[0]) })
	}
	binaries := []struct {
		name string
		f    binary
		ends ends
	}{
		{"LogAddExp", LogAddExp, ends{
			{-inf, -inf, -inf}, {-inf, 3, 3}, {3, -inf, 3}, {inf, 3, inf}, {3, inf, inf},
			{inf, inf, inf}, {-inf, inf, inf}, {nan, 3, nan}, {3, nan, nan}, {nan, inf, nan},
		}},
		{"XLogY", XLogY, ends{
			{0, 0, 0}, {0, inf, 0}, {0, -1, 0}, {2, 0, -inf}, {-2, 0, inf}, {2, 1, 0}, {2, -1, nan}, {0, nan, nan}, {nan, 1, nan},
		}},
		{"XLog1pY", XLog1pY, ends{
			{0, -1, 0}, {0, inf, 0}, {0, -2, 0}, {2, -1, -inf}, {2, 0, 0}, {2, 1e-300, 2e-300}, {2, -1.5, nan}, {0, nan, nan}, {nan, 1, nan},
		}},
	}
	for _, c := range binaries {
		c.ends.check(t, c.name, func(v []float64) float64 { return c.f(v[0], v[1]) })
	}
}

// The logarithm of 2⁻¹⁰⁷⁴ⁿ is exact to the last digit; math.Log is off by up to 5 % there on amd64.
func TestXLogYOfSubnormal(t *testing.T) {
	for n := 1023; n <= 1074; n++ {
		requireClose(t, -3*float64(n)*math.Ln2, XLogY(3, math.Ldexp(1, -n)), 4e-16, 0, "XLogY", float64(n))
	}
}

func TestLogSpaceLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-800, 800).Draw(t, "x")
		y := rapid.Float64Range(-800, 800).Draw(t, "y")
		requireClose(t, 1, Sigmoid(x)+Sigmoid(-x), 4e-16, 0, "Sigmoid sum", x)
		requireClose(t, x, Softplus(x)-Softplus(-x), 4e-16, 1, "Softplus difference", x)
		requireClose(t, Softplus(x), LogAddExp(0, x), 4e-16, 0, "LogAddExp from 0", x)
		requireClose(t, x, LogSigmoid(x)-LogSigmoid(-x), 4e-16, 1, "log-odds of Sigmoid", x)
		require.Equal(t, LogAddExp(x, y), LogAddExp(y, x))
		if x <= y {
			require.LessOrEqual(t, Softplus(x), Softplus(y))
			require.LessOrEqual(t, Sigmoid(x), Sigmoid(y))
		}
		if s := Softplus(x); s > 1e-300 {
			requireClose(t, x, SoftplusInverse(s), 1e-14, 1, "SoftplusInverse of Softplus", x)
		}
	})
}

func BenchmarkLogSpace(b *testing.B) {
	for name, f := range map[string]unary{
		"Softplus": Softplus, "SoftplusInverse": SoftplusInverse, "Sigmoid": Sigmoid, "Log1mExp": Log1mExp,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f(-1.3)
			}
		})
	}
}
