package infer

import (
	"errors"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Metric is how HMC and NUTS learn the scales and correlations of a posterior during warm-up, on the real line. The
// zero Metric is Dense where the condition number of the correlations is above 3, or above 10 for more than 32
// elements, and Diagonal elsewhere and for more than 128 elements.
type Metric struct {
	// Diagonal learns a variance for each element.
	Diagonal bool

	// Dense learns the correlations among all elements, too. Where latents are correlated, trajectories become much
	// shorter; each step costs the square of their number. The covariances of the draws are shrunk, by as much as they
	// leave to chance (Ledoit & Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices"),
	// toward those that minimize the Fisher divergence. Of a normal posterior these are exact from few more draws than
	// elements, so that short warm-ups are enough.
	Dense bool

	// Blocks learns the correlations within each group of sites, and variances for the others.
	Blocks [][]string

	// Fisher learns variances as √(variance of the draws / variance of the gradients), which minimizes the Fisher
	// divergence (Seyboldt, Carlson, Carpenter 2026, "Preconditioning Hamiltonian Monte Carlo by minimizing Fisher
	// divergence"). It says nothing about elements of dense blocks.
	Fisher bool

	// Initial are variances on the real line, by site, to begin with; sites that are missing begin with 1.
	Initial map[string]*tensor.Tensor
}

// newMetric lays the metric out over the vector of a layout.
func newMetric(m Metric, layout *Layout) (*metric, error) {
	variance, err := m.initial(layout)
	if err != nil {
		return nil, err
	}
	g := &metric{variance: make([]float64, len(variance)), scale: make([]float64, len(variance))}
	g.setVariance(variance)
	groups := m.Blocks
	optional := !m.Diagonal && !m.Dense && !m.Fisher && len(m.Blocks) == 0 && layout.Len() <= optionalElements
	switch {
	case m.Dense && len(m.Blocks) > 0:
		return nil, errors.New("infer: Metric has both Dense and Blocks; Dense is one block of all sites")
	case m.Diagonal && (m.Dense || len(m.Blocks) > 0):
		return nil, errors.New("infer: Metric has Diagonal, which learns no covariances, and Dense or Blocks, which do")
	case m.Dense || optional:
		groups = [][]string{layout.names()}
	}
	seen := map[string]bool{}
	for _, names := range groups {
		var at []int
		for _, name := range names {
			l, err := layout.named("Metric.Blocks", name)
			if err != nil {
				return nil, err
			}
			if seen[name] {
				return nil, fmt.Errorf("infer: Metric.Blocks names site %q twice", name)
			}
			seen[name] = true
			for i := l.From; i < l.To; i++ {
				at = append(at, i)
			}
		}
		switch {
		case len(names) == 0:
			return nil, fmt.Errorf("infer: Metric.Blocks has an empty group")
		case len(at) > 0: // sites may have no elements
			g.blocks = append(g.blocks, newBlock(at, optional, variance))
		}
	}
	return g, nil
}

// initial returns the variances to begin with.
func (m Metric) initial(layout *Layout) ([]float64, error) {
	variance := make([]float64, layout.Len())
	for i := range variance {
		variance[i] = 1
	}
	for name, v := range m.Initial {
		l, err := layout.named("Metric.Initial", name)
		if err != nil {
			return nil, err
		}
		if v == nil {
			return nil, fmt.Errorf("infer: Metric.Initial is nil for site %q; it is variances on the real line, and a site without any begins with 1", name)
		}
		if full, ok := tensor.BroadcastShapes(v.Shape(), l.Real); !ok || !full.Equal(l.Real) {
			return nil, fmt.Errorf("infer: Metric.Initial has shape %v for site %q, which has shape %v on the real line", []int(v.Shape()), name, []int(l.Real))
		}
		for i, x := range v.Expand(l.Real...).Float64s() {
			if !(x > 0) || math.IsInf(x, 1) {
				return nil, fmt.Errorf("infer: Metric.Initial has %v for element %d of site %q; a variance is positive and finite", x, i, name)
			}
			variance[l.From+i] = x
		}
	}
	return variance, nil
}
