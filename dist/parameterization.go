package dist

import "github.com/credence-ppl/credence/tensor"

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

// eitherOf returns the family of the parameterization.
func eitherOf[P Parameterization](probs, logits *lazy[*family]) *family {
	if isLogits[P]() {
		return logits.get()
	}
	return probs.get()
}

// probsOf and logitsOf return a parameter as probabilities and as log-odds.
func probsOf(v *tensor.Tensor, logits bool) *tensor.Tensor {
	if logits {
		return v.Sigmoid()
	}
	return v
}

func logitsOf(v *tensor.Tensor, logits bool) *tensor.Tensor {
	if logits {
		return v
	}
	return Logit.Forward(v)
}
