package ppl_test

import (
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// BenchmarkRun is a small model, three sample sites and a plate, on a warm tape as inference runs it. BenchmarkDraws is
// what the distributions alone cost of that.
func BenchmarkRun(b *testing.B) {
	tape := tensor.NewTape()
	rng := tensor.NewRNG(1).On(tape)
	b.ReportAllocs()
	for b.Loop() {
		tape.Reset()
		if _, err := ppl.RunWith(small, ppl.RunOptions{RNG: rng}); err != nil {
			b.Fatal(err)
		}
	}
}

func small(c *ppl.Context) {
	x := normal(c, "x")
	ppl.Sample(c, "y", dist.Normal(x, 0.5))
	ppl.Plate(c, "rows", 10, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(x, 1)) })
}

func BenchmarkDraws(b *testing.B) {
	tape := tensor.NewTape()
	rng := tensor.NewRNG(1).On(tape)
	b.ReportAllocs()
	for b.Loop() {
		tape.Reset()
		x := dist.Normal(0, 1).RSample(rng.Split("x"))
		dist.Normal(x, 0.5).RSample(rng.Split("y"))
		dist.Normal(x, 1).Expand(10).RSample(rng.Split("z"))
	}
}
