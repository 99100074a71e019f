package special

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// SumExp adds up e^f over the whole numbers from one to another, in that order, and e^f g for some functions g beside
// it. It returns the logarithm of the first sum, and what the others are over it.
//
// Blocks of 32, 64, … numbers are summed by 16 points between them, with the rule of Gauss for sums, which is exact for
// polynomials up to degree 31: W. Gautschi, "Orthogonal Polynomials", 2004, 1.5.2. f and g are smooth but near breaks,
// from which blocks keep their distance, and f moves by no more than 16 in one. Other blocks are summed number by
// number.
type SumExp struct {
	From, To float64 // To may be infinite
	Breaks   []float64
	Falls    bool // once f falls it does to the end, which may be left out

	// At returns f at points, and the functions beside it. It may use the memory again.
	At func(x []float64) (f []float64, beside [][]float64)
}

// Sum returns the sums.
func (s SumExp) Sum() (log float64, beside []float64) {
	var x, one [sumPoints]float64
	for i := range one {
		one[i] = 1
	}
	most, sum, step := math.Inf(-1), 0.0, 1.0
	if s.To < s.From {
		step = -1
	}
	at, size := s.From, 1
	for range 1 << 12 {
		left := step*(s.To-at) + 1
		if left < 1 {
			break
		}
		level, points := s.level(at, step, left, size), int(min(sumPoints, left))
		var f, weights []float64
		var g [][]float64
		for {
			if level == 0 {
				for i := range points {
					x[i] = at + step*float64(i)
				}
				weights = one[:]
			} else {
				points = sumPoints
				rule := sumRules()[level]
				weights = rule.weights[:]
				for i, node := range rule.nodes {
					x[i] = at + step*node
				}
			}
			f, g = s.At(x[:points])
			if level == 0 || math.Abs(f[0]-f[points-1]) <= 16 {
				break
			}
			level--
		}
		n := float64(points)
		if level > 0 {
			n = sumRules()[level].size
		}
		top := math.Inf(-1)
		for _, v := range f {
			top = max(top, v)
		}
		if top > most {
			scale := math.Exp(most - top)
			sum *= scale
			for i := range beside {
				beside[i] *= scale
			}
			most = top
		}
		if beside == nil {
			beside = make([]float64, len(g))
		}
		for i, v := range f {
			m := weights[i] * math.Exp(v-most)
			if m == 0 || math.IsInf(most, -1) {
				continue
			}
			sum += m
			for j := range g {
				beside[j] += m * g[j][i]
			}
		}
		last := f[len(f)-1]
		if s.Falls && (last <= f[0] || len(f) == 1 || math.IsInf(most, -1)) && !(last+math.Log(n) > most+math.Log(sum)-45) {
			break
		}
		at, size = at+step*n, 1
		if level > 0 {
			size = level + 1
		}
	}
	for i := range beside {
		beside[i] /= sum
	}
	return most + math.Log(sum), beside
}

// level returns that of the rule for the next block, at most the one given; 0 is none.
func (s SumExp) level(at, step, left float64, most int) int {
	for _, b := range s.Breaks {
		if d := step * (b - at); d >= 0 {
			left = min(left, d*2/3)
		} else {
			left = min(left, -2*d)
		}
	}
	level := min(most, len(sumRules())-1)
	for level > 0 && sumRules()[level].size > left {
		level--
	}
	return level
}

const sumPoints = 16

// sumRule has the points, counted from the first number, and the weights of the rule for so many.
type sumRule struct {
	size           float64
	nodes, weights [sumPoints]float64
}

// sumRules are those for 16·2^level numbers; the first is not used.
var sumRules = sync.OnceValue(func() (rules [50]sumRule) {
	for level := 1; level < len(rules); level++ {
		r := &rules[level]
		r.size = math.Ldexp(sumPoints, level)
		jacobi := mat.NewSymDense(sumPoints, nil)
		for k := 1.0; k < sumPoints; k++ { // over N, so that numbers stay of one size
			jacobi.SetSym(int(k)-1, int(k), k/2*math.Sqrt((1-k/r.size*(k/r.size))/(4*k*k-1)))
		}
		var eigen mat.EigenSym
		eigen.Factorize(jacobi, true)
		var vectors mat.Dense
		eigen.VectorsTo(&vectors)
		for i, v := range eigen.Values(nil) {
			r.nodes[i] = (r.size-1)/2 + r.size*v
			r.weights[i] = r.size * vectors.At(0, i) * vectors.At(0, i)
		}
	}
	return rules
})
