package dist

// Parameterization says what the parameter of [Bernoulli] or [Categorical] is. Leaving it out does not compile, because
// taking one for the other trains the wrong model without a word.
type Parameterization interface{ Logits | Probs }

// Logits are log-odds for Bernoulli, and the inputs of a softmax for Categorical: any real numbers, and ±Inf.
type Logits struct{}

// Probs are probabilities for Bernoulli, and for Categorical weights that need not add up to 1.
type Probs struct{}

// isLogits tells the parameterizations apart.
func isLogits[P Parameterization]() bool {
	var p P
	_, ok := any(p).(Logits)
	return ok
}
