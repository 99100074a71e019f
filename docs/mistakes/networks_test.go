package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// standard is a prior of standard normals.
func standard(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }

var networks = topic{"Networks", `A network is a struct whose tagged fields are parameters. nn.Params makes them parameters of the model, nn.RandomModule latents.`, []mistake{
	{
		title: "A network by value",
		why:   "A module is a pointer to a struct.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { nn.Params(c, "net", nn.Linear{}) }, 1))
		},
		says: []string{"is not a module; a module is a pointer to a struct with nn tags"},
	},
	{
		title: "A network without tags",
		why:   "Fields that hold tensors say what they are called, or that they are no parameters.",
		program: func() error {
			type net struct{ Weight *tensor.Tensor }
			return told(ppl.Run(func(c *ppl.Context) { nn.Params(c, "net", &net{tensor.Zeros(2)}) }, 1))
		},
		says: []string{"field Weight", "holds tensors and has no tag", `nn:"weight"`},
	},
	{
		title: "A layer that was not made",
		why:   "The constructor forgot it.",
		program: func() error {
			type net struct {
				Hidden *nn.Linear `nn:"hidden"`
			}
			return told(ppl.Run(func(c *ppl.Context) { nn.Params(c, "net", &net{}) }, 1))
		},
		says: []string{`"hidden" is a nil`, `tag it nn:"-" to leave it out`},
	},
	{
		title: "Two fields of one name",
		why:   "A tag was copied.",
		program: func() error {
			type net struct {
				A *tensor.Tensor `nn:"weight"`
				B *tensor.Tensor `nn:"weight"`
			}
			return told(ppl.Run(func(c *ppl.Context) { nn.Params(c, "net", &net{tensor.Zeros(1), tensor.Zeros(1)}) }, 1))
		},
		says: []string{"fields A and B", `have the same tag nn:"weight"`},
	},
	{
		title: "A field that cannot be set",
		why:   "It is not exported.",
		program: func() error {
			type net struct {
				weight *tensor.Tensor `nn:"weight"` //lint:ignore U1000 it is the mistake
			}
			return told(ppl.Run(func(c *ppl.Context) { nn.Params(c, "net", &net{}) }, 1))
		},
		says: []string{"field weight", "is not exported", "export it"},
	},
	{
		title: "One layer in two places",
		why:   "To use a layer twice, use it twice in Forward.",
		program: func() error {
			type net struct {
				A *nn.Linear `nn:"a"`
				B *nn.Linear `nn:"b"`
			}
			layer := nn.NewLinear(2, 2)
			return told(ppl.Run(func(c *ppl.Context) { nn.Params(c, "net", &net{layer, layer}) }, 1))
		},
		says: []string{`"a" and "b" are the same`, "give each its own"},
	},
	{
		title: "A network without a name",
		why:   "The names of its sites begin with it.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { nn.Params(c, "", nn.NewLinear(2, 1)) }, 1))
		},
		says: []string{"it needs a name: those of its sites begin with it"},
	},
	{
		title: "A prior for a weight that there is not",
		why:   "Paths are those of the tags.",
		program: func() error {
			prior := nn.Priors{"weights": dist.Normal(0, 1), "bias": dist.Normal(0, 1)}
			return told(ppl.Run(func(c *ppl.Context) { nn.RandomModule(c, "net", nn.NewLinear(2, 1), prior) }, 1))
		},
		says: []string{`Priors has "weights", and there is no such parameter`, `"weight", "bias"`},
	},
	{
		title: "A weight without a prior",
		why:   "Each parameter of a random network has one.",
		program: func() error {
			prior := nn.Priors{"weight": dist.Normal(0, 1)}
			return told(ppl.Run(func(c *ppl.Context) { nn.RandomModule(c, "net", nn.NewLinear(2, 1), prior) }, 1))
		},
		says: []string{`Priors has nothing for "bias"`, `it needs all of "weight", "bias"`},
	},
	{
		title: "No prior at all",
		why:   "RandomModule makes latents.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { nn.RandomModule(c, "net", nn.NewLinear(2, 1), nil) }, 1))
		},
		says: []string{"the prior is nil; use Priors or PriorFunc"},
	},
	{
		title: "Inputs of another width",
		why:   "The layer takes three columns, the data have four.",
		program: func() error {
			x := tensor.Zeros(10, 4)
			return told(ppl.Run(func(c *ppl.Context) {
				nn.RandomModule(c, "net", nn.NewLinear(3, 1), nn.PriorFunc(standard)).Forward(x)
			}, 1))
		},
		says: []string{"[10 4]", "3"},
	},
	{
		title: "The output of a network with its last dimension",
		why:   "One output is a column; `Squeeze(-1)` makes rows of it.",
		program: func() error {
			x, y := tensor.Zeros(10, 3), tensor.Zeros(10)
			return told(ppl.Run(func(c *ppl.Context) {
				net := nn.RandomModule(c, "net", nn.NewLinear(3, 1), nn.PriorFunc(standard))
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(net.Forward(x), 1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "batch shape [10 1] has 10 at dimension -2"},
	},
	{
		title: "A network without layers",
		why:   "It has the sizes of its input and output at least.",
		program: func() error {
			return caught(func() { nn.NewMLP((*tensor.Tensor).ReLU, 3) })
		},
		says: []string{"sizes [3] make no layer", "give at least those of input and output"},
	},
	{
		title: "A network of parameters under NUTS",
		why:   "Params are trained by SVI; for MCMC they become latents with a prior.",
		program: func() error {
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				net := nn.Params(c, "net", nn.NewLinear(1, 1))
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(net.Forward(tensor.Zeros(2, 1)).Squeeze(-1), 1), ppl.Obs(tensor.Zeros(2)))
				})
			}))
		},
		says: []string{`site "net.weight"`, "a sampler has no values for parameters"},
	},
}}
