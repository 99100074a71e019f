package plot

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/infer/draws"
)

// Energy draws the density of the energies of the draws beside that of their changes from draw to draw. Where the
// changes are much narrower, the chains move slowly between energies, as in heavy tails: E-BFMI, which the caption
// gives for every chain, is then below 0.3 (Betancourt 2016). It takes the draws of HMC and NUTS.
func Energy(d *draws.Draws) (*Figure, error) {
	o := options{picture: "Energy"}
	if d == nil || !d.Stats().Has("energy") {
		return nil, o.errorf("the draws have no energies; those of HMC and NUTS have")
	}
	for _, chains := range d.Stats().Elements("energy") { // a number
		return o.energy(chains)
	}
	return nil, o.errorf("the energies of the draws have no elements")
}

// energy draws the energies of chains.
func (o options) energy(chains [][]float64) (*Figure, error) {
	center, n := 0.0, 0.0
	for _, x := range chains {
		for _, v := range x {
			center += v
			n++
		}
	}
	center /= n
	switch {
	case len(chains[0]) < fewest:
		return nil, o.errorf("there are %d draws of each chain; it takes %d at least", len(chains[0]), fewest)
	case notFinite(center):
		return nil, o.errorf("some energies are not finite")
	}
	var energies, changes []float64
	for _, x := range chains {
		for i, v := range x {
			energies = append(energies, v-center)
			if i > 0 {
				changes = append(changes, v-x[i-1])
			}
		}
	}
	p := newPanel("", "energy", "")
	f := &Figure{Title: "Energy", panels: [][]*panel{{p}}, own: size{560, 360}}
	for i, of := range []struct {
		name string
		x    []float64
	}{{"energy less its mean", energies}, {"change from draw to draw", changes}} {
		curve := density(of.x)
		p.fill(curve, 0, faint(colors[i], 0.15))
		f.legend = append(f.legend, entry{of.name, p.line(curve, kind(i))})
	}
	p.noY()
	var bfmi []string
	for _, v := range draws.EBFMI(chains) {
		bfmi = append(bfmi, fmt.Sprintf("%.2f", v))
	}
	f.Caption = "E-BFMI by chain: " + strings.Join(bfmi, ", ") + ". Below 0.3 is too slow."
	return f, nil
}
