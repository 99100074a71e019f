package dist

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// called is what a program called a distribution of another family: its name and its own parameters, of which those of
// the family are made. Errors speak of it.
type called struct{ as *Base }

// calledAs returns the name of the given description, with parameters.
func calledAs(spec *Spec, params ...*tensor.Tensor) called {
	b := NewBase(spec, params...)
	return called{&b}
}

// named returns d by the name that a program called it.
func named[D ofFamily](d D, c called) D {
	d.ofFamily().called = c
	return d
}

// checked returns what is wrong with the parameters of c or, if that is not theirs alone, with those of the family that
// check looks at.
func (c called) checked(mask *tensor.Tensor, check func(mask *tensor.Tensor) error) error {
	if c.as == nil {
		return check(mask)
	}
	if err := c.as.CheckParams(mask); err != nil {
		return err
	}
	err := check(mask)
	if err == nil {
		return nil
	}
	var names []string
	for _, p := range c.as.spec.Params {
		names = append(names, p.Name)
	}
	return &ParamError{Dist: c.as.spec.Name, Param: strings.Join(names, " and "), Detail: fmt.Sprintf("make a distribution that cannot be: %s", strings.TrimPrefix(err.Error(), "dist: "))}
}

// convert returns c with parameters of another element type.
func (c called) convert(t tensor.DType) (called, error) {
	if c.as == nil {
		return c, nil
	}
	params, err := convertParams(c.as.spec.Name, t, c.as.params...)
	if err != nil {
		return c, err
	}
	return calledAs(c.as.spec, params...), nil
}
