package plot

import (
	"fmt"
	"slices"
)

// Option changes a picture. A picture that has no use for an option refuses it.
type Option func(*options)

// options are what the options of one call say.
type options struct {
	picture string
	given   []string // names of the options
	sites   []string
	limit   int
	part    float64 // of the mass in an interval
	rope    [2]float64
	ref     float64

	observed [2][]float64 // x and y of data
	labels   [2]string    // of the axes
}

// Sites shows these sites, or single elements of them, such as "theta[2]", or "theta[Choate]" where rows have names
// ([draws.Draws.SetCoords]). Without it all sites are shown.
func Sites(names ...string) Option {
	return func(o *options) { o.given, o.sites = append(o.given, "Sites"), names }
}

// Limit shows at most n elements. Without it each picture shows as many as it has room for.
func Limit(n int) Option {
	return func(o *options) { o.given, o.limit = append(o.given, "Limit"), n }
}

// Interval sets the part of the draws that highest-density intervals hold. Without it, it is 0.9.
func Interval(part float64) Option {
	return func(o *options) { o.given, o.part = append(o.given, "Interval"), part }
}

// ROPE marks a region of practical equivalence, such as effects too small to matter, and says how much of the posterior
// lies below, inside and above it (Kruschke 2018, "Rejecting or accepting parameter values in Bayesian estimation").
func ROPE(low, high float64) Option {
	return func(o *options) { o.given, o.rope = append(o.given, "ROPE"), [2]float64{low, high} }
}

// Reference marks a value, such as 0 or the one that data were simulated from, and says how much of the posterior lies
// on either side.
func Reference(value float64) Option {
	return func(o *options) { o.given, o.ref = append(o.given, "Reference"), value }
}

// read returns what the options of a picture say, which takes some of them.
func read(picture string, opts []Option, takes ...string) (options, error) {
	o := options{picture: picture, part: 0.9}
	for _, opt := range opts {
		opt(&o)
	}
	for _, name := range o.given {
		if !slices.Contains(takes, name) {
			return o, o.errorf("it has no use for the option %s; it takes %q", name, takes)
		}
	}
	switch {
	case o.has("Limit") && o.limit < 1:
		return o, o.errorf("Limit(%d); at least one element must be shown", o.limit)
	case !(o.part > 0 && o.part <= 1):
		return o, o.errorf("Interval(%v); the part of the draws is above 0 and at most 1", o.part)
	case o.has("ROPE") && (!(o.rope[0] < o.rope[1]) || notFinite(o.rope[0]) || notFinite(o.rope[1])):
		return o, o.errorf("ROPE(%v, %v); the lower end must be below the upper one, and both finite", o.rope[0], o.rope[1])
	case notFinite(o.ref):
		return o, o.errorf("Reference(%v); it must be finite", o.ref)
	}
	return o, nil
}

func (o options) has(name string) bool { return slices.Contains(o.given, name) }

// errorf returns an error that names the picture.
func (o options) errorf(format string, args ...any) error {
	return fmt.Errorf("plot: %s: "+format, append([]any{o.picture}, args...)...)
}
