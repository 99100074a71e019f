package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// checkArviZ samples a model, writes the draws as CSV, and has ArviZ and CmdStanPy read them and compare their summary
// with credence's. Then both work out the same LOO.
func checkArviZ(ctx context.Context, out io.Writer) error {
	interpreter, err := python(ctx)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "credence-arviz")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(dir, scripts); err != nil {
		return err
	}
	post, err := infer.MCMC{Kernel: infer.NUTS{TargetAccept: 0.9}, Seed: 1}.Run(ctx, schools)
	if err != nil {
		return err
	}
	files, err := post.SaveCSV(filepath.Join(dir, "schools"))
	if err != nil {
		return err
	}
	summary, err := summaryJSON(post)
	if err != nil {
		return err
	}
	c := command(ctx, append([]string{interpreter, filepath.Join(dir, "peers", "arviz_check.py")}, files...)...)
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(summary), out, os.Stderr
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("ArviZ and credence differ: %w", err)
	}
	return compareLOO(ctx, out, interpreter, dir)
}

// schools models the eight schools with the effects as a matrix, in which rows and columns could be mistaken.
func schools(c *ppl.Context) {
	sd := tensor.Of([]float64{15, 10, 16, 11, 9, 11, 10, 18}, 2, 4)
	y := tensor.Of([]float64{28, 8, -3, 7, -1, 1, 18, 12}, 2, 4)
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(2, 4), 1).ToEvent(2))
	theta := ppl.Deterministic(c, "theta", mu.Add(tau.Mul(z)))
	ppl.Sample(c, "y", dist.Normal(theta, sd).ToEvent(2), ppl.Obs(y))
}

// summaryJSON returns what the script compares with.
func summaryJSON(post *draws.Draws) ([]byte, error) {
	type row struct {
		draws.Row
		Name string
	}
	var rows []row
	for _, r := range post.Summary().Rows {
		rows = append(rows, row{r, r.Name()})
	}
	energy := post.Stats().Get("energy").Float64s()
	var chains [][]float64
	for c := range post.Chains() {
		chains = append(chains, energy[c*post.Draws():(c+1)*post.Draws()])
	}
	return json.Marshal(map[string]any{"rows": rows, "ebfmi": draws.EBFMI(chains), "divergent": post.Stats().Get("divergent").Sum().Item()})
}
