package infer

import (
	"errors"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
)

// What a sampler tells of points that the model refuses.

// invalid returns the site whose parameters or value a model refused, which is not a mistake of the model when a
// sampler tries points. It is empty for other errors.
func invalid(err error) string {
	var (
		site  *ppl.SiteError
		param *dist.ParamError
		value *dist.ValueError
	)
	if errors.As(err, &site) && (errors.As(err, &param) || errors.As(err, &value)) {
		return site.Site
	}
	return ""
}

// reasonOf returns what was refused there, in words.
func reasonOf(err error) string {
	if param, ok := errors.AsType[*dist.ParamError](err); ok {
		return strings.TrimPrefix(param.Error(), "dist: ")
	}
	if value, ok := errors.AsType[*dist.ValueError](err); ok {
		return strings.TrimPrefix(value.Error(), "dist: ")
	}
	return ""
}
