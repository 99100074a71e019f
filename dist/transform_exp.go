package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/tensor"
)

var (
	// Exp is the transform y = eˣ from the real line to the positive numbers. It never rounds to 0 or +Inf.
	Exp Transform = exponential.get().of()

	// Log is the inverse of [Exp].
	Log Transform = inverse{Exp}
)

var exponential = lazy[*scalarMap]{make: func() *scalarMap {
	return defineMap(scalarMap{name: "Exp", domain: Real, codomain: to(Positive)}, scalarFormulas{
		forward: is("exp(x)").in(domain{low: "0", high: "inf"}), inverse: is("log(y)"), y: positiveInput,
		dense: []dense{{valueWhole, expDense[float64](math.MaxFloat64), expDense[float32](math.MaxFloat32)}},
	})
}}

func expDense[T tensor.Float](most T) denseOf[T] {
	least := next(T(0), 1)
	return denseOf[T]{
		each: func(out []T, in pieces[T]) bool {
			kernel.Exp(out, in[0])
			return kernel.AllInside(out, least, most)
		},
		bounds:   &[2]T{least, most},
		eachGrad: func(d, in pieces[T], out, g []T, add uint) { kernel.Products(d[0], g, out, add != 0) },
	}
}
