package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// posterior is a case of samplers. Its parameters are the draws of its sites.
type posterior struct {
	name   string
	folder string  // of posteriordb, with the data; empty if they are made here
	target float64 // acceptance
	model  func(c *ppl.Context, d observations)
	sites  []string
	truth  func(d observations) (reference, error) // of data made here
}

var posteriors = []posterior{
	{"nuts-eight-schools", "eight_schools-eight_schools_noncentered", 0.95, eightSchools, []string{"mu", "tau", "theta"}, nil},
	{"nuts-blr", "sblrc-blr", 0.8, blr, []string{"beta", "sigma"}, nil},
	{"nuts-gauss-mix", "low_dim_gauss_mix-low_dim_gauss_mix", 0.8, gaussMix, []string{"mu", "sigma", "theta"}, nil},
	{"nuts-logistic", "", 0.8, logistic, []string{"alpha", "beta"}, logisticTruth},
}

// observations are what files of data have, in the spelling of posteriordb; each model uses some of it.
type observations struct {
	N     int         `json:"N"`
	D     int         `json:"D"`
	J     int         `json:"J,omitempty"`
	X     [][]float64 `json:"X"`
	Y     []float64   `json:"y"`
	Sigma []float64   `json:"sigma,omitempty"`

	x *tensor.Tensor // X, which all chains share, so that it stays in the processors' caches
}

func matrix(rows [][]float64) *tensor.Tensor {
	if len(rows) == 0 {
		return nil
	}
	return tensor.Of(slices.Concat(rows...), len(rows), len(rows[0]))
}

func eightSchools(c *ppl.Context, d observations) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", d.J, func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		theta := ppl.Deterministic(c, "theta", mu.Add(tau.Mul(z)))
		ppl.Sample(c, "y", dist.Normal(theta, tensor.Of(d.Sigma)), ppl.Obs(tensor.Of(d.Y)))
	})
}

func blr(c *ppl.Context, d observations) {
	beta := ppl.Sample(c, "beta", dist.Normal(0, 10).Expand(d.D).ToEvent(1))
	sigma := ppl.Sample(c, "sigma", dist.HalfNormal(10))
	mean := d.x.MatMul(beta)
	ppl.Plate(c, "rows", d.N, func(c *ppl.Context) {
		ppl.Sample(c, "y", dist.Normal(mean, sigma), ppl.Obs(tensor.Of(d.Y)))
	})
}

func gaussMix(c *ppl.Context, d observations) {
	mu := ppl.Sample(c, "mu", dist.ImproperUniform(dist.OrderedVector, nil, tensor.Shape{2}))
	ppl.Factor(c, "mu prior", dist.LogProbSum(dist.Normal(0, 2), mu, nil, 1))
	sigma := ppl.Sample(c, "sigma", dist.HalfNormal(tensor.Full(2, 2)).ToEvent(1))
	theta := ppl.Sample(c, "theta", dist.Beta(5, 5))
	y := tensor.Of(d.Y)
	component := func(k int, weight *tensor.Tensor) *tensor.Tensor {
		at := func(t *tensor.Tensor) *tensor.Tensor { return t.Index(0, k) }
		return dist.Normal(at(mu), at(sigma)).LogProb(y).Add(weight.Log())
	}
	density := tensor.Stack(0, component(0, theta), component(1, tensor.Sub(1, theta))).LogSumExp(0)
	ppl.Factor(c, "y", density.Sum())
}

// data returns the file with the data of a posterior. Those that are made here are written to dir.
func (p posterior) data(posteriordb, dir string) (string, error) {
	if p.folder != "" {
		return filepath.Join(posteriordb, p.folder, "data.json"), nil
	}
	text, err := json.Marshal(logisticData())
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, p.name+".json")
	return file, os.WriteFile(file, text, 0o644)
}

func read(file string) (o observations, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return o, err
	}
	if err := json.Unmarshal(text, &o); err != nil {
		return o, fmt.Errorf("%s: %w", file, err)
	}
	return o, nil
}
