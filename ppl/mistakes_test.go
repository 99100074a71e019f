package ppl_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// What can be wrong in a model: each is a model and the words of its error, which say where, what was found, what was
// expected and what to do. No mistake is accepted in silence, and none surfaces as a panic from elsewhere. These are
// the rare ones and the variants; what users get wrong every day is in docs/mistakes.

type mistake struct {
	name  string
	model ppl.Model
	words []string
}

func checkMistakes(t *testing.T, mistakes []mistake) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) { requireMistake(t, m.model, m.words...) })
	}
}

func plateOf(size int, body ppl.Model, opts ...ppl.PlateOption) ppl.Model {
	return func(c *ppl.Context) { ppl.Plate(c, "rows", size, body, opts...) }
}

func sampled(d dist.Distribution, opts ...ppl.SampleOption) ppl.Model {
	return func(c *ppl.Context) { ppl.Sample(c, "x", d, opts...) }
}

func then(models ...ppl.Model) ppl.Model {
	return func(c *ppl.Context) {
		for _, m := range models {
			m(c)
		}
	}
}

func empty(*ppl.Context) {}

func TestMistakesOfShape(t *testing.T) {
	checkMistakes(t, []mistake{
		{
			"mini-batch with events", plateOf(10, sampled(dist.Normal(tensor.Zeros(2), 1).ToEvent(1), ppl.Obs(tensor.Zeros(7, 2)))),
			[]string{"observed value has shape [7 2]", "a draw has [10 2] (batch [10], event [2])", "if these are a mini-batch"},
		},
		{
			"observed scalar in a plate", plateOf(3, sampled(std, ppl.Obs(scalar(1)))),
			[]string{"observed value has shape [], a draw has [3]", "values do not broadcast"},
		},
		{
			"unclaimed batch dimension", then(chain, sampled2("z", dist.Normal(tensor.Zeros(4), 1))),
			[]string{`ppl: site "z": batch shape [4] has 4 at dimension -1, and no plate claims it; put the site in a Plate of that size (of all rows with BatchSize, if this is a mini-batch), or make the dimension part of the event with ToEvent
site  plates  batch  event
x             ·      ·
y             ·      ·
z             4      ·`},
		},
		{
			"unclaimed batch dimension beside a plate", plateOf(4, sampled(dist.Normal(tensor.Zeros(3, 4), 1))),
			[]string{"batch shape [3 4] has 3 at dimension -2, and no plate claims it"},
		},
		{
			"too many dimensions", func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, sampled(dist.Normal(tensor.Zeros(3), 1).ToEvent(1)), ppl.Dim(-tensor.MaxRank))
			},
			[]string{`site "x"`, "17 dimensions, at most 16 are possible"},
		},
		{
			"factor outside its plate", func(c *ppl.Context) { ppl.Factor(c, "f", tensor.Zeros(3)) },
			[]string{`site "f": batch shape [3] has 3 at dimension -1, and no plate claims it`, "f             3      factor"},
		},
		{
			"mask of another shape for a factor", ppl.Mask(func(c *ppl.Context) { ppl.Factor(c, "f", 1) }, tensor.Ones(4)),
			[]string{`site "f": the mask has shape [4], which does not broadcast to batch shape []`},
		},
		{
			"masks that do not broadcast", ppl.Mask(ppl.Mask(chain, tensor.Ones(3)), tensor.Ones(4)),
			[]string{"before the first site", "[3]", "[4]", "do not broadcast"},
		},
		{
			"shapes that do not broadcast between sites", then(chain, func(*ppl.Context) { tensor.Zeros(2).Add(tensor.Zeros(3)) }),
			[]string{`ppl: after site "y": tensor: Add: `, "[2]", "[3]", "\nsite  plates  batch  event\nx             ·      ·\n"},
		},
		{
			"shapes that do not broadcast at a site", then(chain, func(c *ppl.Context) {
				ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Zeros(2).Add(tensor.Zeros(3)) })
			}),
			[]string{`ppl: site "w": tensor: Add: `, "\nsite  plates  batch  event\nx             ·      ·\n"},
		},
		{
			"value set outside of another shape", ppl.Substitute(plateOf(4, sampled(std)), ppl.Values{"x": scalar(1)}),
			[]string{`site "x": the value set for it has shape [], a draw has [4]`},
		},
	})
}

func sampled2(name string, d dist.Distribution, opts ...ppl.SampleOption) ppl.Model {
	return func(c *ppl.Context) { ppl.Sample(c, name, d, opts...) }
}

func TestMistakesOfNames(t *testing.T) {
	checkMistakes(t, []mistake{
		{
			"sample twice", func(c *ppl.Context) {
				normal(c, "x")
				normal(c, "x")
			},
			[]string{`site "x": the name is used twice, by a sample site at ppl/helper_test.go:`, "and by a sample site at ppl/helper_test.go:", "in a loop, Range numbers the names"},
		},
		{
			"hidden and open", func(c *ppl.Context) {
				ppl.Block(chain, "x")(c)
				normal(c, "x")
			},
			[]string{`site "x": the name is used twice`},
		},
		{
			"loop without Range", func(c *ppl.Context) {
				for range 2 {
					ppl.Factor(c, "f", 1)
				}
			},
			[]string{`site "f": the name is used twice, by a factor at ppl/mistakes_test.go:`},
		},
		{
			"sample and parameter", then(sampled(dist.Normal(0, 1)), func(c *ppl.Context) { ppl.Param(c, "x", constant(1), ppl.Shared()) }),
			[]string{`site "x": the name is used twice, by a sample site at ppl/mistakes_test.go:`, "and by a parameter at ppl/mistakes_test.go:", "a name stands for one site"},
		},
		{
			"hidden sample and shared parameter", then(ppl.Block(chain, "x"), func(c *ppl.Context) { ppl.Param(c, "x", constant(1), ppl.Shared()) }),
			[]string{`site "x": the name is used twice`},
		},
		{
			"site and plate", then(func(c *ppl.Context) { ppl.Deterministic(c, "rows", scalar(1)) }, plateOf(3, empty)),
			[]string{`site "rows": the name is used twice, by a deterministic site at ppl/mistakes_test.go:`, "and by a plate at ppl/mistakes_test.go:"},
		},
		{
			"plate and site", then(plateOf(3, empty), func(c *ppl.Context) { ppl.Deterministic(c, "rows", scalar(1)) }),
			[]string{`site "rows": the name is used twice, by a plate at ppl/mistakes_test.go:`},
		},
		{"parameter without a name", then(chain, func(c *ppl.Context) { ppl.Param(c, "", constant(1)) }), []string{`after site "y": a parameter has no name; every site needs one`}},
		{"sample with a name that is no text", func(c *ppl.Context) { normal(c, "a\xff") }, []string{`ppl: site "a\xff": the name of a sample site is not valid UTF-8, and files hold text; convert it to UTF-8`}},
		{"parameter with a name that is no text", func(c *ppl.Context) { ppl.Param(c, "\xff", constant(1)) }, []string{`the name of a parameter is not valid UTF-8`}},
		{"plate with a name that is no text", func(c *ppl.Context) { ppl.Plate(c, "\xff", 2, empty) }, []string{`the name of a plate is not valid UTF-8`}},
		{"factor with a name that is no text", func(c *ppl.Context) { ppl.Factor(c, "\xff", 1.0) }, []string{`the name of a factor is not valid UTF-8`}},
		{"deterministic site with a name that is no text", func(c *ppl.Context) { ppl.Deterministic(c, "\xff", scalar(1)) }, []string{`the name of a deterministic site is not valid UTF-8`}},
		{"plate without a name", func(c *ppl.Context) { ppl.Plate(c, "", 2, empty) }, []string{"a plate has no name"}},
		{
			"no name in a Range", func(c *ppl.Context) {
				for _, c := range ppl.Range(c, 2) {
					normal(c, "")
				}
			},
			[]string{"a sample site has no name"},
		},
		{
			"renamed to a name that is taken", ppl.WithHandler(chain, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
				s.Name = "same"
				next.Apply(s)
			})),
			[]string{`site "same": the trace has a site of this name; a handler that renames sites must keep names apart`},
		},
	})
}

func TestMistakesOfPlates(t *testing.T) {
	again := func(size int, opts ...ppl.PlateOption) ppl.Model {
		return then(plateOf(10, empty, ppl.BatchIndices([]int{1, 2})), plateOf(size, empty, opts...))
	}
	checkMistakes(t, []mistake{
		{"batch bigger than the plate", plateOf(10, empty, ppl.SubsampleSize(11)), []string{`site "rows": the batch has 11 rows, the plate 10; a batch has between 1 and all of them`}},
		{"empty batch", plateOf(10, empty, ppl.BatchIndices(nil)), []string{"the batch has 0 rows, the plate 10"}},
		{"negative batch", plateOf(10, empty, ppl.BatchSize(-1)), []string{"the batch has -1 rows"}},
		{"dimension too far out", plateOf(10, empty, ppl.Dim(-17)), []string{"Dim(-17)"}},
		{"again with other rows", again(10, ppl.BatchIndices([]int{1, 2, 3, 4, 5, 6, 7})), []string{"BatchIndices([1 2]), now with 10 rows, BatchIndices([1 2 3 4 5] and 2 more)"}},
		{"again with another option", again(10, ppl.BatchSize(2)), []string{"now with 10 rows, BatchSize(2)"}},
		{"again with drawn rows", again(10, ppl.SubsampleSize(2)), []string{"now with 10 rows, SubsampleSize(2)"}},
		{
			"replayed plate with another batch", ppl.Replay(subsampled(10, 4), run(t, subsampled(10, 3), 1)),
			[]string{"the replayed run looked at 3 of 10 rows, this one looks at 4 of 10"},
		},
	})
}

func TestMistakesOfValues(t *testing.T) {
	checkMistakes(t, []mistake{
		{
			"invalid parameter of one row", plateOf(3, sampled(dist.Normal(0, tensor.Of([]float64{1, 2, 0})))),
			[]string{`site "x": dist: Normal: scale must be positive, found 0 at index [2]`},
		},
		{"parameter is NaN", sampled(dist.Normal(math.NaN(), 1)), []string{`site "x": dist: Normal: loc must be real, found NaN`}},
		{
			"invalid parameter where the mask does not excuse it",
			inRows(ppl.Mask(sampled(dist.Normal(tensor.Of([]float64{math.NaN(), 0, 0, math.NaN()}), 1)), tensor.Of([]int{0, 1, 1, 1}))),
			[]string{`site "x": dist: Normal: loc must be real, found NaN at index [3]`},
		},
		{
			"parameters that do not broadcast", func(*ppl.Context) { dist.Normal(tensor.Zeros(2), tensor.Ones(3)) },
			[]string{"before the first site: dist: Normal", "[2]", "[3]"},
		},
		{
			"substituted value that the constraint does not allow", ppl.Substitute(func(c *ppl.Context) {
				ppl.Param(c, "w", constant(1), ppl.Constrained(dist.Positive))
			}, ppl.Values{"w": scalar(-1)}),
			[]string{`site "w": the value set for the parameter: dist: the value must be positive, found -1`},
		},
		{"mask with NaN", ppl.Mask(chain, scalar(math.NaN())), []string{"Mask: a mask is 0 or 1", "found NaN"}},
		{"negative scale", ppl.Scale(chain, -1), []string{"Scale by -1"}},
		{"scale of NaN", ppl.Scale(chain, math.NaN()), []string{"Scale by NaN"}},
		{"infinite scale", ppl.Scale(chain, math.Inf(1)), []string{"Scale by +Inf"}},
		{
			"Lift to a prior of another element type", ppl.Lift(line, func(string, *tensor.Tensor) dist.Distribution {
				return dist.Normal(tensor.Of([]float32{1, 2, 3}), 1)
			}),
			[]string{`site "slope": Lift: the prior does not fit the parameter: `, "Float32", "Float64"},
		},
		{
			"Lift to an invalid prior", ppl.Lift(line, func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 0) }),
			[]string{`site "slope": dist: Normal: scale must be positive, found 0`},
		},
	})
}

func TestMistakesOfHandlers(t *testing.T) {
	values := ppl.Values{"no": scalar(1)}
	nothing := ppl.Values{"x": nil}
	asPlate := run(t, func(c *ppl.Context) { ppl.Plate(c, "x", 3, empty) }, 1)
	lifted := func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }
	sees := func(h ppl.HandlerFunc) ppl.Model { return ppl.WithHandler(chain, h) }
	checkMistakes(t, []mistake{
		{"Block of an unknown name", ppl.Block(chain, "x", "no"), []string{`site "no": Block names it, and the model has no such site; it has "x", "y"`}},
		{"Substitute for an unknown name", ppl.Substitute(chain, values), []string{`site "no": Substitute names it, and the model has no such site; it has "x", "y"`}},
		{"unknown name in a model without sites", ppl.Condition(empty, values), []string{"the model has no such site; it has none"}},
		{
			"unknown name among many", ppl.Condition(func(c *ppl.Context) {
				for _, c := range ppl.Range(c, 25) {
					normal(c, "x")
				}
			}, values),
			[]string{`it has "x/0", "x/1"`, `"x/19", and 5 more`},
		},
		{"Condition of a plate", ppl.Condition(plateOf(3, empty), ppl.Values{"rows": scalar(1)}), []string{`site "rows": Condition names it, and it is not a random choice but a plate`}},
		{"Substitute for a deterministic site", ppl.Substitute(line, ppl.Values{"sum": scalar(1)}), []string{`site "sum": Substitute names it, and it is neither a random choice nor a parameter but a deterministic site`}},
		{"Do with nil", ppl.Do(chain, nothing), []string{`site "x": Do has a nil value for it`}},
		{"Substitute of nil", ppl.Substitute(chain, nothing), []string{`site "x": Substitute has a nil value for it`}},
		{
			"Replay of another kind", ppl.Replay(chain, asPlate),
			[]string{`site "x": it is a sample site here, and a plate in the trace that is replayed; give one of them another name`},
		},
		{"nil handler", ppl.WithHandler(chain, nil), []string{"WithHandler: the handler is nil"}},
		{
			"handler that makes a mask larger than the batch", sees(func(s *ppl.Site, next ppl.Next) {
				s.Mask = tensor.Ones(3)
				next.Apply(s)
			}),
			[]string{`site "x": the mask has shape [3], which does not broadcast to batch shape []`},
		},
		{
			"handler that makes a mask larger than a factor", ppl.WithHandler(func(c *ppl.Context) { ppl.Factor(c, "f", 1) },
				ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
					s.Mask = tensor.Ones(3)
					next.Apply(s)
				})),
			[]string{`site "f": the mask has shape [3], which does not broadcast to batch shape []`},
		},
		{
			"handler that takes a factor's log-weight away", ppl.WithHandler(func(c *ppl.Context) { ppl.Factor(c, "f", 1) },
				ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
					s.Value = nil
					next.Apply(s)
				})),
			[]string{`site "f": a handler took its log-weight away`},
		},
		{"Lift without priors", ppl.Lift(line, nil), []string{`site "slope": Lift: the function that chooses priors is nil`}},
		{
			"handler that applies and hides", sees(func(s *ppl.Site, next ppl.Next) {
				next.Apply(s)
				next.Hide(s)
			}),
			[]string{"a handler passed it on twice"},
		},
		{
			"handler that makes a site by hand", ppl.Lift(sees(func(s *ppl.Site, next ppl.Next) {
				next.Apply(&ppl.Site{Name: "new", Kind: ppl.ParamSite})
				next.Apply(s)
			}), lifted),
			[]string{`site "new": a handler made it; next.Sample and next.Param make sites`},
		},
		{
			"handler that hides a site made by hand", sees(func(_ *ppl.Site, next ppl.Next) {
				next.Hide(&ppl.Site{Name: "new", Dist: dist.Normal(0, 1)})
			}),
			[]string{`site "new": a handler made it`},
		},
		{
			"handler that takes the distribution away", sees(func(s *ppl.Site, next ppl.Next) {
				s.Dist = nil
				next.Apply(s)
			}),
			[]string{`site "x": a handler took its distribution away`},
		},
		{
			"handler that makes a sample site of a parameter", ppl.WithHandler(line, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
				s.Kind = ppl.SampleSite
				next.Apply(s)
			})),
			[]string{`site "slope": a handler took its distribution away`},
		},
		{
			"handler that makes a site without a name", sees(func(s *ppl.Site, next ppl.Next) {
				next.Sample(s, "", dist.Normal(0, 1))
				next.Apply(s)
			}),
			[]string{"a sample site that a handler makes has no name"},
		},
		{
			"handler that takes a name away", sees(func(s *ppl.Site, next ppl.Next) {
				s.Name = ""
				next.Apply(s)
			}),
			[]string{"a sample site has no name; every site needs one"},
		},
		{
			"handler that makes a site of a name that is used", sees(func(s *ppl.Site, next ppl.Next) {
				next.Param(s, "w", constant(1))
				next.Apply(s)
			}),
			[]string{`site "w": the name is used twice, by a parameter at ppl/mistakes_test.go:`, "says Shared()"},
		},
		{"refusal of a handler", sees(func(s *ppl.Site, next ppl.Next) { s.Fail("no %s today", s.Name) }), []string{`ppl: site "x": no x today`}},
	})
}

func TestMistakesOfNil(t *testing.T) {
	var none *dist.NormalDist
	checkMistakes(t, []mistake{
		{"bound model", ppl.Bind(nil, 3), []string{"the function to run, a model or the body of a plate, is nil"}},
		{"model under With", ppl.Bind(ppl.With[int](nil), 3), []string{"the function to run, a model or the body of a plate, is nil"}},
		{"model under a handler", ppl.Scale(nil, 2), []string{"the function to run, a model or the body of a plate, is nil"}},
		{"model under Mask", ppl.Mask(nil, tensor.Ones()), []string{"the function to run, a model or the body of a plate, is nil"}},
		{"body of a plate", plateOf(3, nil), []string{`after site "rows": the function to run, a model or the body of a plate, is nil`}},
		{"distribution of a concrete type", sampled(none), []string{`site "x": the distribution is nil`}},
		{"deterministic value", func(c *ppl.Context) { ppl.Deterministic(c, "d", nil) }, []string{`site "d": the value is nil`}},
		{"log-weight", func(c *ppl.Context) { ppl.Factor[*tensor.Tensor](c, "f", nil) }, []string{`site "f": the log-weight is nil`}},
		{"init", func(c *ppl.Context) { ppl.Param(c, "w", nil) }, []string{`site "w": init is nil; it makes the parameter's initial value`}},
		{"init, though a value is set", ppl.Substitute(func(c *ppl.Context) { ppl.Param(c, "w", nil) }, ppl.Values{"w": scalar(1)}), []string{`site "w": init is nil`}},
		{"constraint", func(c *ppl.Context) { ppl.Param(c, "w", constant(1), ppl.Constrained(nil)) }, []string{`site "w": Constrained has a nil constraint`}},
		{"constraint of a shared parameter", func(c *ppl.Context) {
			ppl.Param(c, "w", constant(1))
			ppl.Param(c, "w", constant(1), ppl.Constrained(nil), ppl.Shared())
		}, []string{`site "w": Constrained has a nil constraint; dist.Real allows every number`}},
		{"option of Sample", func(c *ppl.Context) { normal(c, "x", nil) }, []string{`site "x": an option is nil`}},
		{"option of Param", func(c *ppl.Context) { ppl.Param(c, "w", constant(1), nil) }, []string{`site "w": an option is nil`}},
		{"option of Plate", plateOf(3, empty, nil), []string{`site "rows": an option is nil`}},
	})
}

// Reading a value loses its derivative: an error while a tape records.
func TestMistakeOfReadingAValue(t *testing.T) {
	tape := tensor.NewTape()
	params := paramsFunc(func(string) *tensor.Tensor { return tape.Leaf(scalar(3), true) })
	_, err := ppl.RunWith(func(c *ppl.Context) {
		w := ppl.Param(c, "w", constant(0))
		x := ppl.Sample(c, "x", dist.Normal(w, 1))
		if x.Item() > 0 {
			normal(c, "y")
		}
	}, ppl.RunOptions{RNG: tensor.NewRNG(1).On(tape), Params: params})
	require.ErrorContains(t, err, `ppl: after site "x": tensor: Item: this value of shape [] depends on a parameter or a latent that is being differentiated`)
	require.ErrorContains(t, err, "Detach()")
}

// Labels in another form than the class, and what is missing inside an event.
func TestMistakesOfLabelsAndMissingElements(t *testing.T) {
	logits := tensor.Zeros(10, 3)
	oneHot := tensor.Zeros(10, 3)
	nan := tensor.Of([]float64{1, math.NaN()})
	checkMistakes(t, []mistake{
		{
			"one-hot labels as one event", sampled(dist.Categorical[dist.Logits](logits).ToEvent(1), ppl.Obs(oneHot)),
			[]string{"these look like one-hot labels"},
		},
	})
	_, err := ppl.Run(plateOf(10, sampled(dist.Categorical[dist.Logits](logits), ppl.Obs(oneHot))), 1)
	require.NotContains(t, err.Error(), "BatchSize")
	_, err = ppl.Run(plateOf(2, sampled(dist.Normal(0, 1), ppl.Obs(nan))), 1)
	require.NotContains(t, err.Error(), "whole events")
}

// Values of another element type than their distribution, which LogProb would refuse, are refused by the run. Scalars
// and the values of discrete distributions take the type of the parameters.
func TestMistakeOfMixedTypes(t *testing.T) {
	single, double := tensor.Of([]float32{0, 1}), tensor.Zeros(2)
	values := ppl.Values{"x": double}
	of := plateOf(2, sampled(dist.Normal(single, 1)))
	checkMistakes(t, []mistake{
		{"observed in single precision", plateOf(2, sampled(dist.Normal(double, 1), ppl.Obs(single))), []string{"the observed value is Float32", "As(tensor.Float64)"}},
		{"conditioned", ppl.Condition(of, values), []string{"the observed value is Float64"}},
		{"substituted", ppl.Substitute(of, values), []string{"the value set for it is Float64"}},
		{"one event", sampled(dist.Normal(single, 1).ToEvent(1), ppl.Obs(double)), []string{"the observed value is Float64"}},
	})
	for _, m := range []ppl.Model{
		plateOf(2, sampled(dist.Normal(tensor.Scalar(0).As(tensor.Float32), 1), ppl.Obs(double))),
		plateOf(2, sampled(dist.Bernoulli[dist.Logits](single), ppl.Obs(double))),
		ppl.Do(of, values),
	} {
		trace := run(t, m, 1)
		require.False(t, math.IsNaN(trace.LogProb().Item()))
	}
}

// The typed errors are there for errors.As.
func TestMistakesKeepTheirCause(t *testing.T) {
	_, err := ppl.Run(sampled(dist.Normal(0, -2)), 1)
	var param *dist.ParamError
	require.ErrorAs(t, err, &param)
	require.Equal(t, "scale", param.Param)
	require.Equal(t, -2.0, param.Value)

	_, err = ppl.Run(sampled(dist.Bernoulli[dist.Probs](0.5), ppl.Obs(scalar(0.5))), 1)
	var value *dist.ValueError
	require.ErrorAs(t, err, &value)
	require.Equal(t, 0.5, value.Value)

	var at *ppl.SiteError
	require.ErrorAs(t, err, &at)
	require.Equal(t, "x", at.Site)
	require.False(t, at.Between)
}
