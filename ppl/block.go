package ppl

// Block hides sites from the handlers outside and from the trace: they are drawn, but neither seen nor scored. A name
// that the model does not have is an error, as is a list without names.
func Block(m Model, names ...string) Model {
	return onlySites("Block", m, names, func(s *Site, next Next) {
		if s.Kind == PlateSite {
			s.Fail("Block names it, and a plate cannot be hidden; name the sites in it")
		}
		next.Hide(s)
	})
}
