// Package infer learns what the latents of a model were: by stochastic variational inference (SVI), with its objectives
// and guides, or by Markov chains ([MCMC] with [NUTS], [HMC] or a [Kernel] of one's own), also of a density that is
// plain Go ([LogDensity]). Both have checkpoints and make predictions.
//
// # What SVI is
//
// A model p(x, z) says how latents z made the data x. Their posterior p(z | x) is out of reach as a rule. SVI
// approximates it by a guide q(z), a second model with parameters, in which the latents have distributions that are
// easy to draw from, and moves the parameters to where the evidence lower bound
//
//	ELBO = E_q[log p(x, z) - log q(z)] = log p(x) - KL(q(z) ‖ p(z | x))
//
// is largest. There the guide is as close to the posterior as its family can be. Losses are minus the ELBO, in nats
// over all rows: a mini-batch stands for all of them, because plates scale it.
//
//	func model(c *ppl.Context, x *tensor.Tensor) {
//		mean := ppl.Sample(c, "mean", dist.Normal(0, 10))
//		ppl.Plate(c, "rows", x.Dim(0), func(c *ppl.Context) {
//			ppl.Sample(c, "x", dist.Normal(mean, 1), ppl.Obs(x))
//		})
//	}
//
//	guide := infer.AutoNormal(model, infer.AutoOptions{})
//	svi := infer.NewSVI(model, guide, infer.SVIOptions{Optimizer: optim.Adam{LR: 0.05}})
//	for range 1000 {
//		step, err := svi.Step(x)
//		if err != nil {
//			return err
//		}
//		fmt.Println(step.N, step.Loss)
//	}
//	p, err := infer.Predict(ctx, model, svi.Posterior(), x, infer.PredictiveOptions{})
//
// # Automatic guides
//
// [AutoNormal] gives every latent an independent normal on the real line, [AutoMultivariateNormal] all of them together
// one, with their correlations, [AutoLowRankMultivariateNormal] with those along a few directions, and [AutoDelta] each
// a single value. [AutoLaplace] needs no training: it is the normal at the posterior's mode with the curvature there. A
// guide of one's own is a few lines by the same doors: [AutoEach] for latents one by one, [AutoJoint] for all of them
// as one vector, the [Layout] of which says where each is.
//
// # The life of one step
//
//  1. The guide runs, with a trace. Every draw comes from a random stream that is a function of seed, step, attempt
//     and site. Parameters that it asks for are leaves on the tape.
//  2. The model runs with the guide's latents and rows replayed.
//  3. The two traces are compared, latent by latent: name, event dimensions, plates and rows, scale, mask. What does
//     not agree is a [MismatchError].
//  4. The objective, an [ELBO], makes terms of the sites: [TraceELBO] their log-probabilities, [MeanFieldELBO]
//     divergences where they have a closed form. Where a draw is not a differentiable function of the parameters, the
//     score function takes over.
//  5. A loss or gradient that is not finite is a [NonFiniteError] that names the first site that went bad.
//  6. The optimizer moves each parameter that a gradient has reached.
//
// No parameter and no state of the optimizer is written before the last point, so that a step that fails leaves both as
// they were. Only the attempts are counted, so that the next one draws anew.
//
// # What MCMC does
//
// A chain moves over the latents, each mapped to the real line by its support, and its draws come from the posterior
// itself. The model runs once with its operations recorded; every later evaluation of the density and its gradient
// replays the record, which is compared with fresh runs at the start, after the warm-up and every 256 transitions. A
// model that reads values of its latents cannot be replayed, and runs afresh each time.
//
//	post, err := infer.MCMC{Seed: 1}.Run(ctx, ppl.Bind(model, x))
//	if err != nil {
//		return err
//	}
//	fmt.Println(post.Summary()) // look at its warnings first
//	p, err := infer.Predict(ctx, model, infer.FromDraws(post), x, infer.PredictiveOptions{})
//
// Draws depend on model, data, seed and settings, not on the number of processors or on who watches.
//
// A long run saves itself, wherever its chains are, and goes on after whatever has ended the program:
//
//	m := infer.MCMC{Draws: 10_000, Checkpoint: "run.sampler"}
//	s, err := m.Sampler(ppl.Bind(model, x))
//	if err == nil && interrupted {
//		err = s.LoadFile("run.sampler")
//	}
//	if err != nil {
//		return err
//	}
//	post, err := s.Run(ctx, 10_000) // the draws of a run that nothing has interrupted
//
// # Errors
//
// What a model can do wrong comes back as an error, never as a panic: those above, a *ppl.SiteError for mistakes at a
// site, and a [CheckpointError]. A panic of any other type is a bug and goes through.
package infer
