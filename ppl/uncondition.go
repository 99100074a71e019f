package ppl

// Uncondition forgets what was observed inside, by Obs or by Condition: every random choice is drawn.
func Uncondition(m Model) Model {
	return WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		if s.Observed {
			s.Value = nil
			s.SetRole(s.declared)
		}
		next.Apply(s)
	}))
}
