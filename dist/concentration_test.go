package dist_test

import (
	"math"
	"strings"
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// vector is a vector of scalars.
func vector(p []*tensor.Tensor) *tensor.Tensor {
	rows := make([]*tensor.Tensor, len(p))
	for i := range p {
		rows[i] = p[i].Reshape(1)
	}
	return tensor.Concat(0, rows...)
}

// TestConcentrations compares values and derivatives with those to high precision, for concentrations from 1e-10 to
// 1e16. Terms of such densities are up to 1e18 times as large as their sums.
func TestConcentrations(t *testing.T) {
	for _, row := range goldenRows(t, "concentration") {
		var in []*tensor.Tensor
		size := 0.0 // of the change of the value when all arguments change by a part of themselves
		slopes, scales := strings.Fields(row[4]), strings.Fields(row[5])
		for i, a := range strings.Fields(row[2]) {
			in = append(in, tensor.Scalar(number(t, a)))
			size += math.Abs(in[i].Item() * number(t, slopes[i]))
		}
		got, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			f, n := families.Named(row[1]), 1
			switch row[0] {
			case "logprob":
				if row[1] == "Dirichlet" {
					n = len(in) / 2
					return f.Of(in[n:]...).LogProb(vector(in[:n]))
				}
				return f.Of(in[1:]...).LogProb(in[0])
			case "entropy":
				h, _ := dist.Entropy(f.Of(in...))
				return h
			}
			n = len(in) / 2
			kl, _ := dist.KL(f.Of(in[:n]...), f.Of(in[n:]...))
			return kl
		}, in...)
		want := number(t, row[3])
		tolerance := 1e-13*(1+math.Abs(want)) + 2e-16*size
		if row[0] == "kl" {
			tolerance = 1e-12 * want
		}
		if !(math.Abs(got.Item()-want) <= tolerance) {
			t.Errorf("%s of %s at %s: got %v, want %v, off by %.2g of the tolerance", row[0], row[1], row[2], got.Item(), want, math.Abs(got.Item()-want)/tolerance)
		}
		for i, g := range grads {
			want := number(t, slopes[i])
			tolerance := 1e-12 * (math.Abs(want) + number(t, scales[i]))
			if !(math.Abs(g.Item()-want) <= tolerance) {
				t.Errorf("derivative of %s of %s at %s by argument %d: got %v, want %v, off by %.2g of the tolerance", row[0], row[1], row[2], i, g.Item(), want, math.Abs(g.Item()-want)/tolerance)
			}
		}
	}
}
