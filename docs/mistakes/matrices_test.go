package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// square returns the matrix with the elements v, row by row.
func square(n int, v ...float64) *tensor.Tensor { return tensor.Of(v, n, n) }

var matrices = topic{"Covariances, correlations and shares", `Elements of these values depend on each other, and matrices have a form.`, []mistake{
	{
		title: "A precision given as its factor",
		why:   "A precision is symmetric; its factor is `dist.PrecisionTril`.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.Precision](tensor.Zeros(2), square(2, 2, 0, 1, 1)))
			}, 1))
		},
		says: []string{`site "z"`, "MultivariateNormal: precision must be symmetric, found 1 and 0 at [1, 0] and [0, 1]"},
	},
	{
		title: "A precision of differences",
		why:   "Where every row adds up to 0 the level is free, and the density improper: add a little to the diagonal.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.Precision](tensor.Zeros(3), square(3, 1, -1, 0, -1, 2, -1, 0, -1, 1)))
			}, 1))
		},
		says: []string{`site "z"`, "precision must be positive definite", "at index [2, 2]", "add a small number to the diagonal"},
	},
	{
		title: "Variances in place of a covariance",
		why:   "Independent elements are `dist.Normal(mean, sd).ToEvent(1)`.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), tensor.Of([]float64{1, 4})))
			}, 1))
		},
		says: []string{"MultivariateNormal: covariance must end in 2 × 2 matrices, as loc has 2 elements, found [2]{1 4}"},
	},
	{
		title: "An upper triangle for a factor",
		why:   "Some libraries of linear algebra return that one.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(2), square(2, 2, 1, 0, 2)))
			}, 1))
		},
		says: []string{`site "z"`, "scale_tril must be lower triangular, found 1 at [0, 1]", "transpose an upper factor"},
	},
	{
		title: "A covariance under a multivariate t",
		why:   "It takes the factor, and that of the shape: the covariance is df/(df - 2) times as large.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateStudentT(4, tensor.Zeros(2), square(2, 2, 1, 1, 2)))
			}, 1))
		},
		says: []string{`site "z"`, "MultivariateStudentT: scale_tril must be lower triangular with a positive diagonal, found 1 at index [0, 1]"},
	},
	{
		title: "Loadings of factors that lie across",
		why:   "They have a row for each element, and a column for each factor.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.LowRankMultivariateNormal(tensor.Zeros(3), tensor.Ones(1, 3), tensor.Ones(3)))
			}, 1))
		},
		says: []string{"LowRankMultivariateNormal: cov_factor of shape [1 3]", "must have 3 rows and 3 elements, as loc has"},
	},
	{
		title: "A covariance where correlations belong",
		why:   "Divide rows and columns by the standard deviations.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "correlations", dist.LKJ(2, 1), ppl.Obs(square(2, 2, 1, 1, 2)))
			}, 1))
		},
		says: []string{`site "correlations"`, "must be a correlation matrix, symmetric and positive definite with ones on the diagonal, found 2 at index [0, 0]"},
	},
	{
		title: "Correlations of pairs, put together",
		why:   "Each was estimated from the rows that have both numbers, and no three variables have such correlations.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "correlations", dist.LKJ(3, 1), ppl.Obs(square(3, 1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1)))
			}, 1))
		},
		says: []string{`site "correlations"`, "must be a correlation matrix", "positive definite", "at index [2, 2]"},
	},
	{
		title: "Correlations that each have a prior",
		why:   "Most matrices of such numbers are none of correlations. `dist.LKJCholesky` draws those that are.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 100, Draws: 100}.Run(ctx, func(c *ppl.Context) {
				r := ppl.Sample(c, "r", dist.Uniform(-1, tensor.Ones(3)).ToEvent(1))
				one, a, b, d := tensor.Scalar(1), r.Index(0, 0), r.Index(0, 1), r.Index(0, 2)
				correlations := tensor.Stack(0, one, a, b, a, one, d, b, d, one).Reshape(3, 3)
				ppl.Sample(c, "y", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(3), correlations), ppl.Obs(tensor.Of([]float64{1, 0.9, -0.8})))
			}))
		},
		says: []string{"proposals were rejected because the model has no density there", `site "y"`, "covariance must be positive definite"},
	},
	{
		title: "The factor taken for the covariance",
		why:   "A draw of LKJCholesky is a `dist.ScaleTril`; the scales times its rows are that of a covariance: `scale.Unsqueeze(-1).Mul(l)`.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				l := ppl.Sample(c, "L", dist.LKJCholesky(2, 1))
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), l))
			}, 1))
		},
		says: []string{`site "z"`, "MultivariateNormal: covariance must be symmetric"},
	},
	{
		title: "A start at correlations, for their factor",
		why:   "Start at the factor: `Cholesky()` of the matrix.",
		program: func() error {
			return told(infer.MCMC{InitValues: []ppl.Values{{"L": square(2, 1, 0.5, 0.5, 1)}}}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "L", dist.LKJCholesky(2, 1))
			}))
		},
		says: []string{`site "L": the value to start from`, "lower triangular with a positive diagonal and rows of length 1, found 0.5 at index [0, 1]"},
	},
	{
		title: "Dimension and concentration exchanged",
		why:   "The number of variables comes first.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "L", dist.LKJCholesky(1, 3)) }, 1))
		},
		says: []string{"LKJCholesky: dim must be at least 2, as one variable has no correlation, found 1"},
	},
	{
		title: "Fewer degrees of freedom than variables",
		why:   "The weakest prior of n variables that is proper has n.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "covariance", dist.InverseWishart(2, tensor.Eye(3))) }, 1))
		},
		says: []string{`site "covariance"`, "InverseWishart: df must be above 2, found 2; fewer degrees of freedom give singular matrices"},
	},
	{
		title: "Covariances of a matrix normal",
		why:   "It takes the factors of rows and of columns.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.MatrixNormal(tensor.Zeros(2, 3), square(2, 2, 1, 1, 2), tensor.Eye(3)))
			}, 1))
		},
		says: []string{`site "x"`, "MatrixNormal: row_scale_tril must be lower triangular with a positive diagonal, found 1 at index [0, 1]"},
	},
	{
		title: "Rows and columns of a matrix normal exchanged",
		why:   "The factor of rows comes first.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.MatrixNormal(tensor.Zeros(2, 3), tensor.Eye(3), tensor.Eye(2)))
			}, 1))
		},
		says: []string{"MatrixNormal: row_scale_tril must end in 2 × 2 matrices, as loc has 2 rows"},
	},
	{
		title: "Effects that start apart from 0",
		why:   "What all have in common belongs to the intercept.",
		program: func() error {
			return told(infer.MCMC{InitValues: []ppl.Values{{"effect": tensor.Of([]float64{1, 2, 3})}}}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "effect", dist.ZeroSumNormal(1, 3))
			}))
		},
		says: []string{`site "effect": the value to start from`, "ZeroSumNormal must be real and adding up to 0 along the last dimension, found 3 at index [2] of elements that add up to 6"},
	},
	{
		title: "As many means as shares",
		why:   "One share follows from the others: three shares have two means.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "shares", dist.LogisticNormal(tensor.Zeros(3), 1), ppl.Obs(tensor.Of([]float64{0.2, 0.3, 0.5})))
			}, 1))
		},
		says: []string{`site "shares"`, "the observed value has shape [3], a draw has [4]"},
	},
	{
		title: "A share of 0",
		why:   "What was not found has no logarithm.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "shares", dist.LogisticNormal(tensor.Zeros(2), 1), ppl.Obs(tensor.Of([]float64{0, 0.5, 0.5})))
			}, 1))
		},
		says: []string{`site "shares"`, "LogisticNormal must be positive, and adding up to 1, found 0 at index [0]", "observe a Multinomial"},
	},
	{
		title: "Weights that are fractions of the rest",
		why:   "Breaking a stick into four takes three fractions; `dist.StickBreaking`, or a Dirichlet, makes weights.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				fractions := ppl.Sample(c, "fractions", dist.Beta(1, tensor.Full(2, 3)).ToEvent(1))
				components := dist.Normal(tensor.Of([]float64{0, 1, 2, 3}), 1)
				ppl.Sample(c, "y", dist.Mixture(dist.Categorical[dist.Probs](fractions), components))
			}, 1))
		},
		says: []string{`after site "fractions"`, "Mixture: components of batch shape [4] need the 3 categories of the weights"},
	},
	{
		title: "A temperature of 0",
		why:   "The limit is discrete, and has no derivatives.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "choice", dist.RelaxedOneHotCategorical[dist.Probs](0, tensor.Of([]float64{0.2, 0.8})))
			}, 1))
		},
		says: []string{`site "choice"`, "RelaxedOneHotCategorical: temperature must be positive, found 0"},
	},
	{
		title: "Categories as data of a relaxed family",
		why:   "The relaxed family is for latents.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "choice", dist.RelaxedOneHotCategorical[dist.Probs](0.5, tensor.Of([]float64{0.2, 0.8})), ppl.Obs(tensor.Of([]float64{0, 1})))
			}, 1))
		},
		says: []string{`site "choice"`, "RelaxedOneHotCategorical must be positive, and adding up to 1, found 0 at index [0]", "those of OneHotCategorical"},
	},
}}
