package ppl

// Block hides sites from the handlers outside and from the trace: they are drawn, and nobody sees or scores them. A name the model
// does not have is an error.
func Block(m Model, names ...string) Model {
	hidden := make(map[string]bool, len(names))
	for _, n := range names {
		hidden[n] = true
	}
	return named("Block", m, hidden, func(s *Site, next Next) { next.Hide(s) })
}
