package ode

// path is what a solver did on its way through one system: the steps, and what happened between them. Its memory is
// used again by the next solution.
type path struct {
	marks  []mark
	steps  []float64 // of each step: the time, the length, the states, the stages
	order  []int     // of the times, ascending
	jumps  []int     // in the order of their times
	before []float64 // the states before each jump
	failed bool
}

// mark is something on the way.
type mark struct {
	what what
	i    int // the number of the step, of the time that was reached, or of the jump
	part float64
}

type what uint8

const (
	stepped what = iota
	reached      // a time, at which the state is that of the way there
	within       // a time within the step before, after the given part of it
	jumped
)

// course is what a solution is asked for: the times, the times of jumps, and by how much.
type course struct {
	from          float64
	times, at, by []float64
	states        []int // that jump
}

// integrate follows a course from the start, and writes the states at its times.
func (w *solver) integrate(p *path, c course, start, params, out []float64) *Error {
	p.marks, p.steps = p.marks[:0], p.steps[:0]
	p.order, p.jumps = sorted(p.order, c.times), sorted(p.jumps, c.at)
	if need := len(c.at) * w.n; len(p.before) < need {
		p.before = make([]float64, need)
	}
	w.begin(c.from, start, params)
	if i := firstNonFinite(start); i >= 0 {
		return w.failure("the start is not finite")
	}
	if i := firstNonFinite(params); i >= 0 {
		return w.failure("the parameter %s is %v", w.sys.params[i], params[i])
	}
	for i, at := range [][]float64{c.times, c.at} {
		what := []string{"a time", "the time of a jump"}[i]
		for _, t := range at {
			if !(t >= c.from) || firstNonFinite([]float64{t}) >= 0 {
				return w.failure("%s is %g; times are finite, and not before the start (Options.From)", what, t)
			}
		}
	}
	next, taken := 0, 0
	arrive := func() {
		for ; next < len(p.order) && c.times[p.order[next]] <= w.t; next++ {
			copy(out[p.order[next]*w.n:], w.z[:w.n])
			p.marks = append(p.marks, mark{what: reached, i: p.order[next]})
		}
	}
	accepted := func(h, to float64) {
		number := len(p.steps) / w.stride()
		p.marks = append(p.marks, mark{what: stepped, i: number})
		p.steps = append(append(p.steps, w.t, h), w.z[:w.n]...)
		p.steps = append(p.steps, w.k[:w.n*w.method.stages]...)
		for ; next < len(p.order) && c.times[p.order[next]] < to; next++ {
			i := p.order[next]
			part := (c.times[i] - w.t) / h
			w.method.weights(part, h, w.shares)
			w.combine(out[i*w.n:(i+1)*w.n], w.z, 1, w.shares, w.k)
			p.marks = append(p.marks, mark{within, i, part})
		}
	}
	arrive()
	for jump := 0; next < len(p.order); jump++ {
		end := c.times[p.order[len(p.order)-1]]
		last := jump == len(p.jumps) || c.at[p.jumps[jump]] >= end
		if !last {
			end = c.at[p.jumps[jump]]
		}
		if end > w.t {
			if err := w.advance(end, &taken, accepted); err != nil {
				return err
			}
		}
		arrive()
		if !last {
			i := p.jumps[jump]
			copy(p.before[i*w.n:], w.z[:w.n])
			w.z[c.states[i]] += c.by[i]
			w.z[w.n+c.states[i]] += c.by[i] * golden(w.n+w.p+i)
			p.marks = append(p.marks, mark{what: jumped, i: i})
		}
	}
	return nil
}

// stride returns how many numbers a step is kept as.
func (w *solver) stride() int { return 2 + w.n*(1+w.method.stages) }

func (p *path) step(w *solver, i int) []float64 { return p.steps[i*w.stride() : (i+1)*w.stride()] }

// sorted returns the indices of times in the order of these; equal ones keep their order. Times that ascend already
// take one pass.
func sorted(order []int, times []float64) []int {
	order = order[:0]
	for i, t := range times {
		at := i
		for at > 0 && times[order[at-1]] > t {
			at--
		}
		order = append(order, 0)
		copy(order[at+1:], order[at:])
		order[at] = i
	}
	return order
}

// gradients are what a way back adds to; those that are not wanted are nil.
type gradients struct{ start, params, times, at, by []float64 }

// reverse goes back the path of a course whose result has the given states and adjoints, and adds to gradients.
func (w *solver) reverse(p *path, c course, start, params, out, adjoints []float64, to gradients) {
	w.begin(c.from, start, params)
	n := w.n
	clear(w.back)
	clear(w.gParams)
	last := len(p.steps) / w.stride()
	for m := len(p.marks) - 1; m >= 0; m-- {
		i := p.marks[m].i
		switch p.marks[m].what {
		case reached, within:
			g := adjoints[i*n : (i+1)*n]
			if allZero(g) {
				continue
			}
			if to.times != nil {
				to.times[i] += w.slope(c.times[i], out[i*n:(i+1)*n], g)
			}
			if p.marks[m].what == reached {
				add(w.back, g, 1)
				continue
			}
			w.method.weights(p.marks[m].part, p.step(w, last-1)[1], w.shares)
			add(w.gy, g, 1)
			w.spread(w.gk, g, 1, w.shares)
		case stepped:
			last--
			s := p.step(w, last)
			w.method.reverse(w, s[0], s[1], s[2:2+n], s[2+n:])
			clear(w.gy)
			clear(w.gk)
		case jumped:
			if to.by != nil {
				to.by[i] += w.back[c.states[i]]
			}
			if to.at != nil { // what comes later has begun later, and what went on before has gone on longer
				y := p.before[i*n : (i+1)*n]
				to.at[i] += w.slope(c.at[i], y, w.back)
				copy(w.u, y)
				w.u[c.states[i]] += c.by[i]
				to.at[i] -= w.slope(c.at[i], w.u, w.back)
			}
		}
	}
	if to.start != nil {
		add(to.start, w.back, 1)
	}
	if to.params != nil {
		add(to.params, w.gParams, 1)
	}
}

// slope returns the rate at which the states change at a time, weighted by g.
func (w *solver) slope(t float64, y, g []float64) (sum float64) {
	copy(w.stage, y)
	w.rates(t, w.stage, w.sum)
	for l, v := range g {
		sum += v * w.sum[l]
	}
	return sum
}

// spread adds to the adjoints of stages what h Σ weights k has with the adjoint g.
func (w *solver) spread(gk, g []float64, h float64, weights []float64) {
	for i, v := range g {
		row := gk[i*w.method.stages:][:len(weights)]
		for j, c := range weights {
			row[j] += float64(h * c * v)
		}
	}
}

// pick copies stage j of all states, and reports whether it is not all 0.
func (w *solver) pick(to, k []float64, j int) (some bool) {
	for i := range to {
		to[i] = k[i*w.method.stages+j]
		some = some || to[i] != 0
	}
	return some
}

func add(to, from []float64, c float64) {
	for i, v := range from {
		to[i] += c * v
	}
}

func allZero(x []float64) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}
