package dist

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// formulasOf are the functions of a family, as formulas of a value x, or of a probability p, and of the parameters by
// their names.
type formulasOf struct {
	variant  string // in the names of operations, of a family that has several parameterizations
	discrete bool   // values have no derivative, where the support depends on parameters; otherwise it says so
	with     string // definitions that the formulas of x have in common

	logProb formula
	twins   []twin  // of it, for few values; "go generate ./dist" makes them
	within  string  // where the density is not 0; "" is what the support says, if that does not depend on parameters
	dense   []dense // faster than the formula, for some calls

	valid string // which parameters are allowed, besides what their sets say

	mean, variance, entropy            formula // of the parameters
	cdf, logCDF, logSurvival, quantile formula
	// sums gives a family distribution functions of counts without formulas: massSums.enter.
	sums func(f *family, name string, logProb formula, valid string, noGrad uint, inputs []tensor.Input)

	// kl is the divergence from a member with parameters q_NAME to one with p_NAME. It is infinite unless klWithin.
	kl       formula
	klWithin string
	klDense  []dense

	// inputs are the ranges of a value and the parameters in gradient checks.
	inputs    []tensor.Input
	cdfInputs []tensor.Input // those with values on either side; nil is inputs
	klInputs  []tensor.Input // those of q and of p; nil is those of the parameters twice
}

// define returns the family of a type of its own. It registers its divergence, if not that of a parameterization.
func define[D any, P typeOf[D]](f family, by formulasOf) *family {
	f.wrap = func(m member) Distribution { return typed[D, P](m) }
	own := by.enter(f)
	if own.kl != nil && by.variant == "" {
		registerFamilyKL(own)
	}
	return own
}

// enter returns a family with its functions, which it enters in the table of operations.
func (by formulasOf) enter(f family) *family {
	var names []string
	name := f.Name
	if by.variant != "" {
		name += "." + by.variant
	}
	noGrad := uint(0)
	for i, p := range f.Params {
		names = append(names, p.Name)
		if p.counts() {
			noGrad |= 1 << i
		}
	}
	enter := func(what string, g formula, first []string, inputs []tensor.Input, in domain, noGrad uint) *pointwise {
		if g.text == "" {
			return nil
		}
		p := pointwise{formula: compile(g.in(in), noGrad, append(first, names...)...)}
		if what == "LogProb" {
			p.formula.twins = by.twins
			p.dense = by.dense
			return p.registerSummed(name+"."+what, inputs)
		}
		return p.register(name+"."+what, inputs)
	}
	params, value := by.inputs[1:], []string{"x"}
	f.mean = enter("Mean", by.mean, nil, params, domain{}, noGrad)
	f.variance = enter("Variance", by.variance, nil, params, domain{}, noGrad)
	f.entropy = enter("Entropy", by.entropy, nil, params, domain{}, noGrad)

	valid := conjunction(append(f.conditions(""), by.valid)...)
	within := by.within
	if within == "" {
		within = f.support(nil).(conditional).condition("x")
	}
	ofValue := noGrad << 1
	if by.discrete || by.within == "" && f.support(nil).Discrete() {
		ofValue |= 1
	}
	for _, g := range []*formula{&by.cdf, &by.logCDF, &by.logSurvival} {
		*g = g.slopedWithin(within)
	}
	for _, g := range []*formula{&by.logProb, &by.cdf, &by.logCDF, &by.logSurvival} {
		*g = g.with(by.with)
	}
	f.density = enter("LogProb", by.logProb, value, by.inputs, domain{valid: conjunction(valid, within), outside: "-inf", finite: true}, ofValue)
	if by.cdf.text != "" {
		if by.cdfInputs == nil {
			by.cdfInputs = by.inputs
		}
		known := domain{valid: conjunction(valid, "x == x"), outside: "nan", finite: true}
		f.cdf = enter("CDF", by.cdf, value, by.cdfInputs, known, ofValue)
		f.logCDF = enter("LogCDF", by.logCDF, value, by.cdfInputs, known, ofValue)
		f.logSurvival = enter("LogSurvival", by.logSurvival, value, by.cdfInputs, known, ofValue)
		f.quantile = enter("Quantile", by.quantile, []string{"p"}, append([]tensor.Input{probability}, params...),
			domain{valid: conjunction(valid, "0 <= p && p <= 1"), outside: "nan", finite: true}, ofValue)
	}
	if by.sums != nil {
		by.sums(&f, name, by.logProb, valid, ofValue, by.inputs)
	}
	if by.kl.text != "" {
		if by.klInputs == nil {
			by.klInputs = slices.Concat(params, params)
		}
		allowed := domain{outside: "inf", finite: true,
			valid: conjunction(append(append(f.conditions("q_"), f.conditions("p_")...), by.klWithin)...)}
		f.kl = pointwise{dense: by.klDense, formula: compile(by.kl.in(allowed), noGrad|noGrad<<len(names),
			append(prefixed("q_", names), prefixed("p_", names)...)...)}.registerSummed(name+".KL", by.klInputs)
	}
	return &f
}

// conditions returns what the sets of the parameters say of them, with a prefix before their names.
func (s *Spec) conditions(prefix string) (conditions []string) {
	for _, p := range s.Params {
		conditions = append(conditions, p.Allowed.(conditional).condition(prefix+p.Name))
	}
	return conditions
}

// conditional is a set that can be said in a formula.
type conditional interface{ condition(x string) string }

func (real) condition(x string) string { return "abs(" + x + ") < inf" }

func (p positive) condition(x string) string {
	if p.least > 0 {
		return "0 < " + x + " && " + x + " < inf"
	}
	return "0 <= " + x + " && " + x + " < inf"
}

func (d discrete) condition(x string) string {
	return x + " == floor(" + x + ") && " + closed(d.low, d.high).condition(x)
}

func (extended) condition(x string) string { return x + " == " + x }

func (i interval) condition(x string) string {
	order := func(low, high string, open bool) string {
		if open {
			return low + " < " + high
		}
		return low + " <= " + high
	}
	low, high := element(i.low, nil), element(i.high, nil)
	return order(number(low), x, i.ends&openLow != 0 || math.IsInf(low, -1)) + " && " +
		order(x, number(high), i.ends&openHigh != 0 || math.IsInf(high, 1))
}

func conjunction(conditions ...string) string {
	var some []string
	for _, c := range conditions {
		if c != "" {
			some = append(some, c)
		}
	}
	return strings.Join(some, " && ")
}

func prefixed(prefix string, names []string) (with []string) {
	for _, n := range names {
		with = append(with, prefix+n)
	}
	return with
}

// number returns a number as formulas have it.
func number(v float64) string {
	return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+"))
}
