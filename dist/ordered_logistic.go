package dist

import "github.com/credence-ppl/credence/tensor"

// OrderedLogistic returns the distribution of a category 0, 1, … or K-1 on a scale, such as a rating: how many of the
// K-1 cutpoints c₁ < c₂ < …, the last dimension, lie below the predictor η plus standard logistic noise. With c₀ = -∞
// and c_K = ∞, and σ for the sigmoid
//
//	p(x) = σ(c_{x+1} - η) - σ(c_x - η)
//
// A larger predictor makes higher categories more probable, as in Pyro's and NumPyro's OrderedLogistic(predictor,
// cutpoints), PyMC's OrderedLogistic(eta, cutpoints), Stan's ordered_logistic(eta, c), which counts from 1, and TFP's
// OrderedLogistic(cutpoints, loc), which has the cutpoints first. Differences are computed without cancellation,
// however far out the predictor is and however close the cutpoints are.
func OrderedLogistic[P tensor.Like](predictor P, cutpoints *tensor.Tensor) *OrderedDist {
	return newOrdered(orderedLogistic.get(), tensor.To(predictor), cutpoints)
}

var orderedLogistic = lazy[*orderedNoise]{make: func() *orderedNoise {
	return newOrderedNoise("OrderedLogistic",
		is("log1mexp(low - high) - softplus(predictor - high) - softplus(low - predictor)"),
		is("sigmoid(cut - predictor)"), is("-softplus(predictor - cut)"), is("-softplus(cut - predictor)"))
}}
