package mistakes

import (
	"math/rand/v2"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var replays = topic{"Models that change", `A model depends on its data and its latents. What changes from run to run beside them is no model.`, []mistake{
	{
		title: "A counter in the model",
		why:   "NUTS records the model once and replays the record, so that the counter would stand still.",
		program: func() error {
			runs := 0.0
			return told(infer.MCMC{Chains: 1}.Run(ctx, func(c *ppl.Context) {
				runs++
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(runs)))
			}))
		},
		says: []string{"the model does not give the same density in every run", "not on a counter or a variable that changes between runs"},
	},
	{
		title: "Random numbers of one's own",
		why:   "Noise belongs to a Sample.",
		program: func() error {
			rng := rand.New(rand.NewPCG(1, 2))
			return told(infer.MCMC{Chains: 1}.Run(ctx, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				noise := rng.NormFloat64()
				ppl.Sample(c, "y", dist.Normal(z.Add(tensor.Scalar(noise)), 1), ppl.Obs(tensor.Scalar(1)))
			}))
		},
		says: []string{"the model does not give the same density in every run"},
	},
	{
		title: "Latents that come and go",
		why:   "A chain moves over one vector of latents.",
		program: func() error {
			return told(infer.MCMC{Chains: 1, Seed: 1}.Run(ctx, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				if z.Detach().Item() > 0 {
					ppl.Sample(c, "extra", dist.Normal(0, 1))
				}
			}))
		},
		says: []string{"latents were", "they must be the same in every run"},
	},
	{
		title: "Latents in the order of a map",
		why:   "Go iterates over maps in another order each time: sort the keys.",
		program: func() error {
			sizes := map[string]int{"1990": 12, "1991": 7, "1992": 3, "1993": 5, "1994": 8, "1995": 2, "1996": 9, "1997": 4}
			return told(infer.MCMC{Chains: 4}.Run(ctx, func(c *ppl.Context) {
				for year := range sizes {
					ppl.Sample(c, year, dist.Normal(0, 1))
				}
			}))
		},
		says: []string{"latents", "the same"},
		varies: []variation{{`chain \d`, "chain 0"}, {`site "\d+"`, `site "1994"`}, {`\[\d{4}[\d ]*\]`, "[1992 1993 1994 1995 1996 1997 1990 1991]"},
			{`after \d of`, "after 0 of"}, {`only the first \d+`, "only the first 1"}},
	},
	{
		title: "A replayed run of another size",
		why:   "The rows of the trace are not those of the model.",
		program: func() error {
			model := func(size int) ppl.Model {
				return func(c *ppl.Context) {
					ppl.Plate(c, "rows", size, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.SubsampleSize(3))
				}
			}
			trace, err := ppl.Run(model(10), 1)
			if err != nil {
				return err
			}
			return told(ppl.Run(ppl.Replay(model(12), trace), 1))
		},
		says: []string{`site "rows"`, "the replayed run looked at 3 of 10 rows, this one looks at 3 of 12", "the plates must agree"},
	},
	{
		title: "A replayed value of another shape",
		why:   "The trace is of another model.",
		program: func() error {
			trace, err := ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1)) }, 1)
			if err != nil {
				return err
			}
			return told(ppl.Run(ppl.Replay(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1)) })
			}, trace), 1))
		},
		says: []string{`site "x"`, "the value set for it has shape [], a draw has [3]"},
	},
	{
		title: "A site that has become another kind",
		why:   "Replay goes outside of Lift, which makes sample sites of parameters.",
		program: func() error {
			model := func(c *ppl.Context) { ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) }) }
			prior := func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }
			trace, err := ppl.Run(ppl.Lift(model, prior), 1)
			if err != nil {
				return err
			}
			return told(ppl.Run(ppl.Lift(ppl.Replay(model, trace), prior), 1))
		},
		says: []string{`site "w"`, "it is a parameter here, and a sample site in the trace that is replayed", "put Replay outside Lift"},
	},
}}
