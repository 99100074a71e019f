// Package plot draws pictures of what inference found, as SVG or PNG, under the names that users of ArviZ know. Each is
// one call that returns a [Figure].
//
// Of draws:
//
//	Posterior        densities with means and highest-density intervals; ROPE and Reference mark values
//	Forest           intervals of many elements under each other
//	Forests          the same of several models, beside each other
//	Ridge            densities of many elements under each other
//	Pair             elements over each other, with divergences
//	LM               a regression: the elements of a site over numbers, with the data
//	Parallel         each draw as a line over the elements, with divergences
//
// Whether a sampler worked:
//
//	Trace            the chains in time, and their densities
//	Rank             whether the chains agree, with a band
//	Autocorrelation  how long a chain remembers
//	ESS              how the effective sample sizes grow
//	Energy           how the energies of HMC and NUTS change
//	ELBO             whether an SVI still learns
//	SBC              whether an inference is calibrated, with a band
//
// Whether a model is right:
//
//	PriorPredictive      data that the model predicts before it has seen any
//	PosteriorPredictive  data that it predicts afterwards, with those that were observed
//	LOOPIT               whether data lie where the others predict them, with a band
//	Khat                 for which data leave-one-out cross-validation is not reliable
//	Compare              which of several models predicts better
//	Reliability          whether probabilities come true as often as they say
//
// Pictures need no options; [Sites] and [Limit] choose what is shown. Colors are told apart by the color-blind, and
// what they tell is told by dashes, shapes or words, too. docs/pictures.md shows every picture.
//
// It is a module of its own, so that programs without pictures do not depend on what draws them.
package plot
