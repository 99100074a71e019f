package dist

// gammaKL is the divergence between gamma distributions. With m for the means a/rate it is
//
//	∫₀¹ (1-s) (a_p-a_q)² (ψ′(y) - 1/y) ds + a_p (m_q/m_p - 1 - log(m_q/m_p)),  y = a_q + s(a_p-a_q)
//
// in which no term is negative.
var gammaKL = is(`
	u = (q_concentration - p_concentration)/p_concentration
	v = (p_rate - q_rate)/q_rate
	t = u + v + u*v
	means = where(t < -0.5, t - (log(q_concentration) - log(p_concentration) + log(p_rate) - log(q_rate)), xmlog1p(t))
	gammaShapeKL(q_concentration, p_concentration, p_concentration - q_concentration) + p_concentration*means`).
	d("q_concentration", `
		d = p_concentration - q_concentration
		(p_rate - q_rate)/q_rate - d/q_concentration - d*trigammarest(q_concentration)`).
	d("q_rate", "(p_concentration - q_concentration - q_concentration*((p_rate - q_rate)/q_rate))/q_rate").
	d("p_concentration", "digammaRise(q_concentration, p_concentration, p_concentration - q_concentration) - logRise(q_rate, p_rate)").
	d("p_rate", "-(p_concentration - q_concentration - q_concentration*((p_rate - q_rate)/q_rate))/p_rate")

// betaKL is the divergence between beta distributions. The curvature of log B(a, b) is that of x log x, whose part is
// the divergence of two outcomes with the means as probabilities, and the excesses of log Γ over it.
var betaKL = is(`
	u = p_a - q_a
	v = p_b - q_b
	n = q_a + q_b
	m = p_a + p_b
	cross = u*(q_b/n) - v*(q_a/n)
	s = -cross/p_a
	t = cross/p_b
	one = where(s < -0.5, s - (log(q_a) - log(n) - log(p_a) + log(m)), xmlog1p(s))
	zero = where(t < -0.5, t - (log(q_b) - log(n) - log(p_b) + log(m)), xmlog1p(t))
	p_a*one + p_b*zero + gammaShapeKL(q_a, p_a, u) + gammaShapeKL(q_b, p_b, v) - gammaShapeKL(n, m, u + v)`).
	d("q_a", "n = q_a + q_b; u = p_a - q_a; w = u + (p_b - q_b); w*trigammarest(n) - u*trigammarest(q_a) + (w/n - u/q_a)").
	d("q_b", "n = q_a + q_b; v = p_b - q_b; w = (p_a - q_a) + v; w*trigammarest(n) - v*trigammarest(q_b) + (w/n - v/q_b)").
	d("p_a", "digammaRise(q_a, p_a, p_a - q_a) - digammaRise(q_a + q_b, p_a + p_b, (p_a - q_a) + (p_b - q_b))").
	d("p_b", "digammaRise(q_b, p_b, p_b - q_b) - digammaRise(q_a + q_b, p_a + p_b, (p_a - q_a) + (p_b - q_b))")
