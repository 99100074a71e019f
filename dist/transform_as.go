package dist

import "github.com/credence-ppl/credence/tensor"

// transformAs is t with parameters of another element type. One from elsewhere that has none to convert stays as it is.
func transformAs(t Transform, d tensor.DType) (Transform, error) {
	if c, ok := t.(interface {
		as(d tensor.DType) (Transform, error)
	}); ok {
		return c.as(d)
	}
	return t, nil
}

func transformsAs(ts []Transform, d tensor.DType) ([]Transform, error) {
	out := make([]Transform, len(ts))
	for i, t := range ts {
		c, err := transformAs(t, d)
		if err != nil {
			return ts, err
		}
		out[i] = c
	}
	return out, nil
}
