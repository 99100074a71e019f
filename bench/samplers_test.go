package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestFlatDraws(t *testing.T) {
	post := draws.New(2, 1)
	post.Add("mu", nil, tensor.Float64, nil)
	post.Add("theta", tensor.Shape{2}, tensor.Float64, []string{""})
	for chain := range 2 {
		at := float64(10 * chain)
		post.Put("mu", chain, 0, tensor.Scalar(at))
		post.Put("theta", chain, 0, tensor.Of([]float64{at + 1, at + 2}))
	}
	names, x := flat(post, []string{"mu", "theta"})
	require.Equal(t, []string{"mu", "theta[1]", "theta[2]"}, names)
	require.Equal(t, []float64{0, 1, 2, 10, 11, 12}, x)
}

func TestReadDraws(t *testing.T) {
	want := make([]float64, chains*perChain)
	for i := range want {
		want[i] = float64(i)
	}
	var b bytes.Buffer
	require.NoError(t, binary.Write(&b, binary.LittleEndian, want))
	file := filepath.Join(t.TempDir(), "draws")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	got, err := readDraws(file, 1)
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, err = readDraws(file, 2)
	require.ErrorContains(t, err, "draws of 2 parameters")
}

func TestLeapfrogsOfTheWarmupCount(t *testing.T) {
	schools := observations{J: 8, Y: []float64{28, 8, -3, 7, -1, 1, 18, 12}, Sigma: []float64{15, 10, 16, 11, 9, 11, 10, 18}}
	x, err := posteriors[0].run(t.Context(), schools, 1)
	require.NoError(t, err)
	require.Greater(t, x.Steps, float64(chains*perChain))
	require.Greater(t, x.All, x.Steps+chains*perChain, "a transition has a leapfrog or more")
}

func TestLogisticData(t *testing.T) {
	dir := t.TempDir()
	file, err := posterior{name: "made"}.data("", dir)
	require.NoError(t, err)
	d, err := read(file)
	require.NoError(t, err)
	require.Equal(t, logisticData(), d, "the numbers survive the file, and are the same every time")
	require.Len(t, d.X, 10_000)
	require.Len(t, d.X[0], 20)
	total := 0.0
	for _, y := range d.Y {
		total += y
	}
	require.InDelta(t, 0.59, total/float64(d.N), 0.05)
}

func TestLogisticPosteriorIsNearTheTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("draws from a posterior take a second, which -short leaves out")
	}
	d := logisticData()
	d.N, d.X, d.Y = 1000, d.X[:1000], d.Y[:1000]
	d.x = matrix(d.X)
	m := infer.MCMC{Chains: 2, Warmup: 200, Draws: 100, Seed: 1}
	post, err := m.Run(t.Context(), ppl.Bind(logistic, d))
	require.NoError(t, err)
	require.InDelta(t, 0.5, post.Get("alpha").Mean().Item(), 0.4) // four standard deviations of the posterior
}
