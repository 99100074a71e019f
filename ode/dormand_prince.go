package ode

// dormandPrince is the method of Dormand & Prince 1980, "A family of embedded Runge–Kutta formulae" (J. Comp. Appl.
// Math. 6), RK5(4)7M, with the dense output of order 4 that DOPRI5 has (Hairer, Nørsett & Wanner 1993, section II.6).
var dormandPrince = &method{stages: 7, last: 6, step: dormandPrinceStep, weights: dormandPrinceWeights, reverse: dormandPrinceReverse}

var (
	dpC = []float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1}
	dpA = [][]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84}, // the solution
	}
	// The solution minus that of order 4.
	dpE = []float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}
	// Of the term x²(1-x)² of the dense output.
	dpD = []float64{-12715105075. / 11282082432, 0, 87487479700. / 32700410799, -10690763975. / 1880347072,
		701980252875. / 199316789632, -1453857185. / 822651844, 69997945. / 29380423}
)

func dormandPrinceStep(w *solver, h float64) float64 {
	n := w.size()
	for i, v := range w.f[:n] {
		w.k[i*7] = v
	}
	for i := 1; i < 7; i++ {
		to := w.stage
		if i == 6 {
			to = w.z1
		}
		w.combine(to[:n], w.z, h, dpA[i], w.k)
		w.ratesInto(w.t+dpC[i]*h, to, w.k[i:], 7)
	}
	for i := range n {
		w.sum[i] = h * w.stages(i, dpE, w.k)
	}
	return w.norm(w.sum)
}

func dormandPrinceWeights(x, h float64, to []float64) {
	y := 1 - x
	for j := range to {
		b := 0.0
		if j < 6 {
			b = dpA[6][j]
		}
		first, last := 0.0, 0.0
		switch j {
		case 0:
			first = 1
		case 6:
			last = 1
		}
		to[j] = h * x * (b + y*(first-b+x*(2*b-first-last+y*dpD[j])))
	}
}

func dormandPrinceReverse(w *solver, t, h float64, y, k []float64) {
	for i := 6; i >= 0; i-- {
		if i == 5 { // the end has all of its adjoint
			w.spread(w.gk, w.back, h, dpA[6])
		}
		if !w.pick(w.u, w.gk, i) {
			continue
		}
		w.combine(w.stage[:w.n], y, h, dpA[i], k)
		clear(w.r)
		w.carry(t+dpC[i]*h, w.stage, w.u, w.r)
		if i == 6 {
			add(w.back, w.r, 1)
			continue
		}
		add(w.gy, w.r, 1)
		w.spread(w.gk, w.r, h, dpA[i])
	}
	add(w.back, w.gy, 1)
}
