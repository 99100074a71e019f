package dist

import "github.com/credence-ppl/credence/internal/kernel"

// normalKL is the divergence between normal distributions,
//
//	½ (t - log(1 + t)) + ½ ((loc_q - loc_p) / scale_p)²,  t = (scale_q / scale_p)² - 1
var normalKL = is("(squareRatioKL(q_scale, p_scale) + ((q_loc - p_loc)/p_scale)^2)/2").
	d("q_scale", "squareRatio(q_scale, p_scale)/q_scale").
	d("p_scale", "-(squareRatio(q_scale, p_scale) + ((q_loc - p_loc)/p_scale)^2)/p_scale")

// firstWhole: q's parameters are stored in full, p's are single numbers, as with one prior for all weights.
const firstWhole = 1<<2 - 1

var normalKLDense = denseOf[float32]{
	sum: func(in pieces[float32]) float64 { return kernel.NormalKL(in[0], in[1], in[2][0], in[3][0]) },
	sumGrad: func(d, in pieces[float32], factor float32, add uint) {
		kernel.NormalKLGrads(d[0], d[1], in[0], in[1], in[2][0], in[3][0], factor, add)
	},
}
