package dist

import (
	"fmt"
	"slices"
	"sync"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
)

// Family describes a family of distributions of numbers by formulas of package expr: of a value x, or a probability p,
// and of the parameters by their names. What is left empty is not known.
type Family struct {
	Spec

	// Support are the values, one of this package's sets of numbers. Formulas of x hold inside.
	Support Constraint

	LogProb string // the log-density

	Mean, Variance, Entropy string // of the parameters
	CDF                     string // the probability of values up to x
	LogCDF, LogSurvival     string // log CDF and log(1 - CDF), exact where these round to 0 or 1
	Quantile                string // the value at which CDF is p

	// Draw is a draw as a formula of u, which is uniform between 0 and 1; if it is empty, the quantile at u. It is
	// differentiable unless values are discrete.
	Draw string

	// KL is the divergence from the member with parameters q_NAME to that with p_NAME.
	KL string
}

// Define returns the constructor of a family. Its distributions have what the formulas give, with derivatives, masks,
// either element type, and the speed of this package's own. It panics where a formula is wrong. It enters operations
// under the family's name, and is called when packages are initialized.
func Define(f Family) func(params ...*tensor.Tensor) Distribution {
	if f.LogProb == "" || f.Draw == "" && f.Quantile == "" || f.Support == nil {
		fail("Define", "%s needs Support, LogProb, and Draw or Quantile", f.Name)
	}
	if _, ok := f.Support.(conditional); !ok {
		fail("Define", "the support of %s is %v; it must be one of this package's sets of numbers", f.Name, f.Support)
	}
	by := formulasOf{
		logProb: is(f.LogProb), mean: is(f.Mean), variance: is(f.Variance), entropy: is(f.Entropy),
		cdf: is(f.CDF), logCDF: is(f.LogCDF), logSurvival: is(f.LogSurvival), quantile: is(f.Quantile), kl: is(f.KL),
		inputs: []tensor.Input{inputIn(f.Support)},
	}
	u := []string{"u"}
	noGrad := uint(1)
	for i, p := range f.Params {
		if _, ok := p.Allowed.(conditional); !ok {
			fail("Define", "parameter %s of %s is %v; it must be one of this package's sets of numbers", p.Name, f.Name, p.Allowed)
		}
		by.inputs, u = append(by.inputs, inputIn(p.Allowed)), append(u, p.Name)
		if p.counts() {
			noGrad |= 2 << i
		}
	}
	if f.Draw == "" {
		f.Draw = "p = u; " + f.Quantile
	}
	f.check(u[1:], noGrad>>1)
	draw := pointwise{formula: compile(is(f.Draw), noGrad, u...)}.
		register(f.Name+".Draw", slices.Concat([]tensor.Input{probability}, by.inputs[1:]))

	own := by.enter(family{Spec: f.Spec, pathwise: !f.Support.Discrete(),
		support: func([]*tensor.Tensor) Constraint { return f.Support },
		wrap:    func(m member) Distribution { return typed[defined](m) },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			t, _ := commonType(p)
			x := draw.apply(nil, nil, rng.UniformAt(zero.As(t), one.As(t), shape...), p...)
			if low, high, ok := endsOf(f.Support); ok {
				x = intoInterval.get().apply(nil, nil, x, low, high)
			}
			return x
		},
	})
	own.endTails(f.Support)
	return func(params ...*tensor.Tensor) Distribution {
		if len(params) != len(f.Params) {
			fail(f.Name, "it has %d parameters, and is given %d", len(f.Params), len(params))
		}
		return newUnivariate[defined](own, params...)
	}
}

// check panics if a formula is wrong or has no derivative, before anything is registered.
func (f *Family) check(params []string, noGrad uint) {
	for _, c := range []struct {
		first    []string
		formulas []string
	}{
		{[]string{"x"}, []string{f.LogProb, f.CDF, f.LogCDF, f.LogSurvival}}, {[]string{"p"}, []string{f.Quantile}},
		{[]string{"u"}, []string{f.Draw}}, {nil, []string{f.Mean, f.Variance, f.Entropy}},
	} {
		for _, text := range c.formulas {
			if text == "" {
				continue
			}
			g := expr.MustParse(text, append(c.first, params...)...)
			for i, p := range params {
				if noGrad&(1<<i) == 0 {
					g.Derivative(p)
				}
			}
		}
	}
	if f.KL != "" {
		expr.MustParse(f.KL, append(prefixed("q_", params), prefixed("p_", params)...)...)
	}
}

// endTails makes the distribution function 0 up to the support, and 1 from its end on.
func (f *family) endTails(support Constraint) {
	var low, high *tensor.Tensor
	inside, below := "%s < x && x < %s", "x <= "
	switch s := support.(type) {
	case discrete:
		low, high = s.low, s.high
		inside, below = "%s <= x && x < %s", "x < "
	case Bounder:
		low, high = s.Bounds()
	}
	from, to := number(element(low, nil)), number(element(high, nil))
	valid := conjunction(append(f.conditions(""), "1")...)
	for _, tail := range []struct {
		of           *pointwise
		below, above string
	}{{f.cdf, "0", "1"}, {f.logCDF, "-inf", "0"}, {f.logSurvival, "0", "-inf"}} {
		if tail.of != nil {
			tail.of.formula.domain = domain{finite: true,
				valid:   conjunction(valid, fmt.Sprintf(inside, from, to)),
				outside: fmt.Sprintf("where(%s, where(%s%s, %s, %s), nan)", valid, below, from, tail.below, tail.above)}
		}
	}
}

// inputIn returns a range of numbers of a set, for gradient checks.
func inputIn(set Set) tensor.Input {
	for _, in := range []tensor.Input{{Low: -1.9, High: 1.9}, {Low: 0.5, High: 2.5}, {Low: 0.2, High: 0.8}, {Low: 1.2, High: 2.9, Whole: true}} {
		if _, ok := set.Check(tensor.Of([]float64{in.Low, in.High})); ok {
			return in
		}
	}
	return tensor.Input{Low: 1, High: 4, Whole: true}
}

// defined is a distribution of a family that Define made.
type defined struct{ univariate[*defined] }

var definedForms sync.Once

func (*defined) ownKL() {
	definedForms.Do(func() {
		ownKL(func(q, p *defined) *tensor.Tensor {
			if q.family != p.family || q.family.kl == nil {
				return nil
			}
			operands := slices.Concat(q.params, p.params)
			return q.family.kl.apply(commonBatch(q, p), nil, operands[0], operands[1:]...)
		})
	})
}
