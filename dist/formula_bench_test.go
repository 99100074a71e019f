package dist

import (
	"fmt"
	"math"
	"testing"

	"github.com/credence-ppl/credence/tensor"
	"golang.org/x/sys/unix"
)

func cpu() float64 {
	var u unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkLogProb(b *testing.B) {
	for _, n := range []int{1000, 1000000} {
		for _, c := range []struct {
			name string
			ops  int
			make func(p []*tensor.Tensor) Distribution
		}{
			{"Normal", 3, func(p []*tensor.Tensor) Distribution { return Normal(p[1], p[2]) }},
			{"StudentT", 4, func(p []*tensor.Tensor) Distribution { return StudentT(p[1], p[2], p[3]) }},
			{"Gamma", 3, func(p []*tensor.Tensor) Distribution { return Gamma(p[1], p[2]) }},
			{"Beta", 3, func(p []*tensor.Tensor) Distribution { return Beta(p[1], p[2]) }},
			{"Poisson", 2, func(p []*tensor.Tensor) Distribution { return Poisson(p[1]) }},
			{"Exponential", 2, func(p []*tensor.Tensor) Distribution { return Exponential(p[1]) }},
			{"Laplace", 3, func(p []*tensor.Tensor) Distribution { return Laplace(p[1], p[2]) }},
			{"Cauchy", 3, func(p []*tensor.Tensor) Distribution { return Cauchy(p[1], p[2]) }},
			{"LogNormal", 3, func(p []*tensor.Tensor) Distribution { return LogNormal(p[1], p[2]) }},
		} {
			b.Run(fmt.Sprintf("%s-%d", c.name, n), func(b *testing.B) {
				x := make([]float64, n*c.ops)
				for i := range x {
					x[i] = 0.1 + 0.8*float64(i*7919%10007)/10007
					if c.name == "Poisson" && i < n {
						x[i] = float64(i % 7)
					}
				}
				start := 0
				data := tensor.Of(x[:n])
				if c.name == "Poisson" {
					start = 1
				}
				p, dyn := tensor.Record(x[start*n:], func(v *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
					ps := make([]*tensor.Tensor, c.ops)
					ps[0] = data
					for i := start; i < c.ops; i++ {
						ps[i] = v.Slice(0, (i-start)*n, (i-start+1)*n)
					}
					return LogProbSum(c.make(ps), ps[0], nil, 1), nil
				})
				if p == nil {
					b.Fatal(dyn)
				}
				dx := make([]float64, len(x)-start*n)
				least := math.Inf(1)
				for range b.N {
					from := cpu()
					for range max(1, 100000/n) {
						p.ValueAndGrad(x[start*n:], dx)
					}
					least = min(least, cpu()-from)
				}
				b.ReportMetric(least/float64(n*max(1, 100000/n)), "ns/elem")
			})
		}
	}
}
