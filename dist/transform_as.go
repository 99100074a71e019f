package dist

import "github.com/credence-ppl/credence/tensor"

func remade(t Transform, n int, f ParamMap) Transform {
	if p, ok := t.(ParametricTransform); ok {
		return p.WithParams(n, f)
	}
	return t
}

func remadeAll(ts []Transform, n int, f ParamMap) []Transform {
	out := make([]Transform, len(ts))
	for i, t := range ts {
		out[i] = remade(t, n, f)
	}
	return out
}

// transformsAs returns ts with parameters of another element type. Those that are not a [ParametricTransform] stay as
// they are.
func transformsAs(ts []Transform, d tensor.DType) ([]Transform, error) {
	var bad error
	out := remadeAll(ts, 0, func(p *tensor.Tensor, _ float64, _ int) *tensor.Tensor {
		c, err := convertParams("Transformed", d, p)
		if err != nil {
			bad = err
		}
		return c[0]
	})
	return out, bad
}

// behindMask returns ts with parameters that are allowed where the mask of a batch is 0. Numbers take the given type.
func behindMask(ts []Transform, event int, mask *tensor.Tensor, t tensor.DType) []Transform {
	if mask == nil {
		return ts
	}
	return remadeAll(ts, event, func(p *tensor.Tensor, safe float64, n int) *tensor.Tensor {
		if p.Rank() == 0 {
			p = p.As(t)
		}
		return tensor.Where(unsqueeze(mask, n), p, safe)
	})
}

// paramType returns the element type of the parameters of ts: that of one of rank above 0, or else of one that is not a
// Go number; false if there is none.
func paramType(ts []Transform) (t tensor.DType, ok bool) {
	large := false
	remadeAll(ts, 0, func(p *tensor.Tensor, _ float64, _ int) *tensor.Tensor {
		if p.Rank() > 0 && !large || !p.IsNumber() && !ok {
			t, ok, large = p.DType(), true, p.Rank() > 0
		}
		return p
	})
	return t, ok
}

// agreeOnType gives base and transforms one element type, that of the transforms if base can have it.
func agreeOnType(base Distribution, ts []Transform) (Distribution, []Transform) {
	t, ok := paramType(ts)
	if !ok {
		return base, ts
	}
	own, fixed := DTypeOf(base)
	if own == t || !fixed {
		return base, ts
	}
	if c, err := As(base, t); err == nil {
		return c, ts
	}
	c, err := transformsAs(ts, own)
	if err != nil {
		panic(&ParamError{Dist: "Transformed", Param: "base", Detail: "has another element type than the transforms: " + err.Error()})
	}
	return base, c
}
