package ppl

// Do intervenes: sites take the given values whatever their distributions say, and are not scored; what depends on them
// is. That is the do operator of Pearl 2009, "Causality", chapter 3. No handler outside changes an intervened site. A
// value for a name that the model does not have, or for a site that is not a random choice, is an error.
//
// Predictions from a posterior do not know which latents an intervention influences: see Predict in package infer.
func Do(m Model, values Values) Model {
	return setValues("Do", m, values, IntervenedRole)
}
