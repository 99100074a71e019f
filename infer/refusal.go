package infer

import (
	"errors"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// What a sampler tells of points that the model refuses.

// invalid is the site whose parameters or value a model refused, which is no mistake of the model when a sampler tries
// points. It is empty for other errors.
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

// reasonOf is what was refused there, in words.
func reasonOf(err error) string {
	if param, ok := errors.AsType[*dist.ParamError](err); ok {
		return strings.TrimPrefix(param.Error(), "dist: ")
	}
	if value, ok := errors.AsType[*dist.ValueError](err); ok {
		return strings.TrimPrefix(value.Error(), "dist: ")
	}
	return ""
}

func (t *target) reject(site, reason string) {
	if t.rejected[site]++; t.reasons[site] == "" {
		t.reasons[site] = reason
	}
}

// refusing is the first site that is not finite at x, and why; empty if none is to blame.
func (t *target) refusing(x []float64) (site, reason string) {
	t.tape.Reset()
	err := func() (err error) {
		defer fault.Catch(&err)
		leaf := t.tape.Leaf(tensor.Of(x), true)
		trace, err := t.run((&placing{layout: t.layout, x: leaf}).place)
		if err != nil {
			return err
		}
		for name, s := range trace.Sites() {
			if bad := badSite(s); bad != "" {
				reason, _, _ = strings.Cut(bad, ", under ")
				site = name
				break
			}
		}
		return nil
	}()
	if refused := invalid(err); refused != "" {
		return refused, reasonOf(err)
	}
	return site, reason
}
