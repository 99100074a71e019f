package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// describe returns the distribution of a site, with the names of the sites that its parameters depend on.
func describe(s *observation, incoming []response) string {
	var mine []response
	for _, r := range incoming {
		if r.to == s {
			mine = append(mine, r)
		}
	}
	text := unwrapped(s.dist).String()
	family, _, _ := strings.Cut(text, "(")
	args := names(parents(mine))
	switch params, known := parameters(s.dist); {
	case !known && len(args) == 0:
		return text
	case known:
		args = nil
		for i, p := range params {
			args = append(args, argument(p, of(mine, i)))
		}
	}
	return family + "(" + strings.Join(args, ", ") + ")"
}

// of returns the responses of one input.
func of(responses []response, input int) []response {
	var rs []response
	for _, r := range responses {
		if r.inputs == nil || r.inputs[input] {
			rs = append(rs, r)
		}
	}
	return rs
}

// argument returns the name of the site whose value a parameter is, a function of the sites that it depends on, or the
// constant that it is.
func argument(p *tensor.Tensor, responses []response) string {
	from := names(parents(responses))
	switch {
	case len(from) == 1 && same(p, responses[0].of.value):
		return from[0]
	case len(from) > 0:
		return "f(" + strings.Join(from, ", ") + ")"
	case p.Size() == 0 || slices.Max(p.Float64s()) != slices.Min(p.Float64s()):
		return "data"
	}
	return fmt.Sprintf("%.6g", p.Float64s()[0])
}

func names(ps []Parent) []string {
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = p.Name
	}
	return names
}
