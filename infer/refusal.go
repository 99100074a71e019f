package infer

import (
	"errors"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
)

// What a sampler tells of points that the model refuses.

// invalid reports whether an error is about values that a sampler tries, rather than a mistake of the model: parameters
// or a value that a site refuses, or what cannot be computed at them, which belongs to no site.
func invalid(err error) (site string, ok bool) {
	var (
		at    *ppl.SiteError
		param *dist.ParamError
		value *dist.ValueError
		other fault.Refusal
	)
	switch {
	case errors.As(err, &other):
		return "", true
	case errors.As(err, &at) && (errors.As(err, &param) || errors.As(err, &value)):
		return at.Site, true
	}
	return "", false
}

// reasonOf returns what was refused, in words.
func reasonOf(err error) string {
	if other, ok := errors.AsType[fault.Refusal](err); ok {
		return other.Error()
	}
	if param, ok := errors.AsType[*dist.ParamError](err); ok {
		return strings.TrimPrefix(param.Error(), "dist: ")
	}
	if value, ok := errors.AsType[*dist.ValueError](err); ok {
		return strings.TrimPrefix(value.Error(), "dist: ")
	}
	return ""
}
