package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// LowerCholeskyAffine returns the transform y = loc + L x of vectors, for a lower triangular matrix L with a positive
// diagonal: what makes a vector of independent standard normals one of covariance L Lᵀ. loc [batch…, n] and L
// [batch…, n, n] broadcast with x, and derivatives flow to them. Only the lower triangle is read; Validate refuses a
// matrix with anything above its diagonal.
func LowerCholeskyAffine(loc, scaleTril *tensor.Tensor) Transform {
	n := 0
	if loc != nil && loc.Rank() > 0 {
		n = loc.Dim(-1)
	}
	switch {
	case n == 0:
		fail("LowerCholeskyAffine", "loc needs a vector as its last dimension, found %v", loc)
	case scaleTril == nil || scaleTril.Rank() < 2 || scaleTril.Dim(-1) != n || scaleTril.Dim(-2) != n:
		fail("LowerCholeskyAffine", "scale_tril must end in %d × %d matrices, as loc has %d elements, found %v", n, n, n, scaleTril)
	}
	return lowerCholeskyAffine{loc, scaleTril}
}

type lowerCholeskyAffine struct{ loc, scaleTril *tensor.Tensor }

func (t lowerCholeskyAffine) String() string {
	return fmt.Sprintf("LowerCholeskyAffine(loc: %v, scale_tril: %v)", t.loc, t.scaleTril)
}

func (lowerCholeskyAffine) Domain() Constraint   { return RealVector }
func (lowerCholeskyAffine) Codomain() Constraint { return RealVector }

func (t lowerCholeskyAffine) Forward(x *tensor.Tensor) *tensor.Tensor {
	t.ForwardShape(x.Shape()...)
	lower := tensor.Where(lowerTriangle(t.loc.Dim(-1), 0), t.scaleTril, 0)
	return t.loc.Add(lower.Mul(x.Unsqueeze(-2)).Sum(-1))
}

func (t lowerCholeskyAffine) Inverse(y *tensor.Tensor) *tensor.Tensor {
	shape := t.ForwardShape(y.Shape()...)
	n := t.loc.Dim(-1)
	matrices := tensor.Join(shape, tensor.Shape{n})
	return tensor.SolveLower(t.scaleTril.Expand(matrices...), y.Sub(t.loc).Expand(shape...).Unsqueeze(-1)).Squeeze(-1)
}

func (t lowerCholeskyAffine) LogDet(_, y *tensor.Tensor) *tensor.Tensor {
	shape := y.Shape()
	return t.scaleTril.Diag().Log().Sum(-1).Expand(shape[:len(shape)-1]...)
}

func (t lowerCholeskyAffine) ForwardShape(shape ...int) tensor.Shape {
	rows := t.scaleTril.Shape()[:t.scaleTril.Rank()-1]
	out, ok := tensor.BroadcastShapes(shape, t.loc.Shape(), rows)
	if n := t.loc.Dim(-1); !ok || len(shape) == 0 || shape[len(shape)-1] != n {
		fail("LowerCholeskyAffine", "values of shape %v are not vectors of %d elements that broadcast with loc of shape %v and scale_tril of shape %v",
			shape, n, []int(t.loc.Shape()), []int(t.scaleTril.Shape()))
	}
	return out
}

func (t lowerCholeskyAffine) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

func (t lowerCholeskyAffine) Validate() error {
	if err := checkParam("LowerCholeskyAffine", Param{"loc", Real, ""}, t.loc, nil); err != nil {
		return err
	}
	return checkParam("LowerCholeskyAffine", Param{"scale_tril", LowerCholesky, ""}, t.scaleTril, nil)
}

// with makes the diagonal apart from the rest, because they are allowed other values.
func (t lowerCholeskyAffine) WithParams(n int, f ParamMap) Transform {
	diagonal := f(t.scaleTril.Diag(), 1, n).Unsqueeze(-1)
	return lowerCholeskyAffine{f(t.loc, 0, n), tensor.Where(tensor.Eye(t.loc.Dim(-1)), diagonal, f(t.scaleTril, 0, n+1))}
}
