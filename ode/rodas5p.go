package ode

import "math"

// rodas5P is the Rosenbrock method of Steinebach 2023, "Construction of Rosenbrock–Wanner method Rodas5P and
// numerical benchmarks within the Julia Differential Equations package" (BIT 63, 27): eight stages, order 5(4),
// L-stable and stiffly accurate, with a dense output of order 4. With γ and the matrices below, which are the
// transformed ones in the notation of Hairer & Wanner 1996, "Solving Ordinary Differential Equations II", section
// IV.7, the stages are
//
//	(1/(hγ) - J) kᵢ = f(t + cᵢ h, y + Σ aᵢⱼ kⱼ) + h dᵢ ∂f/∂t + Σ Cᵢⱼ kⱼ / h.
//
// The last stage is the error, and with it the sum of the one before it is the solution.
var rodas5P = &method{stages: 8, last: -1, step: rodasStep, weights: rodasWeights, reverse: rodasReverse}

const rodasGamma = 0.21193756319429014

var (
	rodasA = [][]float64{
		{},
		{3},
		{2.849394379747939, 0.45842242204463923},
		{-6.954028509809101, 2.489845061869568, -10.358996098473584},
		{2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641},
		{-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946},
		{-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946, 1},
		{-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946, 1, 1},
	}
	rodasB = append(rodasA[7][:7:7], 1)
	rodasC = [][]float64{
		{},
		{-14.155112264123755},
		{-17.97296035885952, -2.859693295451294},
		{147.12150275711716, -1.41221402718213, 71.68940251302358},
		{165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306},
		{24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471},
		{30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623, -28.087943162872662},
		{37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002, -54.66780262877968, -9.48861652309627},
	}
	rodasTimes = []float64{0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1, 1, 1}
	rodasD     = []float64{0.21193756319429014, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069, 0, 0, 0}
	rodasH     = [][]float64{ // of the dense output
		{25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073, 1.1241088310450404, 0.4272876194431874, -0.17202221070155493},
		{-9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044, 15.98066361424651, -6.789040303419874, -6.710236069923372},
		{11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654, -59.78993625266729, -0.15582684282751913, 4.883087185713722},
	}
)

// implicit factors 1/(hγ) - J at a point, and leaves ∂f/∂t in w.slopes. It reports whether the matrix has an inverse.
func (w *solver) implicit(t, h float64, y []float64) bool {
	if w.linear.lu == nil {
		w.linear, w.slopes = newLinear(w.n), make([]float64, w.n)
	}
	f := w.need(&w.jacobian, w.sys.jacobian)
	f.at[0] = t
	copy(f.at[w.sys.inputs.states:], y[:w.n])
	f.run(f.each)
	for i := range w.n {
		roots := f.roots[i*(w.n+1) : (i+1)*(w.n+1)]
		for j := range w.n {
			w.linear.lu[i*w.n+j] = -f.at[roots[j]]
		}
		w.linear.lu[i*w.n+i] += 1 / (h * rodasGamma)
		w.slopes[i] = f.at[roots[w.n]]
	}
	return w.linear.factor()
}

func rodasStep(w *solver, h float64) float64 {
	if !w.implicit(w.t, h, w.z) {
		return math.NaN()
	}
	n, size := w.n, w.size()
	for i := range 8 {
		rates := w.f
		if i > 0 {
			rates = w.sum
			w.combine(w.stage[:size], w.z, 1, rodasA[i], w.k)
			w.rates(w.t+rodasTimes[i]*h, w.stage, rates)
		}
		k := w.stage[:size]
		w.combine(k, rates, 1/h, rodasC[i], w.k)
		add(k[:n], w.slopes, h*rodasD[i])
		w.linear.solve(k[:n])
		if w.directed {
			w.addSecond(k[n:], k[:n], h*rodasD[i])
			w.linear.solve(k[n:])
		}
		for l, v := range k {
			w.k[l*8+i] = v
		}
	}
	w.combine(w.z1[:size], w.z, 1, rodasB, w.k)
	for l := range size {
		w.sum[l] = w.k[l*8+7]
	}
	return w.norm(w.sum)
}

// addSecond adds how the rates of the direction change at the beginning of a step, along the states and the time.
func (w *solver) addSecond(to, states []float64, time float64) {
	f, in := w.need(&w.second, w.sys.second), w.sys.inputs
	f.at[0], f.at[in.acrossTime] = w.t, time
	copy(f.at[in.states:], w.z[:w.n])
	copy(f.at[in.toStates:], w.z[w.n:])
	copy(f.at[in.across:], states)
	f.run(f.each)
	for i := range to {
		to[i] += f.at[f.roots[i]]
	}
}

func rodasWeights(x, _ float64, to []float64) {
	for j := range to {
		to[j] = x * (rodasB[j] + (1-x)*(rodasH[0][j]+x*(rodasH[1][j]+x*rodasH[2][j])))
	}
}

// rodasReverse differentiates the equation of the stages: what multiplies J depends on the beginning of the step, too.
func rodasReverse(w *solver, t, h float64, y, k []float64) {
	w.implicit(t, h, y)
	w.spread(w.gk, w.back, 1, rodasB)
	add(w.back, w.gy, 1)
	f, in := w.need(&w.contraction, w.sys.contraction), w.sys.inputs
	for i := 7; i >= 0; i-- {
		if !w.pick(w.u, w.gk, i) {
			continue
		}
		w.linear.solveTransposed(w.u)
		w.spread(w.gk, w.u, 1/h, rodasC[i])

		w.combine(w.stage[:w.n], y, 1, rodasA[i], k)
		clear(w.r)
		w.carry(t+rodasTimes[i]*h, w.stage, w.u, w.r)
		add(w.back, w.r, 1)
		w.spread(w.gk, w.r, 1, rodasA[i])

		f.at[0], f.at[in.toTime] = t, h*rodasD[i]
		copy(f.at[in.states:], y)
		w.pick(f.at[in.toStates:in.toParams], k, i)
		copy(f.at[in.adjoints:], w.u)
		f.run(f.each)
		w.collect(f, w.back)
	}
}
