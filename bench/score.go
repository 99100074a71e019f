package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/infer/draws"
)

// reference are the means of a posterior, as posteriordb has them.
type reference map[string]estimate

type estimate struct {
	Mean float64 `json:"mean"`
	MCSE float64 `json:"mcse_mean"`
}

// reference returns that of the posterior.
func (p posterior) reference(posteriordb string, d observations) (reference, error) {
	if p.folder == "" {
		return p.truth(d)
	}
	file := filepath.Join(posteriordb, p.folder, "reference.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var r struct{ Parameters reference }
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return r.Parameters, nil
}

// agrees reports whether every mean is within 4.5 standard errors, both sides' together, of the reference.
func (x sampled) agrees(r reference) bool {
	for i, name := range x.Names {
		want, known := r[name]
		if !known {
			continue
		}
		c := x.parameter(i)
		if z := (mean(c) - want.Mean) / math.Hypot(draws.MCSEMean(c), want.MCSE); !(math.Abs(z) < 4.5) {
			return false
		}
	}
	return true
}

// effective returns the least effective number of draws, bulk and tail, of all parameters; at most their number.
func (x sampled) effective() float64 {
	least := float64(chains * perChain)
	for i := range x.Names {
		c := x.parameter(i)
		least = min(least, draws.ESSBulk(c), draws.ESSTail(c))
	}
	return least
}

// parameter returns the draws [chain][draw] of one parameter.
func (x sampled) parameter(i int) [][]float64 {
	c := make([][]float64, chains)
	for j := i; j < len(x.draws); j += len(x.Names) {
		chain := j / (len(x.Names) * perChain)
		c[chain] = append(c[chain], x.draws[j])
	}
	return c
}

func mean(chains [][]float64) float64 {
	total, n := 0.0, 0
	for _, c := range chains {
		for _, v := range c {
			total += v
		}
		n += len(c)
	}
	return total / float64(n)
}
