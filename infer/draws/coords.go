package draws

import (
	"maps"
	"slices"

	"github.com/credence-ppl/credence/internal/words"
)

// SetCoords names the rows of a plate. A name then stands for the row's number wherever an element is named, as in
// theta[Choate] for theta[0]: in summaries, pictures, [Draws.Elements] and [Draws.Matrix]; [InferenceData] saves it. It
// panics if no site has such a plate, one has it with another number of rows, or a name is empty or there twice.
func (d *Draws) SetCoords(plate string, names []string) {
	plates := map[string]bool{}
	for _, name := range d.names {
		s := d.sites[name]
		for i, dim := range s.dims[2:] {
			if dim != "" {
				plates[dim] = true
			}
			if dim == plate && s.shape[i] != len(names) {
				fail("SetCoords of %d names for the %d rows that plate %q has in site %q", len(names), s.shape[i], plate, name)
			}
		}
	}
	if !plates[plate] {
		fail("SetCoords of plate %q, which no site has; there are %s", plate, words.Names(slices.Sorted(maps.Keys(plates))))
	}
	for i, name := range names {
		if name == "" || slices.Contains(names[:i], name) {
			fail("SetCoords of plate %q: row %d is called %q; each row needs a name of its own", plate, i, name)
		}
	}
	if d.coords == nil {
		d.coords = map[string][]string{}
	}
	d.coords[plate] = slices.Clone(names)
}

// coordsOf returns the names of the rows where an element of a site is, "" for those that have none, and nil if no row
// has one.
func (d *Draws) coordsOf(site string, index []int) (coords []string) {
	for i, n := range index {
		names := d.coords[d.sites[site].dims[2+i]]
		if names == nil {
			continue
		}
		if coords == nil {
			coords = make([]string, len(index))
		}
		coords[i] = names[n]
	}
	return coords
}

// nameOf returns the name of an element of a site.
func (d *Draws) nameOf(site string, element int) string {
	index := indexOf(element, d.sites[site].shape)
	return Row{Site: site, Index: index, Coords: d.coordsOf(site, index)}.Name()
}
