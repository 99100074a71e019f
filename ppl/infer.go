package ppl

// Setting is something that inference can be told about single sites, such as infer.Init. Each has a type of its own,
// which the code defines that reads it with [SettingOf].
type Setting interface {
	// Check refuses, with [Site.Fail], a site for which the setting means nothing, or a value that it cannot have.
	Check(s *Site)
}

// Infer gives sites a setting for inference to read. The model stays what it is. Of two settings of one type the outer
// one counts. A name that the model does not have is an error, as is a list without names.
func Infer(m Model, setting Setting, sites ...string) Model {
	return onlySites("Infer", m, sites, func(s *Site, next Next) {
		if isNil(setting) {
			s.Fail("Infer has a nil setting for it")
		}
		setting.Check(s)
		s.settings = append(s.settings, setting)
		next.Apply(s)
	})
}

// SettingOf returns the setting of type S that [Infer] gave a site, and whether there is one.
func SettingOf[S Setting](s *Site) (setting S, ok bool) {
	for _, other := range s.settings {
		if found, is := other.(S); is {
			setting, ok = found, true
		}
	}
	return setting, ok
}
