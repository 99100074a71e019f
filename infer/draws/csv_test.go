package draws_test

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// sampled has sites of all kinds of names and shapes, and what a sampler tells.
func sampled() *draws.Draws {
	d := draws.New(2, 3)
	d.Add("mu", nil, tensor.Float64, nil)
	d.Add("layer.0/w", tensor.Shape{2, 3}, tensor.Float32, []string{"", "in=out rows"})
	d.Add("layer_0_w", tensor.Shape{1}, tensor.Float64, nil)
	d.Add("none", tensor.Shape{0}, tensor.Float64, []string{"empty"})
	d.Add("ß__", nil, tensor.Float64, nil)
	for _, name := range []string{"lp", "accept", "step_size", "depth", "leapfrogs", "divergent", "energy"} {
		d.Stats().Add(name, nil, tensor.Float64, nil)
	}
	for c := range 2 {
		for i := range 3 {
			at := float64(10*c + i)
			d.Put("mu", c, i, tensor.Scalar(at/3))
			d.Put("layer.0/w", c, i, tensor.Of([]float32{float32(at) / 7, 1, 2, 3, 4, 5}, 2, 3))
			d.Put("layer_0_w", c, i, tensor.Of([]float64{math.Inf(1)}))
			d.Put("ß__", c, i, tensor.Scalar(math.NaN()))
			for k, name := range d.Stats().Names() {
				d.Stats().Put(name, c, i, tensor.Scalar(at+float64(k)/8))
			}
		}
	}
	d.SetSampling(draws.Sampling{MaxDepth: 10, Warmup: 1000, Thin: 2, TargetAccept: 0.8, Seed: math.MaxUint64, Variances: [][]float64{{1, 0.25}, {2, 1e-300}}})
	return d
}

func written(t *testing.T, d *draws.Draws) []string {
	var out []string
	for c := range d.Chains() {
		var b bytes.Buffer
		require.NoError(t, d.WriteCSV(&b, c))
		out = append(out, b.String())
	}
	return out
}

func read(chains ...string) (*draws.Draws, error) {
	var readers []io.Reader
	for _, c := range chains {
		readers = append(readers, strings.NewReader(c))
	}
	return draws.ReadCSV(readers...)
}

func requireSame(t require.TestingT, want, got *draws.Draws) {
	require.Equal(t, want.Names(), got.Names())
	require.Equal(t, want.Chains(), got.Chains())
	require.Equal(t, want.Draws(), got.Draws())
	for _, name := range want.Names() {
		require.Equal(t, want.Dims(name), got.Dims(name))
		require.Equal(t, want.Get(name).Shape(), got.Get(name).Shape())
		require.Equal(t, want.Get(name).DType(), got.Get(name).DType())
		a, b := want.Get(name).Float64s(), got.Get(name).Float64s()
		for i := range a {
			if !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
				require.Equal(t, math.Float64bits(a[i]), math.Float64bits(b[i]), "%s, element %d", name, i)
			}
		}
	}
}

func TestCSVGivesTheSameDrawsAgain(t *testing.T) {
	d := sampled()
	got, err := read(written(t, d)...)
	require.NoError(t, err)
	requireSame(t, d, got)
	requireSame(t, d.Stats(), got.Stats())
	require.Equal(t, d.Sampling(), got.Sampling())

	plain := draws.New(1, 2) // of a prediction: nothing is told
	plain.Add("y", tensor.Shape{2}, tensor.Float64, []string{"data"})
	got, err = read(written(t, plain)...)
	require.NoError(t, err)
	requireSame(t, plain, got)
	require.Empty(t, got.Stats().Names())
}

func TestCSVIsCmdStans(t *testing.T) {
	lines := strings.Split(written(t, sampled())[1], "\n")
	at := 0
	for strings.HasPrefix(lines[at], "#") {
		at++
	}
	require.Equal(t, "lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,"+
		"mu,layer_0_w.1.1,layer_0_w.2.1,layer_0_w.1.2,layer_0_w.2.2,layer_0_w.1.3,layer_0_w.2.3,layer_0_w_2.1,x___x", lines[at])
	require.Equal(t, []string{"# Adaptation terminated", "# Step size = 12.25", "# Diagonal elements of inverse mass matrix:", "# 2, 1e-300"}, lines[at+1:at+5])
	require.True(t, strings.HasPrefix(lines[at+5], "10,10.125,10.25,10.375,10.5,10.625,10.75,3.3333333333333335,1.4285714626312256,3,1,4,2,5,inf,nan"), lines[at+5])
	require.Contains(t, lines, "#     num_samples = 6")
	require.Contains(t, lines, "#         metric = diag_e")
	require.Contains(t, lines, "# id = 2")
}

// What CmdStan 2.36 writes, shortened: a saved warm-up, matrices, a complex number, defaults.
const cmdstan = `# stan_version_major = 2
# method = sample (Default)
#   sample
#     num_samples = 2
#     num_warmup = 1
#     save_warmup = true
#     thin = 1 (Default)
#     adapt
#       delta = 0.95
#     algorithm = hmc (Default)
#       hmc
#         engine = nuts (Default)
#           nuts
#             max_depth = 11
# random
#   seed = 4000000000
lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,mu,m.1.1,m.2.1,m.1.2,m.2.2,z.real,z.imag
-9,1,0.5,1,1,0,9,0,0,0,0,0,0,0
# Adaptation terminated
# Step size = 0.8
# Diagonal elements of inverse mass matrix:
# 0.5, 2
-1,0.9,0.8,2,3,0,1.5,0.1,11,21,12,22,5,6
-2,0.8,0.8,2,3,1,2.5,-nan,11,21,12,22,5,inf
# 
#  Elapsed Time: 0.005 seconds (Warm-up)
`

func TestReadCSVOfCmdStan(t *testing.T) {
	d, err := read(cmdstan, cmdstan)
	require.NoError(t, err)
	require.Equal(t, []string{"mu", "m", "z.real", "z.imag"}, d.Names())
	require.Equal(t, 2, d.Draws())
	require.Equal(t, tensor.Shape{2, 2, 2, 2}, d.Get("m").Shape())
	require.Equal(t, []float64{11, 12, 21, 22}, d.Get("m").Slice(0, 0, 1).Slice(1, 0, 1).Float64s())
	require.Equal(t, []float64{0, 1, 0, 1}, d.Stats().Get("divergent").Float64s())
	require.Equal(t, draws.Sampling{MaxDepth: 11, Warmup: 1, Thin: 1, TargetAccept: 0.95, Seed: 4000000000, Variances: [][]float64{{0.5, 2}, {0.5, 2}}}, d.Sampling())
}

func TestReadCSVErrors(t *testing.T) {
	edit := func(old, new string) string {
		out := strings.Replace(cmdstan, old, new, 1)
		require.NotEqual(t, cmdstan, out)
		return out
	}
	for want, chains := range map[string][]string{
		"draws: ReadCSV of no chains; it takes one reader for each":                                                                  {},
		"draws: reading chain 0: it has no line with the names of columns; it is no output of Stan's sampler":                        {""},
		"draws: reading chain 1: its columns are not those of chain 0: column 8 is \"nu\", and was \"mu\"":                           {cmdstan, edit("energy__,mu", "energy__,nu")},
		"draws: reading chain 0: line 23 has 15 values for 14 columns":                                                               {edit("22,5,6", "22,5,6,7")},
		"draws: reading chain 0: line 23: value 13 is \"five\", not a number":                                                        {edit("22,5,6", "22,five,6")},
		"draws: reading chain 0: line 24 has 9 values for 14 columns; it is the last one, and cut off: the file is not complete":     {cmdstan[:strings.Index(cmdstan, ",21,12,22,5,inf")]},
		"draws: reading chain 1: it has 1 draws, chain 0 has 2; all must have as many":                                               {cmdstan, edit("-1,0.9,0.8,2,3,0,1.5,0.1,11,21,12,22,5,6\n", "")},
		"draws: reading chain 0: site \"m\" has shape [3 2], and there is no column \"m.2.1\"":                                       {edit("m.2.1", "m.3.1")},
		"draws: reading chain 0: column \"m.2\" has 1 indices, and the one before it 2":                                              {edit("m.2.1", "m.2")},
		"draws: reading chain 0: there are two columns \"mu\"":                                                                       {edit("z.real", "mu")},
		"draws: reading chain 0: site \"m\" has shape [900000000000 900000000000], which is more than the 14 columns that there are": {edit("m.2.1", "m.900000000000.900000000000")},
		"draws: reading chain 0: line 22, the inverse mass matrix: value 1 is \"half\", not a number":                                {edit("# 0.5, 2", "# half, 2")},
		"draws: reading chain 0: the setting max_depth is \"deep\", not a whole number":                                              {edit("max_depth = 11", "max_depth = deep")},
		"draws: reading chain 0: the comment on a site, \"mu Float16 mu\", is not as credence writes it":                             {"# credence site mu Float16 mu\n" + cmdstan},
	} {
		_, err := read(chains...)
		require.EqualError(t, err, want)
	}
	require.EqualError(t, sampled().WriteCSV(io.Discard, 2), "draws: writing chain 2; there are 2, from 0 on")
}

func TestReadCSVNeverCrashes(t *testing.T) {
	whole := written(t, sampled())[0]
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(rapid.SampledFrom([]string{whole, cmdstan}).Draw(t, "file"))
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
			if rapid.Bool().Draw(t, "cut") {
				text = append(text[:at:at], text[min(len(text), at+rapid.IntRange(1, 30).Draw(t, "length")):]...)
			} else {
				text[at] = rapid.SampledFrom([]byte("0123456789.,#\n:- =nx%")).Draw(t, "byte")
			}
			if len(text) == 0 {
				return
			}
		}
		if d, err := read(string(text)); err == nil {
			_ = d.Summary()
		}
	})
}

func TestSaveAndLoadCSV(t *testing.T) {
	d, dir := sampled(), t.TempDir()
	files, err := d.SaveCSV(filepath.Join(dir, "fit"))
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(dir, "fit_1.csv"), filepath.Join(dir, "fit_2.csv")}, files)
	inside, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, inside, 2, "no temporary file is left")
	got, err := draws.LoadCSV(files...)
	require.NoError(t, err)
	requireSame(t, d, got)

	_, err = draws.LoadCSV(filepath.Join(dir, "fit_3.csv"))
	require.ErrorContains(t, err, "fit_3.csv")
	_, err = d.SaveCSV(filepath.Join(dir, "nowhere", "fit"))
	require.ErrorContains(t, err, "draws: saving chain 0: ")
}
