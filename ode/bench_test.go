package ode_test

import (
	"testing"

	"github.com/credence-ppl/credence/ode"
	"github.com/credence-ppl/credence/tensor"
)

var predators = ode.MustParse(`
	hare' = (birth - hunt*lynx)*hare
	lynx' = (feed*hare - death)*lynx`, "birth", "hunt", "death", "feed")

// BenchmarkPredators solves the model of hare and lynx for twenty years, in a program as samplers replay it.
func BenchmarkPredators(b *testing.B) {
	years := make([]float64, 20)
	for i := range years {
		years[i] = float64(i + 1)
	}
	for name, m := range map[string]ode.Method{"DormandPrince": ode.DormandPrince, "Rodas5P": ode.Rodas5P} {
		x := []float64{34, 5.9, 0.55, 0.028, 0.80, 0.024}
		p, dynamic := tensor.Record(x, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
			y := ode.Solve(predators, x.Slice(0, 0, 2), x.Slice(0, 2, 6), tensor.Of(years), ode.Options{Method: m})
			return y.Log().Sum(), []*tensor.Tensor{y}
		})
		if dynamic != "" {
			b.Fatal(dynamic)
		}
		dx := make([]float64, len(x))
		b.Run(name+"/gradient", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				p.ValueAndGrad(x, dx)
			}
		})
		b.Run(name+"/value", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				p.Results(x)
			}
		})
	}
}
