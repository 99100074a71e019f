package demos

import (
	"context"
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// priorQuestion has the standard deviations of the priors of a logistic regression's level and slope.
type priorQuestion struct {
	Level, Slope float64
	Seed         uint64
}

// priorAnswer has what the prior says before any data: probabilities at priorGrid doses from -2 to 2.
type priorAnswer struct {
	Curves    [][]float64 // of some draws
	Histogram []float64   // of the probability at dose 0, as shares of all draws
	Sure      float64     // the share of the draws whose probability at dose 0 is below 0.01 or above 0.99
}

const (
	priorGrid   = 41
	priorDraws  = 1000
	priorCurves = 40
	priorBins   = 20
)

// prior draws from the prior predictive distribution of a logistic regression.
func prior(q priorQuestion) (a priorAnswer, err error) {
	if !(q.Level > 0 && q.Level <= 100 && q.Slope > 0 && q.Slope <= 100) {
		return a, fmt.Errorf("the standard deviations are %v and %v; they are above 0, and at most 100", q.Level, q.Slope)
	}
	doses := make([]float64, priorGrid)
	for i := range doses {
		doses[i] = 4*float64(i)/(priorGrid-1) - 2
	}
	model := func(c *ppl.Context, dose *tensor.Tensor) {
		level := ppl.Sample(c, "level", dist.Normal(0, q.Level))
		slope := ppl.Sample(c, "slope", dist.Normal(0, q.Slope))
		ppl.Deterministic(c, "probability", level.Add(slope.Mul(dose)).Sigmoid())
	}
	draws, err := infer.Predict(context.Background(), model, infer.Prior(), tensor.Of(doses),
		infer.PredictiveOptions{Draws: priorDraws, Seed: q.Seed, Sites: []string{"probability"}})
	if err != nil {
		return a, err
	}
	rows, _ := draws.Matrix("probability")
	a.Histogram = make([]float64, priorBins)
	for i, curve := range rows {
		if i < priorCurves {
			a.Curves = append(a.Curves, curve)
		}
		at := curve[priorGrid/2]
		a.Histogram[min(priorBins-1, int(at*priorBins))] += 1.0 / priorDraws
		if at < 0.01 || at > 0.99 {
			a.Sure += 1.0 / priorDraws
		}
	}
	return a, nil
}
