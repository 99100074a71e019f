package ppl

// Uncondition forgets what was observed, by Obs or by Condition: every random choice is drawn.
func Uncondition(m Model) Model {
	return WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		if s.Kind == SampleSite && s.Observed {
			s.Value, s.Observed, s.Conditioned = nil, false, false
		}
		next.Apply(s)
	}))
}
