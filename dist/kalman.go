package dist

import (
	"math"
	"slices"
)

// kalman is a linear Gaussian state space with values, and room for what its filter works out. Covariances are kept by
// their factors, which triangularization makes from those before (Kailath, Sayed & Hassibi 2000, "Linear estimation",
// section 12.3): they cannot lose their sign, and lose half as many digits.
type kalman struct {
	states, values, steps int
	noises                [2]int       // columns of the two noises
	inputs                [6][]float64 // initial mean and factor, transition and its noise, observation and its noise
	x, seen               []float64    // [steps, values]; seen is 0 for values that are left out

	of   []filtered // the steps
	rows []int
	room []float64
	heap []float64
	used int
	wide [8][]float64 // the inputs, if they are Float32
}

// filtered is a step of the filter. Of matrices of values, only rows of those that are seen are left.
type filtered struct {
	mean, factor       small // of the state before the step's values
	meanAfter, after   small // of the state after them
	rows               []int // the values that are seen
	observation, noise small
	root               small // of the covariance S of the values
	off, gain          small // root⁻¹ times the values less their mean, and how that moves the state's; S⁻¹ in backward
	byMean, bySpread   small // derivatives of the log-density by the mean and the covariance of the state before
}

// matrix returns a matrix of zeros.
func (k *kalman) matrix(rows, cols int) small {
	n := rows * cols
	if k.used+n > len(k.heap) {
		k.heap, k.used = make([]float64, max(2*len(k.heap), n, 1<<10)), 0 // matrices made before keep the old one
	}
	v := k.heap[k.used:][:n:n]
	clear(v)
	k.used += n
	return smallOf(v, rows, cols)
}

// shape returns the extents of input i at one step.
func (k *kalman) shape(i int) (rows, cols int) {
	switch i {
	case 0:
		return k.states, 1
	case 1, 2:
		return k.states, k.states
	case 3:
		return k.states, k.noises[0]
	case 4:
		return k.values, k.states
	}
	return k.values, k.noises[1]
}

// at returns input i at a step, or its derivatives, of which there is one or one for every step.
func (k *kalman) at(i, t int, of []float64) small {
	rows, cols := k.shape(i)
	if len(of) == rows*cols {
		t = 0
	}
	return smallOf(of[t*rows*cols:][:rows*cols], rows, cols)
}

func (k *kalman) input(i, t int) small { return k.at(i, t, k.inputs[i]) }

// logProb returns the log-density of the values that are seen, -Inf if one is infinite.
func (k *kalman) logProb() float64 {
	for i, v := range k.x {
		if math.IsInf(v, 0) && (k.seen == nil || k.seen[i] != 0) {
			return math.Inf(-1)
		}
	}
	return k.forward()
}

// forward returns the log-density of the values that are seen.
func (k *kalman) forward() float64 {
	n := k.states
	k.used, k.rows = 0, slices.Grow(k.rows[:0], k.steps*k.values)
	k.of = slices.Grow(k.of[:0], k.steps)[:k.steps]
	k.room = slices.Grow(k.room[:0], n+k.values+k.noises[0]+k.noises[1])
	k.room = k.room[:cap(k.room)]
	factor := k.matrix(n, n)
	for i := range n { // of the given one only the triangle counts
		factor.part(i, 0, 1, i+1).plus(k.input(1, 0).part(i, 0, 1, i+1), 1)
		if !(factor.at(i, i) > 0) {
			return math.NaN()
		}
	}
	k.of[0] = filtered{mean: k.matrix(n, 1).plus(k.input(0, 0), 1), factor: factor}
	total := 0.0
	for t := range k.steps {
		total += k.update(&k.of[t], t)
		if t+1 < k.steps {
			k.of[t+1] = k.predict(&k.of[t], t)
		}
	}
	return total
}

// predict returns the state of the step after s.
func (k *kalman) predict(s *filtered, t int) filtered {
	n, move := k.states, k.input(2, t)
	wide := k.matrix(n, n+k.noises[0])
	wide.part(0, 0, n, n).add(move, s.after, 1)
	wide.part(0, n, n, k.noises[0]).plus(k.input(3, t), 1)
	wide.triangle(k.room)
	return filtered{mean: k.matrix(n, 1).add(move, s.meanAfter, 1), factor: wide.part(0, 0, n, n)}
}

// update takes in the values of step t, and returns their log-density given those before.
func (k *kalman) update(s *filtered, t int) float64 {
	from, n, q := len(k.rows), k.states, k.noises[1]
	for i := range k.values {
		if k.seen == nil || k.seen[t*k.values+i] != 0 {
			k.rows = append(k.rows, i)
		}
	}
	s.rows = k.rows[from:]
	m := len(s.rows)
	if m == 0 {
		s.meanAfter, s.after = s.mean, s.factor
		return 0
	}
	s.observation, s.noise, s.off = k.matrix(m, n), k.matrix(m, q), k.matrix(m, 1)
	for i, row := range s.rows {
		s.observation.part(i, 0, 1, n).plus(k.input(4, t).part(row, 0, 1, n), 1)
		s.noise.part(i, 0, 1, q).plus(k.input(5, t).part(row, 0, 1, q), 1)
		s.off.set(i, 0, k.x[t*k.values+row])
	}
	wide := k.matrix(m+n, max(q, m)+n) // [noise, observation · factor; 0, factor]
	wide.part(0, 0, m, q).plus(s.noise, 1)
	wide.part(0, q, m, n).add(s.observation, s.factor, 1)
	wide.part(m, q, n, n).plus(s.factor, 1)
	wide.triangle(k.room)
	s.root, s.after = wide.part(0, 0, m, m), wide.part(m, m, n, n)
	cross := wide.part(m, 0, n, m) // the covariance with the values times root⁻ᵀ

	root := s.root
	off := root.solve(s.off.add(s.observation, s.mean, -1))
	s.meanAfter = k.matrix(n, 1).plus(s.mean, 1).add(cross, off, 1)
	s.gain = cross // times root, until backward
	logProb := -float64(m) * halfLog2Pi
	for i := range m {
		logProb -= off.at(i, 0)*off.at(i, 0)/2 + math.Log(root.at(i, i))
	}
	return logProb
}

// backward adds the derivatives of the log-density by the inputs and by the values, after forward; those by an input
// whose slopes are nil are left out. It is the reverse of the filter, with the derivative of the covariance of the
// state in Joseph's form, in which that by the gain is 0.
func (k *kalman) backward(slopes *[6][]float64, byX []float64) {
	n := k.states
	byMean, bySpread := k.matrix(n, 1), k.matrix(n, n) // of the state after a step's values
	for t := k.steps - 1; t >= 0; t-- {
		s := &k.of[t]
		s.byMean, s.bySpread = k.matrix(n, 1).plus(byMean, 1), k.matrix(n, n).plus(bySpread, 1)
		if len(s.rows) > 0 {
			k.backUpdate(s, t, slopes, byX)
		}
		if t == 0 {
			break
		}
		before, move := &k.of[t-1], k.input(2, t-1)
		if slopes[2] != nil {
			moved := k.matrix(n, n).add(move, before.after, 1)
			half := k.matrix(n, n).add(s.bySpread, moved, 1)
			k.at(2, t-1, slopes[2]).add(s.byMean, before.meanAfter.t(), 1).add(half, before.after.t(), 2)
		}
		if slopes[3] != nil {
			k.at(3, t-1, slopes[3]).add(s.bySpread, k.input(3, t-1), 2)
		}
		byMean = k.matrix(n, 1).add(move.t(), s.byMean, 1)
		bySpread = k.matrix(n, n).add(k.matrix(n, n).add(move.t(), s.bySpread, 1), move, 1)
	}
	first := &k.of[0]
	if slopes[0] != nil {
		k.at(0, 0, slopes[0]).plus(first.byMean, 1)
	}
	if slopes[1] != nil {
		byFactor := k.matrix(n, n).add(first.bySpread, first.factor, 2)
		for i := range n {
			k.at(1, 0, slopes[1]).part(i, 0, 1, i+1).plus(byFactor.part(i, 0, 1, i+1), 1)
		}
	}
}

// backUpdate takes derivatives from the state after the values of step t to that before.
func (k *kalman) backUpdate(s *filtered, t int, slopes *[6][]float64, byX []float64) {
	n, m := k.states, len(s.rows)
	s.root.t().solveUpper(s.off)
	s.root.t().solveUpper(s.gain.t())
	after, spread := s.byMean, s.bySpread
	kept := k.matrix(n, n).add(s.gain, s.observation, -1) // 1 - gain · observation
	for i := range n {
		kept.set(i, i, kept.at(i, i)+1)
	}
	pull := k.matrix(m, 1).add(s.gain.t(), after, 1)
	byOff := k.matrix(m, 1).plus(pull, 1).plus(s.off, -1)
	byS := k.matrix(m, m)
	for i := range m {
		byS.set(i, i, -0.5)
	}
	s.root.solve(byS)
	s.root.t().solveUpper(byS)
	byS.add(s.off, s.off.t(), 0.5).add(pull, s.off.t(), -0.5).add(s.off, pull.t(), -0.5)

	toGain := k.matrix(n, m).add(spread, s.gain, 1)
	byNoise := k.matrix(m, m).plus(byS, 1).add(s.gain.t(), toGain, 1)
	loading := k.matrix(n, 1).add(s.observation.t(), s.off, 1)
	if slopes[4] != nil {
		toFactor := k.matrix(m, n).add(s.observation, s.factor, 1) // observation · P = toFactor · factorᵀ
		byObservation := k.matrix(m, n)
		byObservation.add(k.matrix(m, n).add(toGain.t(), s.after, 1), s.after.t(), -2)
		byObservation.add(s.off, k.matrix(n, 1).add(s.factor, k.matrix(n, 1).add(s.factor.t(), after, 1), 1).t(), 1)
		byObservation.add(k.matrix(m, n).add(byS, toFactor, 1), s.factor.t(), 2)
		byObservation.add(byOff, s.mean.t(), -1)
		for i, row := range s.rows {
			k.at(4, t, slopes[4]).part(row, 0, 1, n).plus(byObservation.part(i, 0, 1, n), 1)
		}
	}
	if slopes[5] != nil {
		noise := k.matrix(m, k.noises[1]).add(byNoise, s.noise, 2)
		for i, row := range s.rows {
			k.at(5, t, slopes[5]).part(row, 0, 1, k.noises[1]).plus(noise.part(i, 0, 1, k.noises[1]), 1)
		}
	}

	s.bySpread = k.matrix(n, n).add(k.matrix(n, n).add(kept.t(), spread, 1), kept, 1)
	s.bySpread.add(after, loading.t(), 0.5).add(loading, after.t(), 0.5)
	s.bySpread.add(k.matrix(n, m).add(s.observation.t(), byS, 1), s.observation, 1)
	s.byMean = k.matrix(n, 1).plus(after, 1).add(s.observation.t(), byOff, -1)

	for i, row := range s.rows {
		byX[t*k.values+row] = byOff.at(i, 0)
	}
}

// smooth writes the means and the covariances of the states of all steps given all values, after backward: a + P r and
// P - P N P with the derivatives r and ½ (r rᵀ - N) (Durbin & Koopman 2012, "Time series analysis by state space
// methods", section 4.4).
func (k *kalman) smooth(out []float64) {
	n := k.states
	for t := range k.steps {
		s := &k.of[t]
		pull := k.matrix(n, 1).add(s.factor.t(), s.byMean, 1)
		to := out[t*n*(n+1):]
		smallOf(to[:n], n, 1).product(s.factor, pull).plus(s.mean, 1)
		left := k.matrix(n, n).add(k.matrix(n, n).add(s.factor.t(), s.bySpread, 2), s.factor, 1).add(pull, pull.t(), -1)
		for i := range n {
			left.set(i, i, left.at(i, i)+1)
		}
		smallOf(to[n:n+n*n], n, n).product(k.matrix(n, n).add(s.factor, left, 1), s.factor.t())
	}
}
