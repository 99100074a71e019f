package ppl

// Substitute gives latent sites and parameters the given values; they keep their roles, and are scored. A site whose
// value was set inside keeps it. A value for a name that the model does not have, or for an observed site, is an error.
func Substitute(m Model, values Values) Model {
	return onlyNamed("Substitute", m, values, func(s *Site, next Next) {
		switch {
		case values[s.Name] == nil:
			s.Fail("Substitute has a nil value for it")
		case s.Kind != SampleSite && s.Kind != ParamSite:
			s.Fail("Substitute names it, and it is neither a random choice nor a parameter but a %v", s.Kind)
		case s.Observed:
			s.Fail("Substitute names it, and it is observed; Condition observes another value")
		case s.Value == nil:
			s.Value = values[s.Name]
		}
		next.Apply(s)
	})
}
