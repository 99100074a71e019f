package disttest

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// several returns nil, or says that events have fewer than two free dimensions, so that what integrates the density
// over all of its support says more.
func (s *subject) several() error {
	if err := s.draws(); err != nil {
		return err
	}
	if err := s.mapped(); err != nil {
		return err
	}
	if s.free.Size() < 2 {
		return inapplicable("its values have one free dimension")
	}
	return nil
}

// volume returns the log-density on the real line that the support's map starts from.
func (s *subject) volume(u *tensor.Tensor) []float64 {
	x, logDet := dist.ForwardLogDet(s.d.Support().Bijection(), u)
	lp := s.d.LogProb(x)
	return lp.Add(logDet.Expand(lp.Shape()...)).Float64s()
}

// fitAlongLines puts a line of random direction through every draw, on the real numbers that the support's map starts
// from. Given the line, the draw's place on it follows the density along it, so that the probability of what lies on
// one side of the draw is uniform from 0 to 1: an exact test in any number of dimensions that integrates along lines
// only.
func fitAlongLines(s *subject) error {
	if err := s.several(); err != nil {
		return err
	}
	const (
		draws = 3000
		side  = 50 // nodes on each side of the draw
	)
	free, rng := s.free.Size(), tensor.NewRNG(83)
	u := s.d.Support().Bijection().Inverse(s.d.Sample(tensor.NewRNG(89), draws)).Float64s()
	_, spread := middles(u, s.n*free)
	direction := rng.Normal(draws * s.n * free).Float64s()
	for i := range direction {
		direction[i] *= spread[i%(s.n*free)]
	}
	step := math.Asinh(reach) / side
	sum, before := make([]float64, draws*s.n), make([]float64, draws*s.n)
	top := slices.Repeat([]float64{math.Inf(-1)}, draws*s.n)
	line := make([][]float64, 0, 2*side+1)
	shape := tensor.Join(tensor.Join(tensor.Shape{draws}, s.d.BatchShape()), s.free)
	for k := -side; k <= side; k++ {
		at := slices.Clone(u)
		for i := range at {
			at[i] += math.Sinh(float64(k)*step) * direction[i]
		}
		lp := s.volume(tensor.Of(at).Reshape(shape...))
		for i, v := range lp {
			top[i] = max(top[i], v)
		}
		line = append(line, lp)
	}
	for k, lp := range line {
		stretch := math.Cosh(float64(k-side) * step)
		for i, v := range lp {
			w := math.Exp(v-top[i]) * stretch
			sum[i] += w
			switch {
			case k < side:
				before[i] += w
			case k == side:
				before[i] += w / 2
			}
		}
	}
	for b := range s.n {
		p := make([]float64, draws)
		for i := range p {
			p[i] = before[i*s.n+b] / sum[i*s.n+b]
		}
		if err := uniform(p); err != nil {
			return fmt.Errorf("batch element %d: of the density along lines through draws, what lies before the draw: %w", b, err)
		}
	}
	return nil
}

// uniform looks whether probabilities are uniform: by the test of Kolmogorov and Smirnov, and by their mean and mean
// square about ½, which tell a wrong place or width best.
func uniform(p []float64) error {
	n := float64(len(p))
	slices.Sort(p)
	worst, mean, square := 0.0, 0.0, 0.0
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("it is %v", v)
		}
		worst = max(worst, math.Abs(v-float64(i)/n), math.Abs(v-float64(i+1)/n))
		mean += v / n
		square += (v - 0.5) * (v - 0.5) / n
	}
	switch {
	case worst*math.Sqrt(n) > ksBound:
		return fmt.Errorf("Kolmogorov–Smirnov statistic %.2f", worst*math.Sqrt(n))
	case math.Abs(mean-0.5) > 5*math.Sqrt(1/12.0/n):
		return fmt.Errorf("mean %.4f, want 0.5", mean)
	case math.Abs(square-1/12.0) > 5*math.Sqrt(1/180.0/n):
		return fmt.Errorf("mean square about 0.5 is %.4f, want %.4f", square, 1/12.0)
	}
	return nil
}

// weighed compares the density with another whose integral is known, by draws: the mean of q(x)/p(x) over draws of p is
// the integral of q (A. E. Gelfand, D. K. Dey, "Bayesian model choice", 1994). q is a normal distribution on the real
// numbers that the support's map starts from, narrower than the half of the draws that is nearest to the likeliest.
func weighed(s *subject) error {
	if err := s.several(); err != nil {
		return err
	}
	const draws = 40_000
	free := s.free.Size()
	u := s.d.Support().Bijection().Inverse(s.d.Sample(tensor.NewRNG(97), draws))
	lp, all := s.volume(u), u.Float64s()
	for b := range s.n {
		at := func(i int) []float64 { return all[(i*s.n+b)*free:][:free] }
		center, width := likeliest(draws, at, func(i int) float64 { return lp[i*s.n+b] })
		weights := make([]float64, draws)
		for i := range weights {
			q := 0.0
			for k, v := range at(i) {
				z := (v - center[k]) / width[k]
				q -= 0.5*z*z + math.Log(width[k]) + 0.5*math.Log(2*math.Pi)
			}
			weights[i] = math.Exp(q - lp[i*s.n+b])
		}
		mean, se := meanOf(weights)
		if !(se < 0.05) {
			return fmt.Errorf("batch element %d: the standard error %.2g says nothing; try other parameters", b, se)
		}
		if math.Abs(mean-1) > 5*se {
			return fmt.Errorf("batch element %d: draws say that the density is %.3f ± %.3f times too small", b, mean, se)
		}
	}
	return nil
}

// likeliest returns the middle and the width of the half of the points that is nearest to the one of highest density.
func likeliest(n int, at func(i int) []float64, density func(i int) float64) (center, width []float64) {
	best := 0
	for i := range n {
		if density(i) > density(best) {
			best = i
		}
	}
	var flat []float64
	for i := range n {
		flat = append(flat, at(i)...)
	}
	columns := len(at(0))
	_, spread := middles(flat, columns)
	distance := make([]float64, n)
	order := make([]int, n)
	for i := range n {
		order[i] = i
		for k, v := range at(i) {
			z := (v - at(best)[k]) / spread[k]
			distance[i] += z * z
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case distance[i] < distance[j]:
			return -1
		case distance[i] > distance[j]:
			return 1
		}
		return 0
	})
	for k := range columns {
		var near []float64
		for _, i := range order[:n/2] {
			near = append(near, at(i)[k])
		}
		mean, se := meanOf(near)
		center = append(center, mean)
		width = append(width, 0.7*se*math.Sqrt(float64(len(near))))
	}
	return center, width
}
