package ppl

import (
	"maps"
	"slices"
)

// onlyNamed handles the sites whose names are keys; all others pass. Keys that the run does not meet are an error: a
// misspelt name would change the model in silence.
func onlyNamed[V any](handler string, m Model, keys map[string]V, handle HandlerFunc) Model {
	return func(c *Context) {
		met := make(map[string]bool, len(keys))
		var seen []string
		WithHandler(m, HandlerFunc(func(s *Site, next Next) {
			if s.Kind != PlateSite {
				seen = append(seen, s.Name)
			}
			if _, ok := keys[s.Name]; !ok {
				next.Apply(s)
				return
			}
			met[s.Name] = true
			handle(s, next)
		}))(c)
		for _, name := range slices.Sorted(maps.Keys(keys)) {
			if !met[name] {
				panic(&SiteError{Site: name, Detail: handler + " names it, and the model has no such site; it has " + nameList(seen)})
			}
		}
	}
}
