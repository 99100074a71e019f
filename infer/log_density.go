package infer

import (
	"context"
	"errors"
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// LogDensity is the logarithm of a density on ℝⁿ, up to a constant. Kernels see nothing else of what they sample: HMC
// and NUTS move over the log-density of a model, with its latents on the real line, and over one written in plain Go
// alike; see [MCMC.RunDensity].
//
// A LogDensity
//
//   - has at least one dimension, and always the same number;
//   - gives the same value and gradient for the same x;
//   - neither changes x nor keeps x or gradient;
//   - returns -Inf or NaN where there is no density: points that kernels do not move to;
//   - returns an error only for what should end the run.
type LogDensity interface {
	// Dim returns n.
	Dim() int

	// ValueAndGrad returns the log-density at x and writes its n derivatives to gradient. For a run, several chains
	// call it concurrently.
	ValueAndGrad(x, gradient []float64) (float64, error)
}

// RunDensity draws from a distribution that is given by its log-density, as [MCMC.Run] does from the posterior of a
// model. The draws have one site, "x", of n elements. Init, InitValues and the kernel's Metric know it by that name,
// too; its prior is an improper uniform distribution.
func (m MCMC) RunDensity(ctx context.Context, density LogDensity) (*draws.Draws, error) {
	return m.run(ctx, ofDensity(density))
}

// DensitySampler finds where each chain over a log-density starts, as [MCMC.Sampler] does for a model.
func (m MCMC) DensitySampler(density LogDensity) (*Sampler, error) {
	return m.sampler(context.Background(), ofDensity(density))
}

// plainDensity is a LogDensity without a model.
type plainDensity struct {
	LogDensity
	site *ppl.Site
	at   *Layout
}

// densitySite is the name of what a plain density is about.
const densitySite = "x"

func ofDensity(density LogDensity) func() (problem, error) {
	return func() (problem, error) {
		if density == nil || isNilPointer(density) {
			return nil, errors.New("infer: MCMC has no density")
		}
		n := density.Dim()
		if n < 1 || n > most {
			return nil, fmt.Errorf("infer: the density has Dim() %d; it is at least 1 and at most %d", n, most)
		}
		shape := tensor.Shape{n}
		s := &ppl.Site{Kind: ppl.SampleSite, Name: densitySite, Dist: dist.ImproperUniform(dist.Real, nil, shape)}
		s.Value = tensor.Zeros(n)
		at := new(Layout)
		at.add(s, s.Value)
		return &plainDensity{density, s, at}, nil
	}
}

func (d *plainDensity) layout() *Layout { return d.at }

func (d *plainDensity) start(init Init, chain int, rng *tensor.RNG) (x []float64, err error) {
	defer fault.Catch(&err)
	real := init.real(d.site, latentOf(d.site, chain), rng.Split(d.site.Name))
	return real.Float64s(), nil
}

func (d *plainDensity) begin(context.Context, []float64) error { return nil }
func (d *plainDensity) compare([]float64) error                { return nil }
func (d *plainDensity) single() bool                           { return false }
func (d *plainDensity) shown() []*ppl.Site                     { return []*ppl.Site{d.site} }

func (d *plainDensity) values(x []float64) ([]*tensor.Tensor, error) {
	return []*tensor.Tensor{tensor.Of(x)}, nil
}

func (d *plainDensity) refusing([]float64) (site, reason string) {
	return d.site.Name, "the log-density is not finite"
}
