package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// folder returns where the posteriors are, by the environment variable CREDENCE_POSTERIORS.
func folder(t *testing.T) string {
	path := os.Getenv("CREDENCE_POSTERIORS")
	if path == "" {
		t.Skip("skipped: CREDENCE_POSTERIORS does not name a folder of posteriors with known answers")
	}
	return path
}

// TestFastPosteriors samples those that take about a second; go run ./validation samples all.
func TestFastPosteriors(t *testing.T) {
	var out bytes.Buffer
	err := run(context.Background(), []string{"-data", folder(t), "-seeds", "1", "eight_schools", "arK", "gp_regr", "gauss_mix", "sblr", "mesquite", "interaction_c2", "nes1980"}, &out)
	require.NoError(t, err, out.String())
	require.Contains(t, out.String(), "all passed: 12 posteriors, 1 seeds")
}

func TestMistakesOfTheUser(t *testing.T) {
	empty := t.TempDir()
	for found, args := range map[string][]string{
		"-data FOLDER":      {},
		"-help lists":       {"-wrong"},
		"there is at least": {"-data", empty, "-seeds", "0"},
		`called "nothing"`:  {"-data", empty, "nothing"},
		"data.json":         {"-data", empty, "arK"},
	} {
		require.ErrorContains(t, run(context.Background(), args, new(bytes.Buffer)), found)
	}
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-help"}, &out))
	require.Contains(t, out.String(), "Usage: validation")

	folder := filepath.Join(empty, "arK-arK")
	require.NoError(t, os.Mkdir(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "data.json"), []byte(`{"K": 5}`), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "reference.json"), []byte(`{}`), 0o644))
	require.ErrorContains(t, run(context.Background(), []string{"-data", empty, "arK"}, new(bytes.Buffer)), `data.json: "y"`)
}

// TestWrongAnswerFails: another prior is noticed.
func TestWrongAnswerFails(t *testing.T) {
	path := filepath.Join(folder(t), "sblrc-blr")
	d, err := readData(path)
	require.NoError(t, err)
	want, err := readReference(path)
	require.NoError(t, err)
	for name, p := range want.Parameters {
		if name == "sigma" {
			p.Mean *= 1.05
			want.Parameters[name] = p
		}
	}
	r, err := posterior{name: "sblrc-blr", load: linearRegression}.sample(context.Background(), d, want, 1)
	require.NoError(t, err)
	require.False(t, r.passed)
	require.Equal(t, "sigma", r.at)
}

// TestMetricLearns: correlations that make trajectories of hundreds of steps with variances alone leave few of them,
// and the answers are right.
func TestMetricLearns(t *testing.T) {
	most := map[string]float64{
		"line over the years 1980 to 2019":     6,
		"independent normals, 20":              7.5,
		"regression, 5 correlated predictors":  7.5,
		"regression, 20 correlated predictors": 7.5,
		"rotated normal, 30":                   7.5,
		"rotated normal, 100":                  15,
	}
	for _, p := range simulated() {
		if steps, ok := most[p.name]; ok {
			p.chains, p.warmup = 1, 1000
			w, err := p.work(context.Background(), "", 1)
			require.NoError(t, err)
			require.Less(t, w.draw, steps, p.name)
			require.Less(t, w.off, closeTo, p.name)
			delete(most, p.name)
		}
	}
	require.Empty(t, most)
}

func TestMetricTable(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-metric", "-seeds", "1", "normal, 30"}, &out))
	require.Regexp(t, `(?m)^\| rotated normal, 30 \|( \d+\.\d \|){6}$`, out.String())
	require.ErrorContains(t, run(context.Background(), []string{"-metric", "arK"}, &out), "-data FOLDER says")
}
