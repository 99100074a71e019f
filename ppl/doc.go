// Package ppl is the language of models: random choices with names, and handlers that change what the choices mean.
//
// # Models
//
// A model is a Go function that names its random choices. It takes a [*Context] first, hands it to every primitive,
// and is ordinary Go otherwise: loops, conditions and functions do what they always do.
//
//	// line is a regression of y on x.
//	func line(c *ppl.Context, x, y *tensor.Tensor) {
//		slope := ppl.Sample(c, "slope", dist.Normal(0, 2))
//		level := ppl.Sample(c, "level", dist.Normal(0, 2))
//		ppl.Plate(c, "rows", x.Dim(0), func(c *ppl.Context) {
//			mean := ppl.Deterministic(c, "mean", level.Add(slope.Mul(x)))
//			ppl.Sample(c, "y", dist.Normal(mean, 0.5), ppl.Obs(y))
//		})
//	}
//
//	trace, err := ppl.Run(func(c *ppl.Context) { line(c, x, y) }, 1)
//	fmt.Println(trace)           // the sites and their values
//	fmt.Println(trace.LogProb()) // log p(slope, level, y)
//
// The primitives are [Sample], [Param], [Deterministic], [Factor], [Plate] and [Range]. Each use is a [Site] of its
// own name; a run leaves its sites in a [Trace]. [Run] is all that simulation needs. Inference, in package infer,
// runs the same function under handlers, on a tape, with parameters that it moves.
//
// Run and the samplers of infer take a Model, which has all that it needs. SVI, Predict and LogLikelihood take a model
// and its data apart, func(*Context, D) and D, because they run it with other data, too. [Bind] gives a model its data.
// [NoData] makes a model that has its data, or needs none, fit for functions that take data apart. [With] puts handlers
// around a model that takes data. So what is written once serves everywhere.
//
// # The life of one Sample
//
// A statement such as
//
//	w := ppl.Sample(c, "w", dist.Normal(0, 1))
//
// goes this way, and all primitives share it:
//
//  1. Sample makes a Site: its name, its kind, its distribution, and what options such as [Obs] say.
//  2. apply adds what the context knows: the plates around, their scale, the mask, and what [Range] appends to the
//     name. The context has to be the innermost one, and the name new.
//  3. The distribution is validated and expanded to the plates. Each batch dimension belongs to a claim, which is a
//     plate's; one that nothing claims is an error.
//  4. The site passes outwards through the handlers. Each may set its value, scale it, hide it, change its
//     distribution.
//  5. At the end of the chain the value is drawn, unless one is set, from a stream split off by the site's name, so
//     that no site changes the draw of another. A value that was set is checked: its shape, and its support if it is
//     data.
//  6. The site is recorded in the trace, and the handlers may look at it again, the outermost first.
//  7. Sample returns the value.
//
// # Handlers
//
// A [Handler] works like middleware around an HTTP handler: it gets the site, and next to pass it on. The handlers of
// this package are functions from models to models, and inference is written with handlers like them:
//
//	Condition    observes sites at values        Block        hides sites
//	Uncondition  frees what was observed         Replay       repeats the choices of a trace
//	Do           intervenes                      Substitute   sets values, and leaves sites what they are
//	Scale        multiplies log-probabilities    Lift         makes parameters random
//	Mask         leaves some of them out         LocScale     takes location and scale out of priors
//	Scope        puts a prefix before names      Infer        gives sites settings for inference
//
// The handler nearest to the model sees a site first. So the order is that of the calls: in
//
//	ppl.Condition(ppl.Do(model, a), b)
//
// Do comes first, and what it set stays. A handler may also go around a part of a model, because a Model is a
// function: ppl.Scale(part, 0.5)(c).
//
// # Plates
//
// A [Plate] declares that rows are independent. It takes one batch dimension, the outermost plate the last one, and
// every site inside has its rows there. If only some rows are looked at, the log-probability is multiplied by size /
// batch, so that a mini-batch stands for all data:
//
//	ppl.Plate(c, "rows", 60_000, body, ppl.SubsampleSize(100)) // rows drawn at random; Indices reads which
//	ppl.Plate(c, "rows", 60_000, body, ppl.BatchIndices(rows)) // these rows
//	ppl.Plate(c, "rows", 60_000, body, ppl.BatchSize(100))     // some rows, that only the caller knows
//
// # Errors
//
// In a model, mistakes are panics with an error of this library; Run and everything in infer return them as a
// [*SiteError]. It names the site, what was found, what was expected, and what to do.
package ppl
