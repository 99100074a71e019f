// Package plot draws pictures of what inference found, as SVG or PNG, under the names that users of ArviZ know. Each is
// one call that returns a [Figure]:
//
//	Trace(d)      the chains in time, and their densities
//	Posterior(d)  densities with means and highest-density intervals; ROPE and Reference mark values
//	Forest(d)     intervals of many elements under each other
//	Pair(d)       elements over each other, with divergences
//	LM(d, site, x)  a regression: the elements of a site over numbers x, with the data
//
// Pictures need no options; [Sites] and [Limit] choose what is shown. Colors are told apart by the color-blind, and
// what they tell is told by dashes, shapes or words, too.
//
// It is a module of its own, so that programs without pictures do not depend on what draws them.
package plot
