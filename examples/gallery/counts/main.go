// Counts asks whether patients whose tumors did not return are cured, or only lucky.
//
// Patients were seen for months that differ, the exposure: the mean of a count is months times a rate. Nearly half of
// the counts are 0, more than Poisson ones. Some patients may be cured, which is zero inflation, or rates may differ,
// which makes counts negative binomial. Both predict the zeros, and elpd, how well each predicts a patient from the
// others, shows that the second suffices; a hurdle does not know months. Poisson counts are too sure of a drug. The
// trial is that of Byar 1980, the table that of Andrews & Herzberg 1985, "Data", number 45. It prints
//
//	No tumor returned in 47 % of 116 patients.
//	Poisson                 elpd -224.9; predicts from 26 to 38 %; thiotepa multiplies the rate by 0.45 to 0.84
//	zero-inflated Poisson   elpd -199.3; predicts from 38 to 59 %; thiotepa multiplies the rate by 0.56 to 1.11
//	hurdle, neg. bin.       elpd -197.1; predicts from 35 to 58 %; thiotepa multiplies the rate by 0.45 to 1.42
//	zero-inflated neg. bin. elpd -192.6; predicts from 39 to 59 %; thiotepa multiplies the rate by 0.42 to 1.15
//	negative binomial       elpd -192.3; predicts from 38 to 56 %; thiotepa multiplies the rate by 0.39 to 1.07
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 2500 independent draws.
package main

//go:generate go run . -plot ../pictures/counts.svg

import (
	"context"
	"errors"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Patients seen, 47 with a placebo, 31 with pyridoxine, 38 with thiotepa; tumors at the beginning, 8 for 8 or more.
var (
	months = tensor.Of([]float64{1, 4, 7, 10, 10, 14, 18, 18, 18, 23, 23, 23, 23, 24, 25, 26, 26, 26, 28, 29, 29, 29,
		30, 30, 30, 31, 32, 34, 36, 36, 37, 40, 40, 41, 43, 43, 44, 45, 48, 49, 51, 53, 53, 59, 61, 64, 64, 2, 4, 4, 5,
		7, 8, 8, 11, 14, 26, 29, 30, 32, 33, 34, 37, 38, 39, 40, 40, 42, 45, 45, 46, 46, 48, 54, 54, 55, 57, 60, 1, 1,
		5, 9, 10, 13, 14, 17, 18, 18, 19, 21, 22, 25, 25, 25, 26, 27, 29, 36, 38, 39, 39, 40, 41, 41, 43, 44, 44, 45,
		46, 46, 49, 50, 50, 54, 54, 59})
	tumors = tensor.Of([]float64{1, 2, 1, 5, 4, 1, 1, 1, 1, 3, 1, 1, 3, 2, 1, 1, 8, 1, 1, 1, 1, 4, 1, 1, 2, 1, 1, 2, 2,
		3, 1, 4, 5, 1, 1, 2, 2, 1, 1, 1, 3, 1, 3, 1, 3, 1, 2, 1, 4, 1, 1, 2, 1, 4, 1, 1, 1, 1, 8, 1, 1, 1, 3, 1, 1, 1,
		1, 3, 1, 2, 1, 1, 1, 2, 1, 4, 1, 3, 1, 1, 8, 1, 1, 1, 2, 5, 5, 1, 5, 1, 1, 1, 1, 1, 1, 1, 2, 8, 1, 1, 6, 3, 3,
		1, 1, 1, 6, 1, 1, 1, 3, 1, 4, 3, 2, 1})
	recurrences = tensor.Of([]int{0, 0, 0, 0, 1, 0, 0, 1, 2, 0, 2, 3, 3, 4, 3, 0, 1, 2, 1, 0, 0, 0, 2, 3, 5, 3, 0, 0, 0,
		1, 0, 4, 6, 0, 1, 1, 3, 5, 1, 0, 1, 1, 5, 0, 9, 5, 8, 0, 2, 0, 2, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 5, 5, 0, 9, 0,
		0, 9, 0, 1, 2, 8, 1, 0, 2, 8, 0, 0, 0, 0, 1, 0, 0, 0, 1, 5, 0, 1, 1, 2, 0, 0, 0, 0, 3, 1, 1, 2, 0, 4, 7, 4, 0,
		0, 2, 0, 5, 0, 1, 0, 0, 0, 3, 0, 1, 0})
	pyridoxine = tensor.Concat(0, tensor.Zeros(47), tensor.Ones(31), tensor.Zeros(38))
	thiotepa   = tensor.Concat(0, tensor.Zeros(78), tensor.Ones(38))
)

// family returns the distribution of counts with means, and draws what else it needs.
type family func(c *ppl.Context, mean *tensor.Tensor) dist.Distribution

func poisson(_ *ppl.Context, mean *tensor.Tensor) dist.Distribution { return dist.Poisson(mean) }

func negativeBinomial(c *ppl.Context, mean *tensor.Tensor) dist.Distribution {
	spread := ppl.Sample(c, "spread", dist.Exponential(1)) // of patients' rates: 0 for Poisson counts
	return dist.NegativeBinomial2(mean, tensor.Div(1, spread))
}

// zeroInflated returns the family with a share of cured patients, and hurdle with one probability of 0 for all.
func zeroInflated(of family) family {
	return func(c *ppl.Context, mean *tensor.Tensor) dist.Distribution {
		return dist.ZeroInflated[dist.Probs](of(c, mean), ppl.Sample(c, "cured", dist.Beta(1, 1)))
	}
}

func hurdle(of family) family {
	return func(c *ppl.Context, mean *tensor.Tensor) dist.Distribution {
		return dist.Hurdle[dist.Probs](of(c, mean), ppl.Sample(c, "none", dist.Beta(1, 1)))
	}
}

var names = []string{"Poisson", "zero-inflated Poisson", "hurdle, neg. bin.", "zero-inflated neg. bin.", "negative binomial"}
var families = []family{poisson, zeroInflated(poisson), hurdle(negativeBinomial), zeroInflated(negativeBinomial), negativeBinomial}

func model(c *ppl.Context, counts family) {
	level := ppl.Sample(c, "level", dist.Normal(-3, 1)) // log rate per month, with a placebo and after one tumor
	more := ppl.Sample(c, "more", dist.Normal(0, 1))    // for tumors that are e times as many
	drugs := ppl.Sample(c, "drugs", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
	effect := drugs.Index(0, 0).Mul(pyridoxine).Add(drugs.Index(0, 1).Mul(thiotepa))
	distribution := counts(c, months.Mul(level.Add(more.Mul(tumors.Log())).Add(effect).Exp()))
	ppl.Plate(c, "patients", recurrences.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "recurrences", distribution, ppl.Obs(recurrences))
	})
}

// fit also returns the probabilities of the data, and data that the model predicts for the same patients.
func fit(ctx context.Context, f family, progress func(infer.Progress)) (*draws.Draws, draws.LogLikelihood, *draws.Draws, error) {
	post, err := infer.MCMC{Seed: 1, Progress: progress}.Run(ctx, ppl.Bind(model, f))
	if err != nil {
		return nil, draws.LogLikelihood{}, nil, err
	}
	likelihood, failed := infer.LogLikelihood(ctx, model, infer.FromDraws(post), f, infer.LogLikelihoodOptions{})
	predicted, err := infer.Predict(ctx, model, infer.FromDraws(post), f, infer.PredictiveOptions{Draws: 500, Seed: 2})
	return post, likelihood, predicted, errors.Join(failed, err)
}

func run(ctx context.Context, s *gallery.Session) error {
	s.Printf("No tumor returned in %.0f %% of %d patients.\n", 100*tensor.Equal(recurrences, 0).Mean().Item(), recurrences.Dim(0))
	estimates := map[string]draws.ELPD{}
	var post *draws.Draws
	for i, name := range names {
		fitted, likelihood, predicted, err := fit(ctx, families[i], s.Progress)
		if err != nil {
			return err
		}
		post, estimates[name] = fitted, likelihood.LOO()
		zeros := [][]float64{tensor.Mul(100, tensor.Equal(predicted.Get("recurrences"), 0).Mean(2)).Float64s()}
		rate := [][]float64{post.Get("drugs").Index(2, 1).Exp().Float64s()}
		s.Printf("%-23s elpd %.1f; predicts from %.0f to %.0f %%; thiotepa multiplies the rate by %.2f to %.2f\n", name, estimates[name].Estimate,
			draws.Quantile(zeros, 0.05), draws.Quantile(zeros, 0.95), draws.Quantile(rate, 0.05), draws.Quantile(rate, 0.95))
		s.Warn(append(post.Summary().Warnings, estimates[name].Warnings...))
	}
	s.Judge(post)
	return s.Draw(plot.Compare(estimates))
}

func main() { gallery.Main(run) }
