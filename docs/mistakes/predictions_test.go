package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// groupsModel has an effect for each group, and data of them.
func groupsModel(c *ppl.Context, y *tensor.Tensor) {
	mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
	ppl.Plate(c, "groups", y.Dim(0), func(c *ppl.Context) {
		effect := ppl.Sample(c, "effect", dist.Normal(mean, 1))
		ppl.Sample(c, "y", dist.Normal(effect, 1), ppl.Obs(y))
	})
}

// groupsDraws are a few draws from its posterior for three groups.
func groupsDraws() (*draws.Draws, error) {
	return infer.MCMC{Chains: 1, Warmup: 50, Draws: 50}.Run(ctx, ppl.Bind(groupsModel, tensor.Zeros(3)))
}

var predictions = topic{"Predictions", "`infer.Predict` runs the model with latents of a posterior. The model of these programs has the latents `mean` and, in the plate `groups`, `effect`, " +
	"with data `y`; the posterior is of three groups.", []mistake{
	{
		title: "New groups without saying so",
		why:   "The posterior has effects of three groups, and the data are of five.",
		program: func() error {
			d, err := groupsDraws()
			if err != nil {
				return err
			}
			return told(infer.Predict(ctx, groupsModel, infer.FromDraws(d), tensor.Zeros(5), infer.PredictiveOptions{}))
		},
		says: []string{`site "effect"`, "the posterior's values have shape [3], the model now wants [5]", "Fresh"},
	},
	{
		title: "A misspelled fresh plate",
		why:   "The model has no such plate.",
		program: func() error {
			d, err := groupsDraws()
			if err != nil {
				return err
			}
			return told(infer.Predict(ctx, groupsModel, infer.FromDraws(d), tensor.Zeros(5), infer.PredictiveOptions{Fresh: []string{"group"}}))
		},
		says: []string{`site "effect"`, `say so with Fresh, which names "group"`},
	},
	{
		title: "A site to return that there is not",
		why:   "The model's sites are named.",
		program: func() error {
			d, err := groupsDraws()
			if err != nil {
				return err
			}
			return told(infer.Predict(ctx, groupsModel, infer.FromDraws(d), tensor.Zeros(3), infer.PredictiveOptions{Sites: []string{"z"}}))
		},
		says: []string{`names "z"`, "no such site", `"effect"`},
	},
	{
		title: "No posterior",
		why:   "The draws were not kept.",
		program: func() error {
			return told(infer.Predict(ctx, groupsModel, nil, tensor.Zeros(3), infer.PredictiveOptions{}))
		},
		says: []string{"Predict has no posterior; take that of an SVI, FromDraws, or Prior()"},
	},
	{
		title: "Draws of which there are none",
		why:   "The store was made, and nothing put into it.",
		program: func() error {
			return told(infer.Predict(ctx, groupsModel, infer.FromDraws(draws.New(4, 0)), tensor.Zeros(3), infer.PredictiveOptions{}))
		},
		says: []string{"FromDraws has no draws"},
	},
	{
		title: "Draws that lack a latent",
		why:   "Sites kept the mean only.",
		program: func() error {
			d, err := infer.MCMC{Chains: 1, Warmup: 50, Draws: 50, Sites: []string{"mean"}}.Run(ctx, ppl.Bind(groupsModel, tensor.Zeros(3)))
			if err != nil {
				return err
			}
			return told(infer.Predict(ctx, groupsModel, infer.FromDraws(d), tensor.Zeros(3), infer.PredictiveOptions{}))
		},
		says: []string{`site "effect"`, "the posterior has no values for this latent", "if the sampler's Sites left it out, name it there, too"},
	},
	{
		title: "The draws of another model",
		why:   "The posterior is of a model with other latents.",
		program: func() error {
			d, err := infer.MCMC{Chains: 1, Warmup: 50, Draws: 50}.Run(ctx, func(c *ppl.Context) { ppl.Sample(c, "mu", dist.Normal(0, 1)) })
			if err != nil {
				return err
			}
			return told(infer.Predict(ctx, groupsModel, infer.FromDraws(d), tensor.Zeros(3), infer.PredictiveOptions{}))
		},
		says: []string{`site "mean"`, "the posterior has no values for this latent"},
	},
	{
		title: "Data of another type than in training",
		why:   "The guide takes what it was trained on.",
		program: func() error {
			model := func(c *ppl.Context, n int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{})
			if _, err := svi.Step(1); err != nil {
				return err
			}
			other := func(c *ppl.Context, _ string) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return told(infer.Predict(ctx, other, svi.Posterior(), "", infer.PredictiveOptions{Sites: []string{"z"}}))
		},
		says: []string{"Predict has data of type string, the guide was trained on int"},
	},
	{
		title: "A prediction of nothing",
		why:   "The model has latents only, which Predict leaves out unless they are named.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return told(infer.Predict(ctx, model, infer.Prior(), 0, infer.PredictiveOptions{}))
		},
		says: []string{"the model has nothing but latents; say in Sites which of them to return"},
	},
	{
		title: "A negative number of predictions",
		why:   "A difference that was taken the wrong way round.",
		program: func() error {
			return told(infer.Predict(ctx, groupsModel, infer.Prior(), tensor.Zeros(3), infer.PredictiveOptions{Draws: -5}))
		},
		says: []string{"Predict of -5 draws", "0 means 100"},
	},
	{
		title: "Keep for what has no data",
		why:   "Keep leaves data as they are.",
		program: func() error {
			return told(infer.Predict(ctx, groupsModel, infer.Prior(), tensor.Zeros(3), infer.PredictiveOptions{Keep: []string{"effect"}}))
		},
		says: []string{`site "effect"`, "Keep names it, and it has no data"},
	},
	{
		title: "Resample for data",
		why:   "Predict draws data anyway.",
		program: func() error {
			return told(infer.Predict(ctx, groupsModel, infer.Prior(), tensor.Zeros(3), infer.PredictiveOptions{Resample: []string{"y"}}))
		},
		says: []string{`site "y"`, "Resample names it, and it is not a latent"},
	},
	{
		title: "An intervention before inferred latents",
		why:   "The effects were inferred without it, and may be others with it.",
		program: func() error {
			d, err := groupsDraws()
			if err != nil {
				return err
			}
			model := ppl.With(groupsModel, func(m ppl.Model) ppl.Model { return ppl.Do(m, ppl.Values{"mean": tensor.Scalar(1)}) })
			return told(infer.Predict(ctx, model, infer.FromDraws(d), tensor.Zeros(3), infer.PredictiveOptions{}))
		},
		says: []string{`the model sets site "mean" by Do`, `the latents ["effect"] come after it`, "Resample", "Keep"},
	},
	{
		title: "Sites that come and go in predictions",
		why:   "A draw has the sites of the first.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				name := "low"
				if z.Item() > 0 {
					name = "high"
				}
				ppl.Deterministic(c, name, z)
			}
			return told(infer.Predict(ctx, model, infer.Prior(), 0, infer.PredictiveOptions{}))
		},
		says: []string{"is in the first draw and not in draw", "sites that come and go cannot be collected"},
	},
	{
		title: "Logits where probabilities belong",
		why:   "Classify averages probabilities over the draws.",
		program: func() error {
			return told(infer.Classify(tensor.Of([]float64{1.2, -0.3, 0.4}).Reshape(1, 1, 1, 3)))
		},
		says: []string{"Classify: element 0 is 1.2, which is not a probability", "give it Softmax of the logits"},
	},
	{
		title: "Classes that are not the last dimension",
		why:   "The probabilities add up to 1 over the classes.",
		program: func() error {
			return told(infer.Classify(tensor.Of([]float64{0.9, 0.2, 0.1, 0.8}).Reshape(1, 1, 2, 2)))
		},
		says: []string{"add up to 1.1 over the classes, not to 1", "the last dimension must be the classes"},
	},
}}
