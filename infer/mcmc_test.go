package infer_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func eightSchools(c *ppl.Context) {
	y := tensor.Of([]float64{28, 8, -3, 7, -1, 1, 18, 12}, 8)
	sigma := tensor.Of([]float64{15, 10, 16, 11, 9, 11, 10, 18}, 8)
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		theta := ppl.Deterministic(c, "theta", mu.Add(tau.Mul(z)))
		ppl.Sample(c, "y", dist.Normal(theta, sigma), ppl.Obs(y))
	})
}

func TestEightSchools(t *testing.T) {
	begin := time.Now()
	post, err := infer.MCMC{Kernel: infer.NUTS{TargetAccept: 0.95}, Seed: 1}.Run(context.Background(), eightSchools)
	require.NoError(t, err)
	fmt.Println(time.Since(begin))
	require.InDelta(t, 4.41, post.Get("mu").Mean().Item(), 0.35)
	require.InDelta(t, 3.60, post.Get("tau").Mean().Item(), 0.45)
}
