// Package families is the list of the distributions of package dist from which the tests take their rows: how they are
// made, parameters to try them at, parameters that they refuse, and the laws that do not apply to them.
package families

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Family is a distribution of package dist at several parameters.
type Family struct {
	// Name begins with the constructor's, and tells a variant by what follows: Normal, Bernoulli[Probs], Mixture of
	// Poissons.
	Name  string
	Build func(p ...*tensor.Tensor) dist.Distribution

	// Params are Float64 parameters to try it at: ordinary, small and large ones, one distribution and batches.
	Params [][]*tensor.Tensor

	// Bad are parameters that it refuses, as the numbers that [Family.Of] takes.
	Bad [][]float64

	// Fixed is how many of the first numbers have no derivative in distribution functions.
	Fixed int

	// Skips are the laws of package disttest that do not apply.
	Skips []string
}

// All are all families and their variants.
var All = slices.Concat(continuousFamilies, discreteFamilies, eventFamilies, processFamilies, mixtures, transformedFamilies, restricted, wrapped)

// Named returns the family of that name. It panics if there is none.
func Named(name string) Family {
	i := slices.IndexFunc(All, func(f Family) bool { return f.Name == name })
	if i < 0 {
		panic(fmt.Sprintf("families: there is no %s", name))
	}
	return All[i]
}

// Constructor returns the name of the function of package dist that makes the family.
func (f Family) Constructor() string {
	if i := strings.IndexAny(f.Name, " [,"); i >= 0 {
		return f.Name[:i]
	}
	return f.Name
}

// Variant reports whether another entry stands for the constructor.
func (f Family) Variant() bool { return strings.ContainsAny(f.Name, " ,") }

// Of returns the family with parameters made of single numbers, one after the other, in the shapes of the first of
// Params.
func (f Family) Of(numbers ...*tensor.Tensor) dist.Distribution {
	shapes, params := f.Params[0], []*tensor.Tensor(nil)
	if n := f.Size(); n != len(numbers) {
		panic(fmt.Sprintf("families: %s takes %d numbers, not %d", f.Name, n, len(numbers)))
	}
	for _, p := range shapes {
		if p.Rank() == 0 {
			params, numbers = append(params, numbers[0]), numbers[1:]
			continue
		}
		params = append(params, tensor.Stack(0, numbers[:p.Size()]...).Reshape(p.Shape()...))
		numbers = numbers[p.Size():]
	}
	return f.Build(params...)
}

// Size returns how many numbers [Family.Of] takes.
func (f Family) Size() int {
	n := 0
	for _, p := range f.Params[0] {
		n += p.Size()
	}
	return n
}

// Numbers returns the numbers of the first of Params.
func (f Family) Numbers() []float64 {
	var all []float64
	for _, p := range f.Params[0] {
		all = append(all, p.Float64s()...)
	}
	return all
}

// d and sets make entries short.
type (
	d    = dist.Distribution
	sets = [][]*tensor.Tensor
)

func scalar(v float64) *tensor.Tensor { return tensor.Scalar(v) }

func vec(v ...float64) *tensor.Tensor { return tensor.Of(v) }

// rows returns a matrix with rows of n numbers.
func rows(n int, v ...float64) *tensor.Tensor { return tensor.Of(v, len(v)/n, n) }

var nan, inf = math.NaN(), math.Inf(1)

// Bad parameters that several families have.
var (
	badScale              = [][]float64{{-1}, {0}, {inf}, {nan}}
	badLocScale           = [][]float64{{0, -1}, {0, 0}, {0, inf}, {0, nan}, {nan, 1}, {inf, 1}, {-inf, 1}}
	badShapeAfterLocScale = [][]float64{{0, -1, 0.1}, {0, 0, 0.1}, {0, inf, 0.1}, {0, nan, 0.1}, {nan, 1, 0.1}, {inf, 1, 0.1}, {0, 1, inf}, {0, 1, nan}}
	badShapes             = [][]float64{{-1, 1}, {0, 1}, {inf, 1}, {nan, 1}, {1, -1}, {1, 0}, {1, inf}, {1, nan}}
)
