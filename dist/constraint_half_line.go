package dist

import "github.com/credence-ppl/credence/tensor"

// GreaterThan returns the set of numbers above a bound; x = low + eᵘ. The bound broadcasts, and derivatives flow to it.
func GreaterThan[L tensor.Like](low L) Constraint {
	c := above(tensor.To(low), openLow)
	notInfinite("GreaterThan", "low", c.low, "for all numbers use dist.Real")
	return c
}

// LessThan returns the set of numbers below a bound; x = high - eᵘ. The bound broadcasts, and derivatives flow to it.
func LessThan[H tensor.Like](high H) Constraint {
	c := below(tensor.To(high), openHigh)
	notInfinite("LessThan", "high", c.high, "for all numbers use dist.Real")
	return c
}

func above(low *tensor.Tensor, ends ends) interval  { return interval{low, plusInf, ends | noHigh} }
func below(high *tensor.Tensor, ends ends) interval { return interval{minusInf, high, ends | noLow} }

// expAbove and expBelow are bound ± eˣ. They never round to the bound or to an infinity.
var (
	expAbove = lazy[*scalarMap]{make: func() *scalarMap {
		return defineMap(scalarMap{
			name: "ExpAbove", params: []Param{{"low", Real, ""}}, bare: true, domain: Real,
			codomain: func(p [2]*tensor.Tensor) Constraint { return above(p[0], openLow) },
		}, scalarFormulas{
			forward: is("low + exp(x)").in(domain{low: "low", high: "inf"}), inverse: is("log(y - low)"),
			y: tensor.Input{Low: 1.5, High: 3}, inputs: []tensor.Input{{}},
		})
	}}
	expBelow = lazy[*scalarMap]{make: func() *scalarMap {
		return defineMap(scalarMap{
			name: "ExpBelow", params: []Param{{"high", Real, ""}}, bare: true, domain: Real,
			codomain: func(p [2]*tensor.Tensor) Constraint { return below(p[0], openHigh) },
			sign:     func([2]*tensor.Tensor) *tensor.Tensor { return minusOne },
		}, scalarFormulas{
			forward: is("high - exp(x)").in(domain{low: "-inf", high: "high"}), inverse: is("log(high - y)"),
			y: tensor.Input{Low: -3, High: -1.5}, inputs: []tensor.Input{{}},
		})
	}}
)
