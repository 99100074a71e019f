package ppl

// Condition observes sites at the given values: they are scored there and no longer latent. It replaces a value that
// Obs or a Condition inside gave; an intervened site stays intervened. A value for a name that the model does not have,
// or for a site that is not a random choice, is an error.
func Condition(m Model, values Values) Model {
	return setValues("Condition", m, values, ConditionedRole)
}

// setValues gives sample sites values and a role.
func setValues(handler string, m Model, values Values, role Role) Model {
	return onlyNamed(handler, m, values, func(s *Site, next Next) {
		value := values[s.Name]
		if value == nil {
			s.Fail("%s has a nil value for it", handler)
		}
		if s.Kind != SampleSite {
			s.Fail("%s names it, and it is not a random choice but a %v", handler, s.Kind)
		}
		if s.role != IntervenedRole {
			s.Value = value
			s.SetRole(role)
		}
		next.Apply(s)
	})
}
