package plot

import (
	"maps"
	"slices"

	"gonum.org/v1/plot/plotter"
)

// probability is that of the bands of distribution functions.
const probability = 0.95

// SBC draws the result of simulation-based calibration (Talts et al. 2018): data are simulated many times from the
// prior, and ranks has for every quantity how many of so many draws from each posterior, independent ones, are smaller
// than the value that the data were simulated from. If inference is right, the ranks are uniform, and their
// distribution function less the uniform one stays in the band 95 % of the time (Säilynoja, Bürkner, Vehtari 2022). A
// curve like ∩ says that estimates are too large, one like ∪ too small; one that is first above and then below that the
// posterior is too narrow.
func SBC(ranks map[string][]int, draws int) (*Figure, error) {
	o := options{picture: "SBC"}
	if len(ranks) == 0 || draws < 1 {
		return nil, o.errorf("there are ranks of %d quantities among %d draws; it takes one of each at least", len(ranks), draws)
	}
	f := &Figure{Title: "Simulation-based calibration", legend: ecdfLegend(),
		Caption: "If inference is right, a curve stays in its band. Names have an exclamation mark where it does not."}
	var panels []*panel
	for _, name := range slices.Sorted(maps.Keys(ranks)) {
		of := ranks[name]
		if len(of) == 0 {
			return nil, o.errorf("there are no ranks of %q", name)
		}
		scaled := make([]float64, len(of))
		for i, r := range of {
			if r < 0 || r > draws {
				return nil, o.errorf("%q has rank %d; ranks among %d draws are from 0 to %d", name, r, draws, draws)
			}
			scaled[i] = float64(r+1) / float64(draws+1)
		}
		p := newPanel(name, "rank / draws", "")
		if !p.ecdf(scaled, rankPoints(draws)) {
			p.Title.Text += " (!)"
		}
		panels = append(panels, p)
	}
	f.grid(panels, 3, 260, 190)
	return f, nil
}

// rankPoints returns at most a hundred of the points between ranks among so many draws.
func rankPoints(draws int) (points []float64) {
	n := min(100, draws)
	for i := range n {
		points = append(points, float64((i+1)*(draws+1)/(n+1))/float64(draws+1))
	}
	return points
}

func ecdfLegend() []entry {
	return []entry{{"distribution function less the uniform one", &plotter.Line{LineStyle: stroke(blue, 1.2)}},
		{"band of " + percent(probability), &plotter.Polygon{Color: bandColor}}}
}
