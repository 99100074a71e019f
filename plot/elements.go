package plot

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/infer/draws"
)

// element is one number of a site in all draws.
type element struct {
	name   string
	chains [][]float64
}

func namesOf(shown []element) (names []string) {
	for _, e := range shown {
		names = append(names, e.name)
	}
	return names
}

// all returns the draws that are finite, chain after chain.
func (e element) all() []float64 { return finite(slices.Concat(e.chains...)) }

// finite returns the numbers of x that are finite.
func finite(x []float64) []float64 { return slices.DeleteFunc(slices.Clone(x), notFinite) }

// notFinite reports whether a number has no place in a picture: the squares of those above 1e100, and the ranges
// between them, soon leave what numbers can hold.
func notFinite(v float64) bool { return !(math.Abs(v) <= 1e100) }

// elements returns the elements to show, at most so many, and what the caption says about those that are not shown.
func (o options) elements(d *draws.Draws, most int) (shown []element, caption string, err error) {
	switch {
	case d == nil:
		return nil, "", o.errorf("there are no draws; the *draws.Draws is nil")
	case d.Draws() == 0 || len(d.Names()) == 0:
		return nil, "", o.errorf("there are no draws: %d of each chain, of %d sites", d.Draws(), len(d.Names()))
	}
	if o.limit > 0 {
		most = o.limit
	}
	asked := o.sites
	if !o.has("Sites") {
		asked = d.Names()
	}
	wanted, total := make([]wish, len(asked)), 0
	for i, name := range asked {
		if wanted[i], err = o.wish(d, name); err != nil {
			return nil, "", err
		}
		total += wanted[i].size
	}
	share(wanted, most)
	var broken []string
	for _, w := range wanted {
		n := 0
		for name, chains := range d.Elements(w.site) {
			if n == w.shown {
				break
			}
			if w.element != "" && name != w.element {
				continue
			}
			n++
			e := element{name, chains}
			switch left := len(chains)*len(chains[0]) - len(e.all()); {
			case left == len(chains)*len(chains[0]):
				return nil, "", o.errorf("%s is not finite, or above 1e100, in all draws; look at the model there", name)
			case left > 0:
				broken = append(broken, fmt.Sprintf("%d of %s", left, name))
			}
			shown = append(shown, e)
		}
	}
	var notes []string
	if len(shown) == 0 {
		return nil, "", o.errorf("the sites %q have no elements", asked)
	}
	if len(shown) < total {
		notes = append(notes, fmt.Sprintf("%d of %d elements are shown; Sites and Limit choose others.", len(shown), total))
	}
	if len(broken) > 0 {
		notes = append(notes, fmt.Sprintf("Draws that are not finite, or above 1e100, are left out: %s.", strings.Join(broken, ", ")))
	}
	return shown, strings.Join(notes, " "), nil
}

// wish is a site, or one element of it, that is to be shown.
type wish struct {
	site    string
	element string // "" for all
	size    int    // elements that could be shown
	shown   int    // elements that are
}

// wish returns what a name in Sites means: a site, or an element of one by its name or number.
func (o options) wish(d *draws.Draws, name string) (wish, error) {
	if d.Has(name) {
		return wish{site: name, size: d.Get(name).Shape()[2:].Size()}, nil
	}
	for _, site := range d.Names() {
		if !strings.HasPrefix(name, site+"[") {
			continue
		}
		shape, numbered, place := d.Get(site).Shape()[2:], "", 0
		for other := range d.Elements(site) {
			if other == name {
				return wish{site: site, element: name, size: 1}, nil
			}
			if (draws.Row{Site: site, Index: unravel(place, shape)}).Name() == name {
				numbered = other
			}
			place++
		}
		if numbered == "" {
			return wish{}, o.errorf("there is no element %s; site %q has shape %v", name, site, []int(shape))
		}
		return wish{site: site, element: numbered, size: 1}, nil
	}
	return wish{}, o.errorf("there is no site %q; there are %q", name, d.Names())
}

// unravel returns the index of an element of a shape in row-major order.
func unravel(place int, shape []int) []int {
	index := make([]int, len(shape))
	for d, n := range slices.Backward(shape) {
		index[d], place = place%n, place/n
	}
	return index
}

// share divides the places among the sites by turns, so that a long one does not push out the others.
func share(wanted []wish, places int) {
	for gave := true; gave && places > 0; {
		gave = false
		for i := range wanted {
			if w := &wanted[i]; w.shown < w.size && places > 0 {
				w.shown++
				places--
				gave = true
			}
		}
	}
}

// fewest is the number of draws of a chain that diagnostics take.
const fewest = 4

// judged returns the elements to show, of which all draws are finite, since diagnostics are not known for others.
func (o options) judged(d *draws.Draws, most int) (shown []element, caption string, err error) {
	shown, caption, err = o.elements(d, most)
	if err != nil {
		return nil, "", err
	}
	if d.Draws() < fewest {
		return nil, "", o.errorf("there are %d draws of each chain; it takes %d at least", d.Draws(), fewest)
	}
	for _, e := range shown {
		if slices.ContainsFunc(slices.Concat(e.chains...), notFinite) {
			return nil, "", o.errorf("%s is not finite, or above 1e100, in some draws; look at the model there", e.name)
		}
	}
	return shown, caption, nil
}

// divergent returns of which draws, chain after chain, the trajectory diverged; nil if none is known to.
func divergent(d *draws.Draws) []bool {
	if !d.Stats().Has("divergent") {
		return nil
	}
	var flags []bool
	for _, v := range d.Stats().Get("divergent").Float64s() {
		flags = append(flags, v != 0)
	}
	if !slices.Contains(flags, true) {
		return nil
	}
	return flags
}
