package disttest

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sort"
	"sync"

	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// fit compares 20,000 draws with the density: by the test of Kolmogorov and Smirnov, or for discrete distributions by
// the frequency of each value. The bounds are passed by chance with probability below 1e-5.
func fit(s *subject) error {
	const draws = 20_000
	g, err := gridOf(s.d)
	if err != nil {
		return err
	}
	x := s.d.Sample(tensor.NewRNG(11), draws)
	for b := range s.n {
		column := func(all []float64) []float64 {
			var out []float64
			for i := b; i < len(all); i += s.n {
				out = append(out, all[i])
			}
			return out
		}
		weight := column(g.weight)
		if s.discrete() {
			if err := frequencies(column(x.Float64s()), column(g.x.Float64s()), weight); err != nil {
				return err
			}
			continue
		}
		u := column(s.d.Support().ToReal(x).Float64s())
		sort.Float64s(u)
		worst, sum, next := 0.0, 0.0, 0
		for i, at := range g.real {
			sum += weight[i]
			for next < draws && u[next] <= at+reach/(nodes-1) {
				next++
			}
			worst = max(worst, math.Abs(sum-float64(next)/draws))
		}
		if d := worst * math.Sqrt(draws); d > 2.5 {
			return fmt.Errorf("batch element %d: Kolmogorov–Smirnov statistic %.2f", b, d)
		}
	}
	return nil
}

func frequencies(x, values, p []float64) error {
	for k, v := range values {
		n := 0.0
		for _, xi := range x {
			if xi == v {
				n++
			}
		}
		total := float64(len(x))
		if z := (n - total*p[k]) / math.Sqrt(total*p[k]*(1-p[k])+1e-9); math.Abs(z) > 5 {
			return fmt.Errorf("value %v came up %v times in %v, its probability is %v", v, n, total, p[k])
		}
	}
	return nil
}

// processors is held while their number is changed, which is global.
var processors sync.Mutex

// anyProcessors draws enough for several pieces of work.
func anyProcessors(s *subject) error {
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
	tape := tensor.NewTape()
	if s.onTape(tape).Sample(tensor.NewRNG(1).On(tape)).NeedsGrad() {
		return fmt.Errorf("a draw of Sample depends on the parameters")
	}
	return nil
}

// onTape is the distribution with its parameters as leaves.
func (s *subject) onTape(tape *tensor.Tape) interface {
	Sample(*tensor.RNG, ...int) *tensor.Tensor
} {
	leaves := make([]*tensor.Tensor, len(s.params))
	for i, p := range s.params {
		leaves[i] = tape.Leaf(p, true)
	}
	return s.build(leaves...)
}

// derivativeThroughDraws compares the mean derivative of tanh(x) through reparameterised draws with the derivative of
// its exact mean.
func derivativeThroughDraws(s *subject) error {
	if !s.d.HasRSample() || !s.spreads() {
		return nil
	}
	const draws = 20_000
	for which, p := range s.params {
		values := p.Float64s()
		for e := range values {
			step := 1e-4 * (1 + math.Abs(values[e]))
			at := func(v float64) (float64, error) {
				shifted := append([]float64(nil), values...)
				shifted[e] = v
				params := append([]*tensor.Tensor(nil), s.params...)
				params[which] = tensor.Of(shifted).Reshape(p.Shape()...)
				g, err := gridOf(s.build(params...))
				if err != nil {
					return 0, err
				}
				total := 0.0
				for _, m := range g.mean(s.n, func(x float64, _ int) float64 { return math.Tanh(x) }) {
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
			if math.Abs(mean-want) > 5*se+1e-5*(1+math.Abs(want)) {
				return fmt.Errorf("parameter %d element %d: derivative of E[tanh x] is %v, through draws %v ± %v", which, e, want, mean, se)
			}
		}
	}
	return nil
}

// pathwise is the mean over draws of the derivative of tanh(x) by one element of a parameter, and its standard error.
// Each draw has a copy of the parameters, so that one backward pass gives all.
func (s *subject) pathwise(which, element, draws int) (mean, se float64) {
	tape := tensor.NewTape()
	params := append([]*tensor.Tensor(nil), s.params...)
	shape := s.params[which].Shape()
	copies := tape.Leaf(s.params[which].Expand(tensor.Join(tensor.Shape{draws}, pad(shape, len(s.d.BatchShape())))...), true)
	params[which] = copies
	tape.Backward(s.build(params...).RSample(tensor.NewRNG(13).On(tape)).Tanh().Sum())
	g := tape.Grad(copies).Float64s()
	var column []float64
	size := shape.Size()
	for i := element; i < len(g); i += size {
		column = append(column, g[i])
	}
	mean, std := stat.MeanStdDev(column, nil)
	return mean, std / math.Sqrt(float64(draws))
}

// pad is shape with ones in front, up to a rank.
func pad(shape tensor.Shape, rank int) tensor.Shape {
	for len(shape) < rank {
		shape = tensor.Join(tensor.Shape{1}, shape)
	}
	return shape
}
