package thirdparty

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// SymmetricNormalDist is a normal distribution of symmetric matrices.
type SymmetricNormalDist struct{ dist.Base }

// SymmetricNormal returns the distribution of loc + scale (A + Aᵀ)/√2, where A is a matrix of independent standard
// normal numbers: the Gaussian orthogonal ensemble around loc [batch…, n, n], which is symmetric. Below the diagonal it
// has the variance scale², on the diagonal twice as much, and with respect to the lower triangle the density
//
//	log p(x) = -|x - loc|² / (4 scale²) - ½ n (n+1) (log scale + ½ log 2π) - ½ n log 2
//
// M. L. Mehta, "Random Matrices", 3rd edition, section 2.5.
func SymmetricNormal[S tensor.Like](loc *tensor.Tensor, scale S) *SymmetricNormalDist {
	return &SymmetricNormalDist{dist.NewBase(symmetricNormal, loc, tensor.To(scale))}
}

var symmetricNormal = &dist.Spec{Name: "SymmetricNormal", Params: []dist.Param{
	{Name: "loc", Allowed: Symmetric},
	{Name: "scale", Allowed: dist.Positive},
}}

// WithBase makes it [dist.Parametric].
func (d *SymmetricNormalDist) WithBase(b dist.Base) dist.Distribution { return &SymmetricNormalDist{b} }

// params returns loc, and the scale with the dimensions of a matrix behind those of the batch.
func (d *SymmetricNormalDist) params() (loc, scale *tensor.Tensor) {
	loc, scale = d.Params()[0], d.Params()[1]
	if scale.Rank() > 0 {
		scale = scale.Unsqueeze(-1).Unsqueeze(-1)
	}
	return loc, scale
}

func (d *SymmetricNormalDist) EventShape() tensor.Shape {
	n := d.Params()[0].Dim(-1)
	return tensor.Shape{n, n}
}

func (d *SymmetricNormalDist) Support() dist.Constraint { return Symmetric }
func (d *SymmetricNormalDist) HasRSample() bool         { return true }

func (d *SymmetricNormalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return (&SymmetricNormalDist{d.Stopped()}).RSample(rng, shape...)
}

func (d *SymmetricNormalDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	loc, scale := d.params()
	t, _ := d.DType()
	a := rng.Normal(tensor.Join(tensor.Join(shape, d.BatchShape()), d.EventShape())...).As(t)
	return loc.Add(scale.Mul(tensor.Mul(a.Add(transposed(a)), math.Sqrt(0.5))))
}

func (d *SymmetricNormalDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	loc, scale := d.params()
	n := float64(x.Dim(-1))
	return dist.OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		squares := x.Sub(loc).Div(scale).Square().Sum(-1, -2)
		spread := tensor.Mul(d.Params()[1].Log(), 0.5*n*(n+1))
		return tensor.Sub(tensor.Mul(squares, -0.25).Sub(spread), 0.25*n*(n+1)*math.Log(2*math.Pi)+0.5*n*math.Ln2)
	})
}

// Mean returns loc.
func (d *SymmetricNormalDist) Mean() (*tensor.Tensor, bool) { return d.Params()[0], true }

// Variance returns scale², and twice as much on the diagonal.
func (d *SymmetricNormalDist) Variance() (*tensor.Tensor, bool) {
	_, scale := d.params()
	return tensor.Add(tensor.Eye(d.EventShape()[0]).As(d.Params()[0].DType()), 1).Mul(scale.Square()), true
}
