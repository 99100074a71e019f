package disttest

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sort"
	"sync"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// ksBound bounds √n times the statistic of Kolmogorov and Smirnov; it is passed by chance with probability below 1e-5.
const ksBound = 2.5

// fit compares 20,000 draws with the density: by the distribution functions of the coordinates of the real line or of a
// plane turned by several angles, by the test of Kolmogorov and Smirnov, or for discrete distributions by the frequency
// of each value.
func fit(s *subject) error {
	const draws = 20_000
	if err := s.draws(); err != nil {
		return err
	}
	x := s.d.Sample(tensor.NewRNG(11), draws)
	for _, angle := range []float64{0, math.Pi / 4, -math.Pi / 8} {
		g, err := s.gridAt(angle)
		if err != nil {
			return err
		}
		if len(g.axes) == 0 {
			return s.frequencies(x.Float64s(), g)
		}
		u := s.d.Support().Bijection().Inverse(x).Float64s()
		free := s.free.Size()
		for b := range s.n {
			for k, a := range g.axes {
				places := make([]float64, draws)
				for i := range places {
					at := (i*s.n + b) * free
					places[i] = a.at(u[at:at+free], b)
				}
				if d := a.distance(places, column(g.weight, b, s.n)) * math.Sqrt(draws); !(d <= ksBound) {
					return fmt.Errorf("batch element %d, axis %d turned by %.2f: Kolmogorov–Smirnov statistic %.2f", b, k, angle, d)
				}
			}
		}
		if len(g.axes) == 1 {
			break
		}
	}
	return nil
}

// distance returns the largest difference between the distribution functions of draws and of pieces of probability.
func (a axis) distance(draws, weight []float64) float64 {
	mass := make([]float64, len(a.edges))
	for i, w := range weight {
		mass[a.piece(i)] += w
	}
	sort.Float64s(draws)
	worst, sum, next := 0.0, 0.0, 0
	for i, edge := range a.edges {
		sum += mass[i]
		for next < len(draws) && draws[next] <= edge {
			next++
		}
		worst = max(worst, math.Abs(sum-float64(next)/float64(len(draws))))
	}
	if math.IsNaN(sum) {
		return sum
	}
	return worst
}

// frequencies counts how often values come up. Neighbors that are rare are counted together.
func (s *subject) frequencies(draws []float64, g grid) error {
	const atLeast = 25
	values, m := g.x.Float64s(), s.m
	for b := range s.n {
		seen := map[string]float64{}
		total := 0.0
		for at := b * m; at < len(draws); at += s.n * m {
			seen[fmt.Sprint(draws[at:at+m])]++
			total++
		}
		p := column(g.weight, b, s.n)
		var n, want, counted float64
		for i := range p {
			at := (i*s.n + b) * m
			key := fmt.Sprint(values[at : at+m])
			n += seen[key]
			counted += seen[key]
			want += p[i]
			if total*want < atLeast && i < len(p)-1 {
				continue
			}
			if z := (n - total*want) / math.Sqrt(total*want*max(0, 1-want)+1); math.Abs(z) > 5 {
				return fmt.Errorf("values up to %v came up %v times in %v, their probability is %v", key, n, total, want)
			}
			n, want = 0, 0
		}
		if counted < total {
			return fmt.Errorf("%v of %v draws are far from the others", total-counted, total)
		}
	}
	return nil
}

// processors is held while their number is changed, which is global.
var processors sync.Mutex

// anyProcessors draws enough for several pieces of work.
func anyProcessors(s *subject) error {
	if err := s.draws(); err != nil {
		return err
	}
	processors.Lock()
	defer processors.Unlock()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := s.d.Sample(tensor.NewRNG(43), 2*par.Grain)
	runtime.GOMAXPROCS(3)
	if !slices.Equal(one.Float64s(), s.d.Sample(tensor.NewRNG(43), 2*par.Grain).Float64s()) {
		return fmt.Errorf("draws on one and on three processors differ")
	}
	return nil
}

func sampleIsDetached(s *subject) error {
	if err := s.draws(); err != nil {
		return err
	}
	tape := tensor.NewTape()
	leaves := make([]*tensor.Tensor, len(s.params))
	for i, p := range s.params {
		leaves[i] = tape.Leaf(p, true)
	}
	if s.build(leaves...).Sample(tensor.NewRNG(1).On(tape)).NeedsGrad() {
		return fmt.Errorf("a draw of Sample depends on the parameters")
	}
	return nil
}

// derivativeThroughDraws compares the mean derivative of Σ f(xₖ)/(k+1) through reparameterized draws with the
// derivative of its exact mean.
func derivativeThroughDraws(s *subject) error {
	if !s.d.HasRSample() {
		return inapplicable("it has no differentiable draws")
	}
	if err := s.spread(); err != nil {
		return err
	}
	if _, err := s.grid(); err != nil {
		return err
	}
	const draws = 20_000
	for which, p := range s.params {
		if copies, _ := s.copies(which, draws); copies == nil {
			return inapplicable(fmt.Sprintf("its batch shape does not follow parameter %d", which))
		}
		values := p.Float64s()
		for e := range values {
			step := 1e-4 * (1 + math.Abs(values[e]))
			at := func(v float64) (float64, error) {
				shifted := append([]float64(nil), values...)
				shifted[e] = v
				g, err := gridOf(s.build(s.replaced(which, tensor.Of(shifted).Reshape(p.Shape()...))...), 0)
				if err != nil {
					return 0, err
				}
				total := 0.0
				for _, m := range g.mean(s.n, func(x []float64, _ int) float64 { return s.smooth(x) }) {
					total += m
				}
				return total, nil
			}
			above, err := at(values[e] + step)
			if err != nil {
				return err
			}
			below, err := at(values[e] - step)
			if err != nil {
				return err
			}
			want := (above - below) / (2 * step)
			mean, se := s.pathwise(which, e, draws)
			if !(math.Abs(mean-want) <= 5*se+1e-5*(1+math.Abs(want))) {
				return fmt.Errorf("parameter %d element %d: derivative of E[Σ f(xₖ)/(k+1)], where f is tanh, or sin of angles, is %v, through draws %v ± %v", which, e, want, mean, se)
			}
		}
	}
	return nil
}

// smooth returns Σ f(xₖ)/(k+1) for f = tanh, or where values are angles sin, which agrees at both ends of the circle.
func (s *subject) smooth(x []float64) float64 {
	f, sum := math.Tanh, 0.0
	if s.d.Support() == dist.Circular {
		f = math.Sin
	}
	for k, v := range x {
		sum += f(v) / float64(k+1)
	}
	return sum
}

// pathwise returns the mean over draws of the derivative by one element of a parameter, and its standard error. Each
// draw has a copy of the parameters, so that one backward pass gives all.
func (s *subject) pathwise(which, element, draws int) (mean, se float64) {
	p := s.params[which]
	spread, _ := s.copies(which, draws)
	shape := p.Shape()
	for len(shape) < spread.Rank()-1 {
		shape = tensor.Join(tensor.Shape{1}, shape)
	}
	tape := tensor.NewTape()
	copies := tape.Leaf(p.Reshape(shape...).Expand(tensor.Join(tensor.Shape{draws}, shape)...), true)
	x := s.build(s.replaced(which, copies)...).RSample(tensor.NewRNG(13).On(tape))
	weights := make([]float64, s.m)
	for k := range weights {
		weights[k] = 1 / float64(k+1)
	}
	y := x.Tanh()
	if s.d.Support() == dist.Circular {
		y = x.Sin()
	}
	tape.Backward(y.Reshape(-1, s.m).Mul(tensor.Of(weights)).Sum())
	g := tape.Grad(copies)
	if g == nil { // draws do not depend on it
		return 0, 0
	}
	return meanOf(column(g.Float64s(), element, p.Size()))
}
