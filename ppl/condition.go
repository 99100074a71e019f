package ppl

// Condition observes sites at the given values: they are scored there and no longer latent. A value for a name the model does not have, or
// for a site that is no random choice, is an error. An intervened site stays intervened.
func Condition(m Model, values Values) Model {
	return setValues("Condition", m, values, func(s *Site) {
		s.Observed, s.Conditioned = true, true
	})
}

// Do intervenes: sites take the given values whatever their distributions say, and are not scored. What depends on them does (Pearl's do
// operator). A value for a name the model does not have is an error.
func Do(m Model, values Values) Model {
	return setValues("Do", m, values, func(s *Site) {
		s.Intervened, s.Observed, s.Conditioned = true, false, false
	})
}

// setValues gives sample sites values and marks them.
func setValues(handler string, m Model, values Values, mark func(*Site)) Model {
	return named(handler, m, values, func(s *Site, next Next) {
		value := values[s.Name]
		if value == nil {
			s.Fail("%s has a nil value for it", handler)
		}
		if s.Kind != SampleSite {
			s.Fail("%s names it, and it is no random choice but a %v site", handler, s.Kind)
		}
		if !s.Intervened {
			s.Value = value
			mark(s)
		}
		next.Apply(s)
	})
}
