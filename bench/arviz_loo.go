package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// What LOO is measured with: 4,000 draws of a mean, and as many normal data as make log-likelihoods of 600 MB.
const (
	looData   = 18_600
	looChains = 4
	looDraws  = 1_000
)

// compareLOO times PSIS-LOO, and has ArviZ do the same and compare the estimates.
func compareLOO(ctx context.Context, out io.Writer, interpreter, dir string) error {
	rng := tensor.NewRNG(1)
	y, mu := make([]float64, looData), make([][]float64, looChains)
	for i := range y {
		y[i] = rng.NormFloat64()
	}
	l := draws.LogLikelihood{Draws: draws.New(looChains, looDraws)}
	l.Add("y", tensor.Shape{looData}, tensor.Float64, nil)
	for c := range mu {
		for i := range looDraws {
			m := 0.05 * rng.NormFloat64()
			logs := make([]float64, looData)
			for j, v := range y {
				logs[j] = -(v-m)*(v-m)/2 - math.Log(2*math.Pi)/2
			}
			mu[c] = append(mu[c], m)
			l.Put("y", c, i, tensor.Of(logs))
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	loo := l.LOO()
	seconds := time.Since(start).Seconds()
	runtime.ReadMemStats(&after)
	data, err := json.Marshal(map[string]any{
		"y": y, "mu": mu, "elpd": loo.Estimate, "seconds": seconds, "megabytes": float64(after.TotalAlloc-before.TotalAlloc) / 1e6,
	})
	if err != nil {
		return err
	}
	c := command(ctx, interpreter, filepath.Join(dir, "peers", "arviz_loo.py"))
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(data), out, os.Stderr
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("LOO of ArviZ and credence differ: %w", err)
	}
	return nil
}
