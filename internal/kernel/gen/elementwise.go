package main

// function returns a loop that sets out to f(x).
func function(name, doc string, f func(v *vec, x value) value) loop {
	return loop{name: name, doc: "sets out to " + doc + ".",
		slices: "out x", reads: "x", writes: "out", once: true,
		body: func(v *vec, in, _ []value) []value { return []value{f(v, in[0])} }}
}

// function64 returns function for float64 only.
func function64(name, doc string, f func(v *vec, x value) value) loop {
	l := function(name, doc, f)
	l.only64 = true
	return l
}

// elementwise are functions of one number.
var elementwise = []loop{
	function("exp", "eˣ", (*vec).exp),
	function("expm1", "eˣ - 1", (*vec).expm1),
	function("log", "log x", (*vec).log),
	function("log1p", "log(1 + x)", (*vec).log1p),
	function("softplus", "log(1 + eˣ)", (*vec).softplus),
	function("sigmoid", "1/(1 + e⁻ˣ)", (*vec).sigmoid),
	function("tanh", "tanh x", (*vec).tanh),
	function("relu", "max(x, 0)", (*vec).relu),
	function("lgamma", "log Γ(x)", (*vec).lgamma),
	function("digamma", "ψ(x)", (*vec).digamma),

	function64("trigamma", "ψ′(x)", (*vec).trigamma),
	function64("logMinusDigamma", "log x - ψ(x)", (*vec).logMinusDigamma),
	function64("stirlingError", "log Γ(x) - [(x-½) log x - x + ½ log 2π], for x ≥ 10", (*vec).stirlingError),
	function64("xMinusLog1p", "x - log(1 + x)", (*vec).xMinusLog1p),
	function64("normalCDF", "Φ(x)", (*vec).normalCDF),
	function64("normalLogCDF", "log Φ(x)", (*vec).normalLogCDF),
}
