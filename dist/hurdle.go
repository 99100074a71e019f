package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// HurdleDist is a distribution in which zeros have a probability of their own; see [Hurdle].
type HurdleDist struct{ gated }

// Hurdle returns the distribution that is 0 with the probability gate, or with the log-odds gate if it is Logits, and
// otherwise a draw from base that is not 0:
//
//	log p(0) = log gate,  log p(x) = log(1 - gate) + log p_base(x) - log(1 - p_base(0)),  x > 0
//
// Unlike in [ZeroInflated], the gate tells all zeros, and zeros may be rarer than in base. base is a distribution of
// counts, or of positive numbers with a density, as Gamma and LogNormal are, in which 0 has no probability: with those,
// 0 has a probability and other values a density.
//
// The gate of brms (hu) is the same. PyMC's psi in HurdlePoisson, HurdleNegativeBinomial, HurdleGamma and
// HurdleLogNormal is the probability of a value that is not 0, 1 - gate. The source is J. Mullahy, "Specification and
// testing of some modified count data models", 1986.
func Hurdle[P Parameterization, G tensor.Like](base Distribution, gate G) *HurdleDist {
	d := &HurdleDist{newGated[P]("Hurdle", "are 0 or not", base, tensor.To(gate))}
	low, _, ok := wholeEnds(base.Support())
	if !d.counts() {
		low, _, ok = endsOf(base.Support())
	}
	if ok {
		_, ok = firstBad(aside(low), func(v float64) bool { return v >= 0 })
	}
	if !ok {
		refusal("Hurdle")("base", "has values that are %v, and zeros are the least of a hurdle: take counts, or positive numbers", base.Support())
	}
	return d
}

// Expand returns d with another batch shape; see [Expand].
func (d *HurdleDist) Expand(shape ...int) *HurdleDist { return Expand(d, shape...).(*HurdleDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *HurdleDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *HurdleDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *HurdleDist) Validate() error { return d.CheckParams(nil) }

// Support returns the base's and 0.
func (d *HurdleDist) Support() Constraint {
	if d.counts() {
		_, high, _ := wholeEnds(d.base.Support())
		return wholeFromTo(zero, high)
	}
	_, high, _ := endsOf(d.base.Support())
	set := closed(zero, high)
	if isInfinite(high) {
		set.ends |= noHigh
	}
	return withPoints{set, d.base.Support(), "0"}
}

// logSome returns the logarithm of the probability that a draw of the base is not 0.
func (d *HurdleDist) logSome() *tensor.Tensor {
	if !d.counts() {
		return zero
	}
	if above, known := LogSurvival(d.base, zero); known {
		return above
	}
	return logComplement.get().apply(nil, nil, d.base.LogProb(zero))
}

// logComplement is log(1 - p) of log p.
var logComplement = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("log1mexp(part)").in(domain{}), 0, "part")}.
		register("Hurdle.Complement", []tensor.Input{negativeInput})
}}

func (d *HurdleDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *HurdleDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	isZero := tensor.Equal(x, 0)
	x = tensor.Where(isZero, d.base.Support().Inside(d.BatchShape()...).As(x.DType()), x)
	return d.with(isZero, MaskedLogProb(d.base, x, mask), mask)
}

// with returns log gate where isZero is 1, and elsewhere the logarithm of 1 - gate times a part of what is not 0.
func (d *HurdleDist) with(isZero, logPart, mask *tensor.Tensor) *tensor.Tensor {
	of := hurdleProbs.get()
	if d.byLogits() {
		of = hurdleLogits.get()
	}
	return of.apply(d.BatchShape(), mask, logPart, isZero.As(logPart.DType()), d.logSome().As(logPart.DType()), d.gate.params[0])
}

var hurdleInputs = []tensor.Input{{Low: -3, High: -2}, {Low: 0, High: 1, Whole: true}, {Low: -1, High: -0.5}}

var hurdleProbs = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("where(zero == 0, log1p(-gate) + (part - some), log(gate))").
			d("gate", "where(zero == 0, -1/(1 - gate), 1/gate)").
			in(domain{valid: "0 <= gate && gate <= 1 && some > -inf", outside: "nan", finite: true}), 0b0010, "part", "zero", "some", "gate")}.
		register("Hurdle.Probs", append(hurdleInputs[:3:3], probability))
}}

var hurdleLogits = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("where(zero == 0, (part - some) - softplus(gate), -softplus(-gate))").
			in(domain{valid: "some > -inf", outside: "nan", finite: true}), 0b0010, "part", "zero", "some", "gate")}.
		register("Hurdle.Logits", append(hurdleInputs[:3:3], tensor.Input{}))
}}

// CDF returns 0 below 0, and from there on gate and the base's share; see [CDF].
func (d *HurdleDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return ofLog(d.LogCDF(x)) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *HurdleDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, above, ok := d.sides(x)
	if !ok {
		return nil, false
	}
	return tensor.Where(tensor.Less(x, 0), math.Inf(-1), logShareOfLogs.get().apply(nil, nil, below, above)), true
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *HurdleDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	_, above, ok := d.sides(x)
	if !ok {
		return nil, false
	}
	return tensor.Where(tensor.Less(x, 0), zero.As(above.DType()), above), true
}

// sides returns the logarithms of the probabilities below and above x, which is not below 0.
func (d *HurdleDist) sides(x *tensor.Tensor) (below, above *tensor.Tensor, ok bool) {
	over, ok := LogSurvival(d.base, x)
	if !ok {
		return nil, nil, false
	}
	inside := tensor.Where(tensor.Less(x, 0), 0, x)
	isZero := tensor.Less(x, math.Inf(-1)).Expand(over.Shape()...)
	part := d.logMass(zero, inside).As(over.DType())
	gate := d.with(tensor.Sub(1, isZero), part, nil)
	below = logSum.get().apply(nil, nil, gate, d.with(isZero, part, nil))
	return below, d.with(isZero, over, nil), true
}

// logSum is the logarithm of the sum of two numbers, of their logarithms.
var logSum = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("logAddExp(a, b)").in(domain{}), 0, "a", "b")}.
		register("Hurdle.Sum", []tensor.Input{{Low: -3, High: -2}, {Low: -1, High: -0.5}})
}}

// Mean returns 1 - gate times the base's of what is not 0.
func (d *HurdleDist) Mean() (*tensor.Tensor, bool) {
	return ifKnown(func(m *tensor.Tensor) *tensor.Tensor { return d.share().Mul(m) })(Mean(d.base))
}

// Variance returns k·(v + m²·(1 - k)) for the base's variance v and mean m, with k = (1 - gate) / (1 - p_base(0)).
func (d *HurdleDist) Variance() (*tensor.Tensor, bool) {
	m, hasMean := Mean(d.base)
	v, hasVariance := Variance(d.base)
	if !hasMean || !hasVariance {
		return nil, false
	}
	k := d.share()
	return k.Mul(v.Add(m.Square().Mul(tensor.Sub(1, k)))), true
}

// share returns (1 - gate) / (1 - p_base(0)).
func (d *HurdleDist) share() *tensor.Tensor { return d.kept().Div(d.logSome().Exp()) }

// Sample draws from what is not 0 of the base.
func (d *HurdleDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.gatedSample(rng, shape, func() *tensor.Tensor {
		if !d.counts() {
			return d.base.Sample(rng, shape...)
		}
		u, ours := d.base.(ofFamily)
		if _, known := LogSurvival(d.base, zero); known && !(ours && u.ofFamily().family.bySums) {
			return Truncated(d.base, 1, math.Inf(1)).Sample(rng, shape...)
		}
		return d.positive(rng, shape)
	})
}

// positive draws from a base without a distribution function, or a slow one: again where it is 0 and, where it almost
// always is, by the sum of probabilities from 1 on.
func (d *HurdleDist) positive(rng *tensor.RNG, shape []int) *tensor.Tensor {
	const rounds = 200
	x := d.base.Sample(rng, shape...)
	again := func(isZero *tensor.Tensor, by func() *tensor.Tensor) bool {
		_, none := firstBad(isZero, func(v float64) bool { return v == 0 })
		if !none {
			x = tensor.Where(isZero, by(), x)
		}
		return !none
	}
	for range rounds {
		if !again(tensor.Equal(x, 0), func() *tensor.Tensor { return d.base.Sample(rng, shape...) }) {
			return x
		}
	}
	again(tensor.Equal(x, 0), func() *tensor.Tensor {
		u := aside(rng.Uniform(x.Shape()...)).Float64s()
		whole := wide(aside(d.logSome().Exp())).Expand(x.Shape()...).Float64s()
		sum, out := make([]float64, len(u)), make([]float64, len(u))
		for k, left := 1.0, len(u); left > 0 && k < 1e6; k++ {
			p := wide(aside(d.base.LogProb(tensor.To(k)).Exp())).Expand(x.Shape()...).Float64s()
			for i := range u {
				if out[i] > 0 {
					continue
				}
				if sum[i] += p[i]; sum[i] >= u[i]*whole[i]*(1-1e-15) {
					out[i] = k
					left--
				}
			}
		}
		return tensor.Of(out).Reshape(x.Shape()...).As(x.DType())
	})
	return x
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *HurdleDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.gated.CheckParams(mask); err != nil {
		return err
	}
	some := whereCounts(both(mask, d.Unmasked()), tensor.Less(math.Inf(-1), aside(d.logSome())), 1)
	if index, ok := firstBad(some, func(v float64) bool { return v == 1 }); !ok {
		return &ParamError{Dist: "Hurdle", Param: "base", Index: index, Detail: fmt.Sprintf("%v draws nothing but 0", d.base)}
	}
	return nil
}

func (d *HurdleDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &HurdleDist{d.expanded(shape)}
}

// As returns d in another element type; see [As].
func (d *HurdleDist) As(t tensor.DType) (Distribution, error) {
	g, err := d.as(t)
	return &HurdleDist{g}, err
}
