package ppl

// index finds sites by name and keeps them in order. Most runs have few sites, and a training run makes one index after
// another; looking through a few entries is faster than making a map, which only many get.
type index struct {
	entries []entry
	room    [few]entry       // for the first of them
	at      map[string]*Site // nil for up to few
}

// entry is a site with the name under which it was entered.
type entry struct {
	name string
	site *Site
}

const few = 16

func (x *index) find(name string) *Site {
	if x.at != nil {
		return x.at[name]
	}
	for _, e := range x.entries {
		if e.name == name {
			return e.site
		}
	}
	return nil
}

// add enters a site under a name, which must be new.
func (x *index) add(name string, s *Site) {
	if x.entries == nil {
		x.entries = x.room[:0]
	}
	x.entries = append(x.entries, entry{name, s})
	switch {
	case x.at != nil:
		x.at[name] = s
	case len(x.entries) > few:
		x.at = make(map[string]*Site, 2*len(x.entries))
		for _, e := range x.entries {
			x.at[e.name] = e.site
		}
	}
}

// sites returns the sites in order.
func (x *index) sites() []*Site {
	sites := make([]*Site, len(x.entries))
	for i, e := range x.entries {
		sites[i] = e.site
	}
	return sites
}
