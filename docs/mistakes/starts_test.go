package mistakes

import (
	"context"
	"math"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// standardNormal is a model of one latent.
func standardNormal(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }

var starts = topic{"Starts and settings", "What cannot be, and what means nothing, is told before the first draw. The model of most of these programs has one standard normal latent `z`.", []mistake{
	{
		title: "Nothing to sample",
		why:   "All random choices are observed.",
		program: func() error {
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(tensor.Scalar(1))) }))
		},
		says: []string{"the model has no latents: every random choice is observed or set, and there is nothing to sample"},
	},
	{
		title: "Starts that the data rule out",
		why:   "A rate that starts near e^-2 does not allow a zero density; a factor of -Inf everywhere does ([PyMC #3230](https://github.com/pymc-devs/pymc/issues/3230)).",
		program: func() error {
			return told(infer.MCMC{Chains: 1}.Run(ctx, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Factor(c, "bound", z.Sub(tensor.Scalar(100)).Log())
			}))
		},
		says: []string{"no point to start from", `site "bound"`},
	},
	{
		title: "A target of 95 instead of 0.95",
		why:   "It is a probability.",
		program: func() error {
			return told(infer.MCMC{Kernel: infer.NUTS{TargetAccept: 95}}.Run(ctx, standardNormal))
		},
		says: []string{"NUTS.TargetAccept is 95; it must be between 0 and 1"},
	},
	{
		title: "A negative step size",
		why:   "A step goes forward.",
		program: func() error {
			return told(infer.MCMC{Kernel: infer.HMC{StepSize: -0.1}}.Run(ctx, standardNormal))
		},
		says: []string{"HMC.StepSize is -0.1; it must be positive and finite"},
	},
	{
		title: "A path of negative length",
		why:   "Time goes forward, too.",
		program: func() error {
			return told(infer.MCMC{Kernel: infer.HMC{PathLength: -1}}.Run(ctx, standardNormal))
		},
		says: []string{"HMC.PathLength is -1; it must be"},
	},
	{
		title: "A depth of 100",
		why:   "A tree of depth 100 has 2^100 steps; the depth that is reached is seldom above 10.",
		program: func() error {
			return told(infer.MCMC{Kernel: infer.NUTS{MaxDepth: 100}}.Run(ctx, standardNormal))
		},
		says: []string{"NUTS.MaxDepth is 100; it must be"},
	},
	{
		title: "Rounds of no draws",
		why:   "A division of whole numbers came out as 0.",
		program: func() error {
			draws := 5
			for _, err := range (infer.MCMC{Draws: draws}).Rounds(ctx, standardNormal, draws/10) {
				return err
			}
			return nil
		},
		says: []string{"Rounds of 0 draws; there is at least one"},
	},
	{
		title: "A sampler that is asked for no draws",
		why:   "All draws had been made already.",
		program: func() error {
			s, err := infer.MCMC{Chains: 1}.Sampler(standardNormal)
			if err != nil {
				return err
			}
			return told(s.Run(ctx, 0))
		},
		says: []string{"of 0 draws; there is at least one"},
	},
	{
		title: "More draws than can be counted",
		why:   "A number that stands for \"as many as you like\": Rounds draws until the loop ends.",
		program: func() error {
			s, err := infer.MCMC{Chains: 1}.Sampler(standardNormal)
			if err != nil {
				return err
			}
			return told(s.Run(ctx, math.MaxInt))
		},
		says: []string{"draws; there are at most"},
	},
	{
		title: "Starts for other chains than there are",
		why:   "One set of values is for all chains, or there is one for each.",
		program: func() error {
			starts := []ppl.Values{{"z": tensor.Scalar(0)}, {"z": tensor.Scalar(1)}, {"z": tensor.Scalar(2)}}
			return told(infer.MCMC{Chains: 2, InitValues: starts}.Run(ctx, standardNormal))
		},
		says: []string{"InitValues", "3", "2"},
	},
	{
		title: "No draws",
		why:   "A negative number means nothing.",
		program: func() error {
			return told(infer.MCMC{Draws: -10}.Run(ctx, standardNormal))
		},
		says: []string{"-10"},
	},
	{
		title: "No context",
		why:   "Without a deadline it is context.Background().",
		program: func() error {
			var none context.Context
			return told(infer.MCMC{}.Run(none, standardNormal))
		},
		says: []string{"has no context; take context.Background()"},
	},
	{
		title: "Dense and diagonal at once",
		why:   "A metric learns covariances or it does not.",
		program: func() error {
			return told(infer.MCMC{Kernel: infer.NUTS{Metric: infer.Metric{Dense: true, Diagonal: true}}}.Run(ctx, standardNormal))
		},
		says: []string{"Metric has Diagonal, which learns no covariances, and Dense or Blocks, which do"},
	},
	{
		title: "A block of a metric with a misspelled site",
		why:   "Blocks name latents.",
		program: func() error {
			return told(infer.MCMC{Kernel: infer.NUTS{Metric: infer.Metric{Blocks: [][]string{{"x"}}}}}.Run(ctx, standardNormal))
		},
		says: []string{`Metric.Blocks names site "x"`, `the model's latents are ["z"]`},
	},
	{
		title: "Laplace's method where there is no maximum",
		why:   "The density of a Beta of concentrations below 1 is highest at its ends.",
		program: func() error {
			return told(infer.AutoLaplace(ctx, func(c *ppl.Context) {
				a := ppl.Sample(c, "a", dist.Flat())
				b := ppl.Sample(c, "b", dist.Flat())
				ppl.Sample(c, "y", dist.Normal(a.Add(b), 1), ppl.Obs(tensor.Scalar(1)))
			}, infer.LaplaceOptions{Init: infer.InitToUniform}))
		},
		says: []string{"the curvature at the mode is not positive definite", "give proper priors, or take out a latent that others make up for"},
	},
	{
		title: "A file that is there already",
		why:   "A run of many hours would be overwritten.",
		program: func() error {
			dir, err := os.MkdirTemp("", "mistakes")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			m := infer.MCMC{Warmup: 10, Draws: 10, Checkpoint: filepath.Join(dir, "run.sampler")}
			if _, err := m.Run(ctx, standardNormal); err != nil {
				return err
			}
			return told(m.Run(ctx, standardNormal))
		},
		says:   []string{"MCMC.Checkpoint", "is there already; go on with it by Sampler.LoadFile, or remove it"},
		varies: []variation{{`"[^"]*run\.sampler"`, `"run.sampler"`}},
	},
	{
		title: "A checkpoint in a folder that there is not",
		why:   "It is told before the run, not after it.",
		program: func() error {
			return told(infer.MCMC{Checkpoint: "/no such folder/run.sampler"}.Run(ctx, standardNormal))
		},
		says: []string{"MCMC.Checkpoint", "no such folder"},
	},
	{
		title: "A summary of no chains",
		why:   "A store has a chain at least.",
		program: func() error {
			return caught(func() { draws.New(0, 100) })
		},
		says: []string{"0 chains of 100 draws; there is at least one chain"},
	},
}}
