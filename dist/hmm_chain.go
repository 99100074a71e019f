package dist

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/internal/kernel"
)

// chain is a hidden Markov chain and the log-densities of what was seen of it, with room for what is worked out.
//
// Probabilities of a step are kept relative to those of its most likely state, and as logarithms, so that no state is
// lost that a later value may make the only one: sums of products of numbers serve where they are far from the end of
// the range, and of logarithms elsewhere.
type chain struct {
	states, steps int
	initial       []float64 // log-probabilities of the first state
	transition    []float64 // of the next state for each state, once or for every step
	seen          []float64 // log-densities of a step's value in each state, [steps, states]

	logs   []float64 // of the states of a step and the values up to it, [steps, states]
	shares []float64 // the exponentials of logs
	sums   []float64 // of the shares a step before times the probabilities of the transition
	moves  []float64 // the exponentials of transition
	ratio  []float64 // [states]
	rare   []float64 // derivatives by transition from where sums is too small; empty if there are none
	spare  []float64
	wide   [3][]float64 // the inputs, if they are Float32
}

// tooSmall is a sum that may have lost terms below the range of numbers.
const tooSmall = 1e-280

// grow makes room.
func (c *chain) grow() {
	n := c.steps * c.states
	for _, room := range []*[]float64{&c.logs, &c.shares, &c.sums} {
		*room = slices.Grow((*room)[:0], n)[:n]
	}
	c.moves = slices.Grow(c.moves[:0], len(c.transition))[:len(c.transition)]
	c.ratio = slices.Grow(c.ratio[:0], c.states)[:c.states]
}

// room returns room for n numbers of anything.
func (c *chain) room(n int) []float64 {
	c.spare = slices.Grow(c.spare[:0], n)[:n]
	return c.spare
}

// at returns the states of a step.
func (c *chain) at(of []float64, t int) []float64 { return of[t*c.states:][:c.states] }

// before returns the transitions to the states of step t, of logarithms, probabilities or derivatives.
func (c *chain) before(of []float64, t int) []float64 {
	square := c.states * c.states
	if len(c.transition) == square {
		return of
	}
	return of[(t-1)*square:][:square]
}

// forward returns the log-density of what was seen, or NaN if a state has no transitions, by the forward algorithm
// (Rabiner 1989, "A tutorial on hidden Markov models", section III A).
func (c *chain) forward() float64 {
	c.grow()
	kernel.Exp(c.moves, c.transition)
	for row := 0; row < len(c.moves); row += c.states {
		if kernel.Sum(c.moves[row:][:c.states]) == 0 && slices.Max(c.transition[row:][:c.states]) == math.Inf(-1) {
			return math.NaN()
		}
	}
	total := 0.0
	for t := range c.steps {
		logs, seen := c.at(c.logs, t), c.at(c.seen, t)
		if t == 0 {
			copy(logs, c.initial)
		} else {
			sums := c.at(c.sums, t)
			clear(sums)
			c.move(sums, c.at(c.shares, t-1), c.before(c.moves, t))
			kernel.Log(logs, sums)
			for j, s := range sums {
				if s < tooSmall {
					logs[j] = c.logSum(t, j)
				}
			}
		}
		top := math.Inf(-1)
		for j, v := range logs {
			if v > math.Inf(-1) || v != v {
				logs[j] += seen[j]
			}
			top = max(top, logs[j])
		}
		if math.IsInf(top, 0) || top != top {
			return top
		}
		for j := range logs {
			logs[j] -= top
		}
		total += top
		kernel.Exp(c.at(c.shares, t), logs)
	}
	return total + math.Log(kernel.Sum(c.at(c.shares, c.steps-1)))
}

// possible runs forward and reports whether what was seen has a density that is a number; if not, out is filled with
// NaN.
func (c *chain) possible(out []float64) bool {
	total := c.forward()
	if total-total == 0 {
		return true
	}
	for i := range out {
		out[i] = math.NaN()
	}
	return false
}

// move adds what the shares of states pass on.
func (c *chain) move(sums, shares, moves []float64) {
	for i, share := range shares {
		for j, p := range moves[i*c.states:][:len(sums)] {
			sums[j] += share * p
		}
	}
}

// logSum returns the logarithm of the sum that reaches state j at step t.
func (c *chain) logSum(t, j int) float64 {
	logs, transition := c.at(c.logs, t-1), c.before(c.transition, t)
	top := math.Inf(-1)
	for i, v := range logs {
		top = max(top, v+transition[i*c.states+j])
	}
	if math.IsInf(top, -1) {
		return top
	}
	sum := 0.0
	for i, v := range logs {
		sum += math.Exp(v + transition[i*c.states+j] - top)
	}
	return top + math.Log(sum)
}

// backward computes the derivatives of the log-density, after forward: by the log-densities of what was seen, which are
// the probabilities of the states given all of it, by the initial log-probabilities, the first of these, and by the
// transitions, the expected numbers of them.
func (c *chain) backward(bySeen, byTransition []float64) {
	last := c.at(c.shares, c.steps-1)
	sum := kernel.Sum(last)
	for j, share := range last {
		c.at(bySeen, c.steps-1)[j] = share / sum
	}
	clear(byTransition)
	c.rare = c.rare[:0]
	for t := c.steps - 1; t > 0; t-- {
		given, sums, rare := c.at(bySeen, t), c.at(c.sums, t), false
		for j, p := range given {
			c.ratio[j] = 0
			if sums[j] >= tooSmall {
				c.ratio[j] = p / sums[j]
			} else {
				rare = rare || p != 0
			}
		}
		before, moves, to := c.at(bySeen, t-1), c.before(c.moves, t), c.before(byTransition, t)
		for i, share := range c.at(c.shares, t-1) {
			total, to := 0.0, to[i*c.states:][:len(c.ratio)]
			for j, p := range moves[i*c.states:][:len(c.ratio)] {
				total += p * c.ratio[j]
				to[j] += share * c.ratio[j]
			}
			before[i] = share * total
		}
		if rare {
			c.backRare(t, bySeen)
		}
	}
	for i, p := range c.moves {
		byTransition[i] *= p
	}
	for i, v := range c.rare {
		byTransition[i] += v
	}
}

// backRare adds what backward leaves out at step t.
func (c *chain) backRare(t int, bySeen []float64) {
	if len(c.rare) == 0 {
		c.rare = append(c.rare, c.transition...)
		clear(c.rare)
	}
	logs, transition, rare := c.at(c.logs, t-1), c.before(c.transition, t), c.before(c.rare, t)
	for j, p := range c.at(bySeen, t) {
		if p == 0 || c.at(c.sums, t)[j] >= tooSmall {
			continue
		}
		sum := c.logSum(t, j)
		for i, v := range logs {
			from := p * math.Exp(v+transition[i*c.states+j]-sum)
			c.at(bySeen, t-1)[i] += from
			rare[i*c.states+j] += from
		}
	}
}

// sample writes states drawn from their distribution given what was seen, after forward: the last, and then each
// before the one that follows (Scott 2002, "Bayesian methods for hidden Markov models", section 2.3).
func (c *chain) sample(states []float64, uniform func() float64) {
	next := 0
	for t := c.steps - 1; t >= 0; t-- {
		weights := c.at(c.shares, t)
		if t < c.steps-1 {
			transition, top := c.before(c.transition, t+1), math.Inf(-1)
			for i, v := range c.at(c.logs, t) {
				c.ratio[i] = v + transition[i*c.states+next]
				top = max(top, c.ratio[i])
			}
			for i, v := range c.ratio {
				c.ratio[i] = math.Exp(v - top)
			}
			weights = c.ratio
		}
		left := uniform() * kernel.Sum(weights)
		for i, w := range weights {
			if w > 0 {
				next = i // rounding may leave a little after the last one
				if left -= w; left < 0 {
					break
				}
			}
		}
		states[t] = float64(next)
	}
}

// viterbi writes the most likely states given what was seen; of several that are equally likely, those that come first.
// (Rabiner 1989, section III B)
func (c *chain) viterbi(states []float64) {
	c.grow()
	best, from := c.logs, c.sums // the log-density of the best path to a state, and where it came from
	for t := range c.steps {
		to := c.at(best, t)
		copy(to, c.initial)
		for j := 0; j < c.states && t > 0; j++ {
			to[j], c.at(from, t)[j] = math.Inf(-1), 0
			for i, v := range c.at(best, t-1) {
				if v += c.before(c.transition, t)[i*c.states+j]; v > to[j] {
					to[j], c.at(from, t)[j] = v, float64(i)
				}
			}
		}
		for j, v := range c.at(c.seen, t) {
			to[j] += v
		}
	}
	next := 0
	for j, v := range c.at(best, c.steps-1) {
		if v > c.at(best, c.steps-1)[next] {
			next = j
		}
	}
	for t := c.steps - 1; t >= 0; t-- {
		states[t] = float64(next)
		if t > 0 {
			next = int(c.at(from, t)[next])
		}
	}
}
