package demos

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// sviQuestion asks how a fit is after some steps. The posterior of a and b, of which only the sum has been seen, has a
// correlation of minus Correlation.
type sviQuestion struct {
	Correlation float64
	Joint       bool // AutoMultivariateNormal in place of AutoNormal
	Steps       int
}

// sviAnswer compares the guide with the posterior.
type sviAnswer struct {
	ELBO         float64 // exact, of the guide as it is now
	Evidence     float64 // the log evidence, which the ELBO cannot exceed
	Guide, Exact sviNormal
}

// sviNormal is a normal distribution in the plane.
type sviNormal struct {
	Mean       [2]float64
	Covariance [2][2]float64
}

const (
	sviSum   = 2.0 // of a and b, as it was seen
	sviScale = 0.3 // of the guide, to begin with
)

// sviStart is the guide's mean to begin with.
var sviStart = [2]float64{-1.5, -1}

// fit is a guide in training.
type fit struct {
	correlation float64
	joint       bool
	svi         *infer.SVI[float64]
}

// fitting is the fit of the latest question, which the next one goes on with if it can.
var fitting = newFit(0.9, false)

// svi answers a question.
func svi(q sviQuestion) (a sviAnswer, err error) {
	if !(q.Correlation >= 0.05 && q.Correlation <= 0.99) || q.Steps < 0 || q.Steps > 2000 {
		return a, fmt.Errorf("the correlation is %v, and there are %d steps; the first is from 0.05 to 0.99, the second from 0 to 2000",
			q.Correlation, q.Steps)
	}
	if q.Correlation != fitting.correlation || q.Joint != fitting.joint || q.Steps < fitting.svi.Steps() {
		fitting = newFit(q.Correlation, q.Joint)
	}
	for fitting.svi.Steps() < q.Steps {
		if _, err := fitting.svi.Step(sviSum); err != nil {
			return a, err
		}
	}
	return fitting.compare()
}

// precision returns 1 / noise². The posterior's precision has 1 + k on its diagonal, and k beside it.
func (f *fit) precision() float64 { return f.correlation / (1 - f.correlation) }

// newFit begins a fit.
func newFit(correlation float64, joint bool) *fit {
	f := &fit{correlation: correlation, joint: joint}
	noise := 1 / math.Sqrt(f.precision())
	model := func(c *ppl.Context, sum float64) {
		a := ppl.Sample(c, "a", dist.Normal(0, 1))
		b := ppl.Sample(c, "b", dist.Normal(0, 1))
		ppl.Sample(c, "sum", dist.Normal(a.Add(b), noise), ppl.Obs(tensor.Scalar(sum)))
	}
	o := infer.AutoOptions{InitScale: sviScale, Init: infer.InitToValues(ppl.Values{
		"a": tensor.Scalar(sviStart[0]), "b": tensor.Scalar(sviStart[1])}, nil)}
	guide := infer.AutoNormal(model, o)
	if joint {
		guide = infer.AutoMultivariateNormal(model, o)
	}
	f.svi = infer.NewSVI(model, guide, infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.03}, Loss: infer.TraceELBO{Particles: 4}, Seed: 1})
	return f
}

// compare tells how far the guide is from the posterior, which is normal, too.
func (f *fit) compare() (a sviAnswer, err error) {
	k := f.precision()
	determinant := 1 + 2*k
	mean := sviSum * k / determinant
	a.Exact = sviNormal{[2]float64{mean, mean}, [2][2]float64{{(1 + k) / determinant, -k / determinant}, {-k / determinant, (1 + k) / determinant}}}
	if a.Guide, err = f.guide(); err != nil {
		return a, err
	}
	a.Evidence = dist.Normal(0, math.Sqrt(2+1/k)).LogProb(tensor.Scalar(sviSum)).Item()
	kl, _ := dist.KL(a.Guide.distribution(), a.Exact.distribution())
	a.ELBO = a.Evidence - kl.Item()
	return a, nil
}

// guide returns the guide as it is now.
func (f *fit) guide() (g sviNormal, err error) {
	g = sviNormal{sviStart, [2][2]float64{{sviScale * sviScale, 0}, {0, sviScale * sviScale}}}
	if f.svi.Steps() == 0 {
		return g, nil // its parameters are made by the first step
	}
	for i, site := range []string{"a", "b"} {
		loc, err := f.svi.Param("auto." + site + ".loc")
		if err != nil {
			return g, err
		}
		g.Mean[i] = loc.Item()
		if f.joint {
			continue
		}
		scale, err := f.svi.Param("auto." + site + ".scale")
		if err != nil {
			return g, err
		}
		g.Covariance[i][i] = scale.Item() * scale.Item()
	}
	if f.joint {
		tril, err := f.svi.Param("auto.scale_tril")
		if err != nil {
			return g, err
		}
		covariance := tril.MatMul(tril.T())
		for i := range 2 {
			for j := range 2 {
				g.Covariance[i][j] = covariance.At(i, j)
			}
		}
	}
	return g, nil
}

// distribution returns the normal distribution as one of the library's.
func (n sviNormal) distribution() dist.Distribution {
	c := n.Covariance
	return dist.MultivariateNormal[dist.Covariance](tensor.Of(n.Mean[:]), tensor.Of([]float64{c[0][0], c[0][1], c[1][0], c[1][1]}, 2, 2))
}
