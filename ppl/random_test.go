package ppl_test

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// randomModel is a program of a few random statements: samples that depend on one another, observed and not, plates
// with and without batches, nested and entered again, ranges, parameters, factors and deterministic values. Its latents
// are all normal.
func randomModel(t *rapid.T) ppl.Model {
	var statements []func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor
	for i := range rapid.IntRange(1, 6).Draw(t, "statements") {
		statements = append(statements, randomStatement(t, fmt.Sprintf("s%d", i)))
	}
	return func(c *ppl.Context) {
		last := tensor.Scalar(0.5)
		for _, s := range statements {
			last = s(c, last)
		}
	}
}

// randomStatement is one statement of a random model: a function of a scalar from before to a scalar.
func randomStatement(t *rapid.T, name string) func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
	size := rapid.IntRange(2, 5).Draw(t, "size")
	batch := rapid.IntRange(1, size).Draw(t, "batch")
	switch kind := rapid.SampledFrom([]string{"sample", "obs", "plate", "nested", "range", "param", "factor", "deterministic"}).Draw(t, "kind"); kind {
	case "obs":
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			return ppl.Sample(c, name, dist.Normal(last, 2), ppl.Obs(tensor.Scalar(float64(size))))
		}
	case "plate":
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			var sum *tensor.Tensor
			for _, part := range []string{".a", ".b"} { // the plate is entered again
				ppl.Plate(c, name, size, func(c *ppl.Context) {
					sum = ppl.Sample(c, name+part, dist.Normal(last, 1)).Sum()
				}, ppl.SubsampleSize(batch))
			}
			return sum
		}
	case "nested":
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			var sum *tensor.Tensor
			ppl.Plate(c, name, size, func(c *ppl.Context) {
				row := ppl.Sample(c, name+".row", dist.Normal(last, 1))
				ppl.Plate(c, name+".in", 2, func(c *ppl.Context) {
					sum = ppl.Sample(c, name+".cell", dist.Normal(row, 1)).Sum()
				})
			}, ppl.BatchSize(batch))
			return sum
		}
	case "range":
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			for _, c := range ppl.Range(c, size) {
				last = ppl.Sample(c, name, dist.Normal(last, 1))
			}
			return last
		}
	case "param":
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			return last.Add(ppl.Param(c, name, func(rng *tensor.RNG) *tensor.Tensor { return rng.Normal() }))
		}
	case "factor":
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			ppl.Factor(c, name, last.Tanh())
			return last
		}
	case "deterministic":
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			return ppl.Deterministic(c, name, last.Tanh())
		}
	default:
		return func(c *ppl.Context, last *tensor.Tensor) *tensor.Tensor {
			return ppl.Sample(c, name, dist.Normal(last, 1))
		}
	}
}

// randomSubset is some of the sites of a trace that are as asked, with their values.
func randomSubset(t *rapid.T, trace *ppl.Trace, of func(s *ppl.Site) bool) ppl.Values {
	values := ppl.Values{}
	for name, s := range trace.Sites() {
		if of(s) && rapid.Bool().Draw(t, name) {
			values[name] = s.Value
		}
	}
	return values
}

func isLatent(s *ppl.Site) bool { return s.Latent() }

func isSample(s *ppl.Site) bool { return s.Kind == ppl.SampleSite }

// logProbOf is the log-probability of the sites for which of is true.
func logProbOf(trace *ppl.Trace, of func(s *ppl.Site) bool) float64 {
	sum := 0.0
	for _, s := range trace.Sites() {
		if s.LogWeighted() && of(s) {
			sum += s.LogProbSum().Item()
		}
	}
	return sum
}
