// Eightschools asks how much coaching for a test helped in each of eight schools, when each was measured badly.
//
// The schools' effects have a common distribution, whose mean mu and spread tau are learned from all of them, so that
// each school borrows strength from the others. The same model is written in two ways. Where tau is small, the effects
// theta ~ Normal(mu, tau) are squeezed into a narrow neck, in which chains get stuck: that is the centered way.
// Non-centered, theta = mu + tau z with z ~ Normal(0, 1), there is no neck. It prints
//
//	Centered:
//	Warning: 18 of 4000 transitions were divergent: the posterior has regions of high curvature that the chains do
//	  not reach, and the answer may be biased. Raise TargetAccept (0.95, 0.99), reparameterize (ppl.LocScale for a
//	  hierarchy), or use stronger priors.
//	Warning: the energies of chain 0 (0.24), 1 (0.29), 2 (0.21), 3 (0.29) are explored slowly (E-BFMI below 0.3):
//	  heavy tails or a hierarchy. Reparameterize, or use priors with lighter tails.
//	Warning: the chains do not agree (R-hat above 1.01) in theta[3] (1.013), theta[7] (1.011): run longer; if that
//	  does not help, reparameterize, or look for several modes.
//	Warning: there are fewer than 100 effective draws a chain in tau (27): run longer, or reparameterize.
//	Non-centered:
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1700 independent draws.
//	Coaching helps by 4 points, from -1 to 10 with probability 0.9.
//	School 1, measured at 28 ± 15: 6, from -1 to 16.
//	School 5, measured at -1 ± 9: 4, from -5 to 11.
//	That it helps more in school 1 than in school 5 has probability 0.64.
package main

//go:generate go run . -plot ../pictures/eightschools.png

import (
	"context"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// schools are those of Rubin 1981, "Estimation in parallel randomized experiments": points gained by coaching.
type schools struct{ effect, stderr *tensor.Tensor }

var data = schools{
	effect: tensor.Of([]float64{28, 8, -3, 7, -1, 1, 18, 12}),
	stderr: tensor.Of([]float64{15, 10, 16, 11, 9, 11, 10, 18}),
}

// centered draws the effects themselves, as one would think of it.
func centered(c *ppl.Context, d schools) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", d.effect.Dim(0), func(c *ppl.Context) {
		theta := ppl.Sample(c, "theta", dist.Normal(mu, tau))
		ppl.Sample(c, "effect", dist.Normal(theta, d.stderr), ppl.Obs(d.effect))
	})
}

// noncentered draws z in place of theta. No line of the model changes: a handler does it.
func noncentered(d schools) ppl.Model { return ppl.LocScale(ppl.Bind(centered, d), 0, "theta") }

func fit(ctx context.Context, m ppl.Model, progress func(infer.Progress)) (*draws.Draws, error) {
	// Smaller steps than by default, for the tail of tau.
	return infer.MCMC{Kernel: infer.NUTS{TargetAccept: 0.99}, Seed: 1, Sites: []string{"mu", "tau", "theta"},
		Progress: progress}.Run(ctx, m)
}

func run(ctx context.Context, s *gallery.Session) error {
	s.Printf("Centered:\n")
	neck, err := infer.MCMC{Seed: 1, Progress: s.Progress}.Run(ctx, ppl.Bind(centered, data))
	if err != nil {
		return err
	}
	s.Judge(neck)

	s.Printf("Non-centered:\n")
	post, err := fit(ctx, noncentered(data), s.Progress)
	if err != nil {
		return err
	}
	s.Judge(post)
	sum := post.Summary()
	mu, first, fifth := sum.Row("mu"), sum.Row("theta[0]"), sum.Row("theta[4]")
	s.Printf("Coaching helps by %.0f points, from %.0f to %.0f with probability 0.9.\n", mu.Mean, mu.Q5, mu.Q95)
	s.Printf("School 1, measured at 28 ± 15: %.0f, from %.0f to %.0f.\n", first.Mean, first.Q5, first.Q95)
	s.Printf("School 5, measured at -1 ± 9: %.0f, from %.0f to %.0f.\n", fifth.Mean, fifth.Q5, fifth.Q95)
	better := tensor.Less(post.Get("theta").Index(2, 4), post.Get("theta").Index(2, 0))
	s.Printf("That it helps more in school 1 than in school 5 has probability %.2f.\n", better.Mean().Item())
	return s.Draw(plot.Pair(neck, plot.Sites("tau", "theta[0]")))
}

func main() { gallery.Main(run) }
