// Package dist has probability distributions over tensors: draws, log-densities, and what else inference asks of them.
//
//	d := dist.Normal(tensor.Of([]float64{0, 1, 2}), 0.5) // three distributions, one scale
//	x := d.Sample(tensor.NewRNG(1))                      // [3]
//	d.LogProb(x)                                         // [3], one log-density each
//
// Constructors are nouns and take tensors or Go numbers, which broadcast. A [Distribution] never changes and may be
// shared by goroutines. Mistakes of shape panic, values that are wrong are found by Validate; both are errors that
// say what was found and what to do, and entries that run models return them.
//
// # Logits or probabilities
//
// [Bernoulli], [Binomial], [NegativeBinomial], [Geometric], [Categorical], [OneHotCategorical], [Multinomial] and
// the relaxed ones have two parameterizations, of which the program names one:
//
//	dist.Categorical[dist.Logits](scores)  // any real numbers, the inputs of a softmax
//	dist.Categorical[dist.Probs](weights)  // non-negative weights, divided by their sum
//
// There is no default, because the numbers of one are often valid for the other and train the wrong model.
//
// # Shapes
//
// A draw has shape [sample…, batch…, event…]. The sample dimensions are those asked of Sample. The batch are
// independent distributions, each with its own parameters and its own log-density: LogProb has shape [sample…, batch…].
// The event is what one distribution draws at once and has one log-density; for the families of this package it is a
// number.
//
// [ToEvent] turns batch dimensions into event dimensions, [Expand] repeats a distribution over a larger batch, with
// draws of its own for every element, and [Mask] leaves elements out of the log-density. Families have all three as
// methods. The functions do the same for any Distribution: they return it changed if its type knows how, or else
// wrapped in [IndependentDist], [ExpandedDist] or [MaskedDist].
//
// # Element types
//
// Draws and densities have the element type of the parameters. Numbers and scalars follow the tensors beside them;
// tensors of two types are an error. Densities are computed in Float64 whatever the type. [As] gives a distribution
// made of numbers another type.
//
// # Densities
//
// LogProb is -Inf outside the support and for invalid parameters, with derivative 0, so that a sampler that strays goes
// on; NaN never gives a finite density. Wherever the density is finite its derivatives are. [LogProbSum] and
// [MaskedLogProb] take one pass over a whole site; masked elements are not computed with and may be NaN.
//
// # Draws
//
// Sample carries no derivative. RSample, where HasRSample is true, carries those in the parameters: of a location and
// scale, or for [Gamma] and [Beta] implicitly, by the distribution function. Draws depend on the seed alone, not on the
// number of processors. On continuous supports they lie strictly inside: a draw that would round to 0, to infinity or
// to an end is moved to the nearest number inside, so that it has a finite log-density.
//
// # Validation
//
// A constructor checks shapes only. Validate checks the values of the parameters, and [CheckSupport] observed values;
// package ppl calls both at every site of a model and adds the site's name. [CheckParams] ignores masked
// elements. A [Constraint] describes the values a parameter or draw may take and names its map from the real
// line: a [Transform], which may also be one's own. [Transformed] is the distribution of what
// transforms make of another one's draws.
//
// # Exact results
//
// [KL], [Mean], [Variance], [Entropy], [CDF], [LogCDF], [LogSurvival] and [Quantile] have an ok result, which is false
// where no closed form is known. They see through wrappers. The logarithms of both tails are known wherever CDF is. A
// mixture has what its components have, and [ToEvent] leaves only the first four.
//
//	                           Mean  Variance  Entropy  CDF  Quantile
//	AR                         yes   yes       yes      -    -
//	AsymmetricLaplace          yes   yes       yes      yes  yes
//	Bernoulli                  yes   yes       yes      yes  yes
//	Beta                       yes   yes       yes      yes  yes
//	BetaBinomial               yes   yes       -        yes  yes
//	BetaPrime                  yes   yes       yes      yes  yes
//	BetaProportion             yes   yes       yes      yes  yes
//	Binomial                   yes   yes       -        yes  yes
//	CAR                        yes   yes       yes      -    -
//	Categorical                -     -         yes      yes  yes
//	Cauchy                     -     -         yes      yes  yes
//	Chi2                       yes   yes       yes      yes  yes
//	ContinuousBernoulli        yes   yes       yes      yes  yes
//	Delta                      yes   yes       -        yes  yes
//	Dirichlet                  yes   yes       -        -    -
//	DirichletMultinomial       yes   yes       -        -    -
//	DiscreteHMM                yes   yes       -        -    -
//	DiscreteUniform            yes   yes       yes      yes  yes
//	ExGaussian                 yes   yes       -        yes  yes
//	Exponential                yes   yes       yes      yes  yes
//	Flat                       -     -         -        -    -
//	Gamma                      yes   yes       yes      yes  yes
//	GammaPoisson               yes   yes       -        yes  yes
//	GaussianRandomWalk         yes   yes       yes      -    -
//	GaussianStateSpace         yes   yes       yes      -    -
//	GeneralizedExtremeValue    yes   yes       yes      yes  yes
//	GeneralizedPareto          yes   yes       yes      yes  yes
//	GeneralizedPoisson         yes   yes       -        yes  yes
//	Geometric                  yes   yes       yes      yes  yes
//	Gompertz                   yes   -         yes      yes  yes
//	Gumbel                     yes   yes       yes      yes  yes
//	HalfCauchy                 -     -         yes      yes  yes
//	HalfNormal                 yes   yes       yes      yes  yes
//	HalfStudentT               yes   yes       yes      yes  yes
//	Hypergeometric             yes   yes       -        yes  yes
//	ImproperUniform            -     -         -        -    -
//	InverseGamma               yes   yes       yes      yes  yes
//	InverseGaussian            yes   yes       yes      yes  yes
//	InverseWishart             yes   yes       yes      -    -
//	InverseWishartCholesky     -     -         yes      -    -
//	Kumaraswamy                yes   yes       yes      yes  yes
//	LKJ                        yes   yes       yes      -    -
//	LKJCholesky                yes   yes       yes      -    -
//	Laplace                    yes   yes       yes      yes  yes
//	LogLogistic                yes   yes       yes      yes  yes
//	LogNormal                  yes   yes       yes      yes  yes
//	LogUniform                 yes   yes       yes      yes  yes
//	Logistic                   yes   yes       yes      yes  yes
//	LogisticNormal             -     -         -        -    -
//	LogitNormal                -     -         -        yes  yes
//	LowRankMultivariateNormal  yes   yes       yes      -    -
//	MatrixNormal               yes   yes       yes      -    -
//	Mixture                    yes   yes       -        yes  -
//	Multinomial                yes   yes       -        -    -
//	MultivariateNormal         yes   yes       yes      -    -
//	MultivariateStudentT       yes   yes       yes      -    -
//	NegativeBinomial           yes   yes       -        yes  yes
//	NegativeBinomial2          yes   yes       -        yes  yes
//	Normal                     yes   yes       yes      yes  yes
//	OneHotCategorical          yes   yes       yes      -    -
//	OrderedLogistic            -     -         yes      yes  yes
//	OrderedProbit              -     -         yes      yes  yes
//	Pareto                     yes   yes       yes      yes  yes
//	Poisson                    yes   yes       -        yes  yes
//	RelaxedBernoulli           -     -         -        yes  yes
//	RelaxedOneHotCategorical   -     -         -        -    -
//	Skellam                    yes   yes       -        yes  yes
//	SkewNormal                 yes   yes       -        yes  yes
//	SkewStudentT               yes   yes       -        yes  yes
//	StudentT                   yes   yes       yes      yes  yes
//	Triangular                 yes   yes       yes      yes  yes
//	Tweedie                    yes   yes       -        yes  yes
//	Uniform                    yes   yes       yes      yes  yes
//	Unit                       -     -         -        -    -
//	VonMises                   -     -         yes      yes  yes
//	Weibull                    yes   yes       yes      yes  yes
//	Wishart                    yes   yes       yes      -    -
//	WishartCholesky            -     -         yes      -    -
//	ZeroSumNormal              yes   yes       yes      -    -
//
// [Transformed] has what its base and its transforms have, [Truncated] CDF and Quantile. [Censored],
// [IntervalCensored], [Rounded] and [Folded] have CDF, and [IntervalCensored] and a folded [Normal] also Mean and
// Variance; [Empirical] has Mean, Variance and CDF, [ZeroInflated], [Hurdle] and [MixtureOf] what [Mixture] has, and
// [OrderStatistics] none of them. [Censored] has Quantile where its base has, and counts that have CDF have Quantile.
//
// # Distributions of your own
//
// Any type that implements Distribution can be used everywhere. One that embeds a [Base] has little more to write than
// Sample, LogProb and Support, and one that is [Parametric] is masked and converted as the families of this package
// are; [OnSupport] keeps a density finite where it should be, and [IntoSupport] a draw inside. Expanding, masking and
// event dimensions come with the functions above.
//
// Optional methods add more: those of [Fused], [FusedSum], [ParamChecker], [SupportChecker], [SupportAdviser],
// [MissingAdviser], [Typed] and [Expander], and Mean, Variance, Entropy, CDF, LogCDF, LogSurvival, Quantile, LocScale,
// Unmasked and As with the signatures of the functions less their first argument. A [Constraint] of one's own is a
// [Bounder] if it is an interval, and [Recordable] if operations tell what is outside. [RegisterKL] adds a divergence,
// and a [Transform] of one's own goes wherever those of this package do. Package disttest checks that all of it agrees.
//
// To change a family, embed the interface Distribution and put the family into it. A type that embeds *NormalDist
// itself inherits also how a NormalDist expands, which knows nothing of the change.
package dist
