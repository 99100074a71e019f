package ppl

// index finds sites by name, and keeps them in order. Looking through a few is faster than a map, and the runs of a
// training make one index after the other; there is a map only for many.
type index struct {
	order []*Site
	names []string         // under which the sites were entered
	at    map[string]*Site // nil for up to few
}

const few = 16

func (x *index) find(name string) *Site {
	if x.at != nil {
		return x.at[name]
	}
	for i, n := range x.names {
		if n == name {
			return x.order[i]
		}
	}
	return nil
}

// add enters a site under its name, which must be new.
func (x *index) add(s *Site) {
	if x.order == nil {
		x.order, x.names = make([]*Site, 0, few), make([]string, 0, few)
	}
	x.order, x.names = append(x.order, s), append(x.names, s.Name)
	switch {
	case x.at != nil:
		x.at[s.Name] = s
	case len(x.order) > few:
		x.at = make(map[string]*Site, 2*len(x.order))
		for i, n := range x.names {
			x.at[n] = x.order[i]
		}
	}
}
