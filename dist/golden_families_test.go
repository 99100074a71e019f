package dist_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// TestGoldenFamilies compares functions of families and their derivatives with values to high precision. For
// log-densities the tolerance is relative to the terms, whose sum may cancel; elsewhere to the value itself, or where
// rounding the arguments moves it, to how far.
func TestGoldenFamilies(t *testing.T) {
	for _, row := range goldenRows(t, "families") {
		what, family := row[0], families.Named(row[1])
		args, slopes := numbers(t, row[2]), numbers(t, row[4])
		want, scales := append(numbers(t, row[3]), slopes...), append(numbers(t, row[5]), numbers(t, row[6])...)
		got := functionAt(t, what, family, args)
		got = append(got[:1], got[len(got)-len(slopes):]...)
		moved := 0.0
		for i, s := range slopes {
			moved += 4e-16 * math.Abs(s*args[len(args)-len(slopes)+i])
		}
		for i, w := range want {
			tolerance := 1e-10*math.Abs(w) + 1e-288
			switch {
			case len(scales) > 0:
				tolerance = 1e-12 * (scales[i] + 1)
				if i > 0 {
					tolerance = 1e-11*scales[i] + 1e-290
				}
			case i == 0:
				tolerance += moved
			}
			if got[i] != w && !(math.Abs(got[i]-w) <= tolerance) {
				t.Errorf("%s of %s at %s, %d: got %v, want %v, off by %.2g of the tolerance", what, row[1], row[2], i, got[i], w, math.Abs(got[i]-w)/tolerance)
			}
		}
	}
}

func numbers(t *testing.T, words string) (v []float64) {
	for _, w := range strings.Fields(words) {
		v = append(v, number(t, w))
	}
	return v
}

// functionAt is a function of a family at its arguments, and its derivatives by all of them.
func functionAt(t *testing.T, what string, f families.Family, args []float64) []float64 {
	size := f.Size()
	at := func(f func(x *tensor.Tensor, d dist.Distribution) (*tensor.Tensor, bool)) func(in []*tensor.Tensor, build func(...*tensor.Tensor) dist.Distribution) (*tensor.Tensor, bool) {
		return func(in []*tensor.Tensor, build func(...*tensor.Tensor) dist.Distribution) (*tensor.Tensor, bool) {
			n := len(in) - size // the numbers of a value
			d := build(in[n:]...)
			x := in[0]
			if len(d.EventShape()) > 0 {
				x = tensor.Stack(0, in[:n]...)
			}
			if d.Support().Discrete() {
				x = x.Detach()
			}
			return f(x, d)
		}
	}
	functions := map[string]func(in []*tensor.Tensor, build func(...*tensor.Tensor) dist.Distribution) (*tensor.Tensor, bool){
		"logprob":     at(func(x *tensor.Tensor, d dist.Distribution) (*tensor.Tensor, bool) { return d.LogProb(x), true }),
		"logcdf":      at(func(x *tensor.Tensor, d dist.Distribution) (*tensor.Tensor, bool) { return dist.LogCDF(d, x) }),
		"logsurvival": at(func(x *tensor.Tensor, d dist.Distribution) (*tensor.Tensor, bool) { return dist.LogSurvival(d, x) }),
		"quantile":    at(func(x *tensor.Tensor, d dist.Distribution) (*tensor.Tensor, bool) { return dist.Quantile(d, x) }),
	}
	for name, f := range map[string]func(dist.Distribution) (*tensor.Tensor, bool){"mean": dist.Mean, "variance": dist.Variance, "entropy": dist.Entropy} {
		functions[name] = func(in []*tensor.Tensor, build func(...*tensor.Tensor) dist.Distribution) (*tensor.Tensor, bool) {
			return f(build(in...))
		}
	}
	functions["kl"] = func(in []*tensor.Tensor, build func(...*tensor.Tensor) dist.Distribution) (*tensor.Tensor, bool) {
		return dist.KL(build(in[:len(in)/2]...), build(in[len(in)/2:]...))
	}
	y, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		y, ok := functions[what](in, func(p ...*tensor.Tensor) dist.Distribution {
			for i := range f.Fixed {
				p[i] = p[i].Detach()
			}
			return f.Of(p...)
		})
		require.True(t, ok, "%s of %s", what, f.Name)
		return y.Sum()
	}, scalars(args)...)
	all := []float64{y.Item()}
	for _, g := range grads {
		all = append(all, g.Item())
	}
	return all
}
