package draws_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
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
	d.SetSampling(draws.Sampling{MaxDepth: 10, Warmup: 1000, Thin: 2, TargetAccept: 0.8, Seed: math.MaxUint64, Latents: []string{"mu", "layer.0/w", "ß__"}, Variances: [][]float64{{1, 0.25}, {2, 1e-300}}})
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

	about := d.Sampling()
	about.Variances = [][]float64{{}, {}} // no latent has an element
	d.SetSampling(about)
	got, err = read(written(t, d)...)
	require.NoError(t, err)
	require.Equal(t, about, got.Sampling())

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
	huge := strconv.Itoa(math.MaxInt)
	edit := func(old, new string) string {
		out := strings.Replace(cmdstan, old, new, 1)
		require.NotEqual(t, cmdstan, out)
		return out
	}
	for want, chains := range map[string][]string{
		"draws: ReadCSV of no chains; it takes one reader for each":                                                                                           {},
		"draws: reading chain 0: it has no line with the names of columns; it is not an output of Stan's sampler":                                             {""},
		"draws: reading chain 1: its columns are not those of chain 0: column 8 is \"nu\", and was \"mu\"":                                                    {cmdstan, edit("energy__,mu", "energy__,nu")},
		"draws: reading chain 0: line 23 has 15 values for 14 columns":                                                                                        {edit("22,5,6", "22,5,6,7")},
		"draws: reading chain 0: line 23: value 13 is \"five\", not a number":                                                                                 {edit("22,5,6", "22,five,6")},
		"draws: reading chain 0: line 24 has 9 values for 14 columns; it is the last one, and cut off: the file is not complete":                              {cmdstan[:strings.Index(cmdstan, ",21,12,22,5,inf")]},
		"draws: reading chain 0: it has 1 draws of the 2 that its settings tell of: the run was ended early, or the file was cut off or changed":              {edit("-1,0.9,0.8,2,3,0,1.5,0.1,11,21,12,22,5,6\n", "")},
		"draws: reading chain 1: it has 1 draws, chain 0 has 2; all must have as many":                                                                        {cmdstan, strings.Replace(edit("-1,0.9,0.8,2,3,0,1.5,0.1,11,21,12,22,5,6\n", ""), "num_samples = 2", "num_samples = 1", 1)},
		"draws: reading chain 1: its model is \"two\", and that of chain 0 \"one\"":                                                                           {"# model = one\n" + cmdstan, "# model = two\n" + cmdstan},
		"draws: reading chain 1: its comments tell of other sites, or masks, than those of chain 0":                                                           {cmdstan, "# credence site mu Float64 mu\n" + cmdstan},
		"draws: reading chain 0: column \"m.1.1\" belongs to no site that comments tell of":                                                                   {"# credence site mu Float64 mu\n" + cmdstan},
		"draws: reading chain 0: two comments tell of column \"mu\"":                                                                                          {"# credence site mu Float64 mu\n# credence site mu Float32 nu\n" + cmdstan},
		"draws: reading chain 0: column \"m.1.1\" is told to belong to two sites":                                                                             {"# credence site m Float64 m 2: 2:\n# credence site m.1 Float64 l 1:\n" + cmdstan},
		"draws: reading chain 0: column \"m.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1\" has more than 14 indices, and sites have up to 14 dimensions":                     {edit("m.1.1", "m.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1")},
		"draws: reading chain 0: site \"mu\" has shape [0 " + huge + " " + huge + "], which is more than the 14 columns that there are":                       {"# credence site mu Float64 mu 0: " + huge + ": " + huge + ":\n" + cmdstan},
		"draws: reading chain 0: the comment on a site, \"mu Float64 mu 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1:\", is not as credence writes it":         {"# credence site mu Float64 mu 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1: 1:\n" + cmdstan},
		"draws: reading chain 0: its method is optimize, whose rows are not draws":                                                                            {edit("method = sample", "method = optimize")},
		"draws: reading chain 0: its settings are num_samples = 2 and thin = 0":                                                                               {edit("thin = 1", "thin = 0")},
		"draws: reading chain 0: the setting num_samples is \"many\", not a whole number":                                                                     {edit("num_samples = 2", "num_samples = many")},
		"draws: reading chain 0: line 27 has values after the end of the run; is the file several in one?":                                                    {cmdstan + "lp__\n"},
		"draws: reading chain 0: its comments have no settings, such as method = sample, which CmdStan and WriteCSV write; for other tables use encoding/csv": {"height,weight\n1.7,70\n"},
		"draws: reading chain 0: site \"m\" has shape [3 2], and there is no column \"m.2.1\"":                                                                {edit("m.2.1", "m.3.1")},
		"draws: reading chain 0: column \"m.2\" has 1 indices, and the one before it 2":                                                                       {edit("m.2.1", "m.2")},
		"draws: reading chain 0: there are two columns \"mu\"":                                                                                                {edit("z.real", "mu")},
		"draws: reading chain 0: site \"m\" has shape [" + huge + " " + huge + "], which is more than the 14 columns that there are":                          {edit("m.2.1", "m."+huge+"."+huge)},
		"draws: reading chain 0: line 22, the inverse mass matrix: value 1 is \"half\", not a number":                                                         {edit("# 0.5, 2", "# half, 2")},
		"draws: reading chain 0: the setting max_depth is \"deep\", not a whole number":                                                                       {edit("max_depth = 11", "max_depth = deep")},
		"draws: reading chain 0: the comment \"credence latents\", \"mu mu\", is not as credence writes it":                                                   {"# credence latents = mu mu\n" + cmdstan},
		"draws: reading chain 0: the comment on a site, \"mu Float16 mu\", is not as credence writes it":                                                      {"# credence site mu Float16 mu\n" + cmdstan},
	} {
		_, err := read(chains...)
		require.EqualError(t, err, want)
	}
	require.EqualError(t, sampled().WriteCSV(io.Discard, 2), "draws: writing chain 2; there are 2, from 0 on")
	require.EqualError(t, sampled().WriteCSV(nil, 0), "draws: writing chain 0: the writer is nil")
	_, err := draws.ReadCSV(strings.NewReader(cmdstan), nil)
	require.EqualError(t, err, "draws: reading chain 1: the reader is nil")
	full, w := io.Pipe()
	full.CloseWithError(errors.New("the disk is full"))
	require.EqualError(t, sampled().WriteCSV(w, 0), "draws: writing chain 0: the disk is full")

	two := filled(1, 2)
	var b strings.Builder
	require.NoError(t, two.WriteCSV(&b, 0))
	renamed := strings.Replace(b.String(), "Float64 z", "Float64 m", 1)
	require.NotEqual(t, b.String(), renamed)
	_, err = read(renamed)
	require.EqualError(t, err, `draws: reading chain 0: site "m" is there twice`)
}

// TestReadCSVRefusesWhatWasCutOff cuts files at every byte. What is read has every draw, exactly.
func TestReadCSVRefusesWhatWasCutOff(t *testing.T) {
	for _, file := range []string{written(t, sampled())[0], cmdstan, variational} {
		whole, err := read(file)
		require.NoError(t, err)
		end := strings.Index(file, "Elapsed Time:")
		if end < 0 { // variational does not tell the time
			end = len(file)
		}
		for n := range file {
			got, err := read(file[:n])
			if n < end {
				require.Error(t, err, "after %d bytes: %q", n, file[max(0, n-40):n])
			}
			if err == nil {
				requireSame(t, whole, got)
			}
		}
	}
}

// TestReadCSVCountsThinnedDraws: of 5 draws, the first, third and fifth are kept, as CmdStan does.
func TestReadCSVCountsThinnedDraws(t *testing.T) {
	const file = "# method = sample\n# num_samples = 5\n# thin = 2\nlp__,mu\n0,1\n0,2\n0,3\n#  Elapsed Time: 1 seconds (Warm-up)\n"
	d, err := read(file)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 2, 3}, d.Get("mu").Float64s())
	_, err = read(strings.Replace(file, "num_samples = 5", "num_samples = 7", 1))
	require.ErrorContains(t, err, "it has 3 draws of the 4")
}

// What CmdStan's variational writes, shortened: the first row is the mean.
const variational = `# model = bernoulli_model
# method = variational
#   variational
#     algorithm = meanfield (Default)
#     output_samples = 2
lp__,log_p__,log_g__,theta
# Stepsize adaptation complete.
# eta = 0.1
0,0,0,0.25
0,-7.5,-0.5,0.125
0,-7,-0.25,0.375
`

func TestReadCSVOfOtherMethods(t *testing.T) {
	d, err := read(variational)
	require.NoError(t, err)
	require.Equal(t, []float64{0.125, 0.375}, d.Get("theta").Float64s(), "without the mean")
	_, err = read(strings.Replace(variational, "0,-7,", "# 0,-7,", 1))
	require.ErrorContains(t, err, "it has 1 draws of the 2")

	d, err = read("# method = laplace\n# draws = 2\nlog_p__,log_q__,theta\n-1,-2,3\n-4,-5,6\n")
	require.NoError(t, err)
	require.Equal(t, []float64{3, 6}, d.Get("theta").Float64s())

	pathfinder := "# method = pathfinder\n# num_draws = 9\nlp_approx__,lp__,theta\n-1,-2,3\n-4,-5,6\n# \n# Elapsed Time: 0.1 seconds (Pathfinders)\n"
	d, err = read(pathfinder)
	require.NoError(t, err)
	require.Equal(t, []float64{3, 6}, d.Get("theta").Float64s())
	_, err = read(pathfinder[:strings.Index(pathfinder, "# Elapsed")])
	require.ErrorContains(t, err, "it does not end with the time that the run took")

	d, err = read("# num_samples = 1\nlp__,theta\n0,3\n") // as cmdstanr writes draws
	require.NoError(t, err)
	require.Equal(t, []float64{3}, d.Get("theta").Float64s())
}

// TestReadCSVCostsWhatItReads: what a file claims takes no memory or time that its length does not.
func TestReadCSVCostsWhatItReads(t *testing.T) {
	_, err := read("# method = sample\n# num_samples = 0\nlp__,a" + strings.Repeat(".1", 200_000) + "\n# Elapsed Time: 1\n")
	require.ErrorContains(t, err, "has more than 14 indices")
	require.Less(t, len(err.Error()), 200)
	_, err = read(strings.ReplaceAll("# method = sample\n# num_samples = N\n# thin = N\nlp__,a.N\n0,1\n# Elapsed Time: 1\n", "N", strconv.Itoa(math.MaxInt)))
	require.ErrorContains(t, err, "which is more than the 2 columns")
}

// TestCSVOfOtherDraws: of HMC, of no warm-up, with some stats only, of no draws, with an empty name.
func TestCSVOfOtherDraws(t *testing.T) {
	hmc := sampled()
	hmc.SetSampling(draws.Sampling{Thin: 1, TargetAccept: 0.8})
	text := written(t, hmc)
	require.Contains(t, text[0], " num_warmup = 1000\n", "CmdStanPy refuses 0")
	require.Contains(t, text[0], " max_depth = 10\n", "CmdStanPy wants one")
	got, err := read(text...)
	require.NoError(t, err)
	requireSame(t, hmc.Stats(), got.Stats())
	require.Equal(t, hmc.Sampling(), got.Sampling())

	some := draws.New(1, 2)
	some.Add("", nil, tensor.Float64, nil)
	some.Stats().Add("energy", nil, tensor.Float64, nil)
	some.Stats().Put("energy", 0, 1, tensor.Scalar(3))
	some.SetSampling(draws.Sampling{Warmup: 7, Thin: 1})
	got, err = read(written(t, some)...)
	require.NoError(t, err)
	requireSame(t, some, got)
	requireSame(t, some.Stats(), got.Stats())
	require.Equal(t, 7, got.Sampling().Warmup)

	got, err = read(written(t, sampled().Cut(0))...)
	require.NoError(t, err)
	requireSame(t, sampled().Cut(0), got)

	some.Stats().Add("by site", tensor.Shape{2}, tensor.Float64, nil)
	require.EqualError(t, some.WriteCSV(io.Discard, 0), `draws: writing chain 0: Stats has "by site" of shape [2]; a file has columns for single numbers of each draw only`)
}

// TestCSVOfOtherKernels: what they tell has names that CmdStan does not know, beside all of CmdStan's or some.
func TestCSVOfOtherKernels(t *testing.T) {
	own := []string{"temperature", "of x", "of.x", "", "lp_", "energy__", "θ", "100%"}
	tell := func(d *draws.Draws) *draws.Draws {
		for k, name := range own {
			d.Stats().Add(name, nil, tensor.Float64, nil)
			d.Stats().Put(name, d.Chains()-1, 1, tensor.Scalar(float64(k)+0.5))
		}
		return d
	}
	all := tell(sampled())
	text := written(t, all)
	require.Contains(t, text[0], "energy__,temperature__,of_x__,of_x_2__,x__,lp___,energy____,x___,x100___,mu,")
	require.NotContains(t, text[0], "fixed_param")
	require.Contains(t, text[0], "\n# credence stats = lp accept step_size depth leapfrogs divergent energy temperature of+x of.x \"\" lp_ energy__ %CE%B8 100%25\n")
	got, err := read(text...)
	require.NoError(t, err)
	requireSame(t, all, got)
	requireSame(t, all.Stats(), got.Stats())

	few := draws.New(1, 2)
	few.Add("temperature", nil, tensor.Float64, nil) // a site
	few.Stats().Add("accept", nil, tensor.Float64, nil)
	tell(few)
	text = written(t, few)
	require.Contains(t, text[0], "\nlp__,accept_stat__,temperature__,of_x__,of_x_2__,x__,lp___,energy____,x___,x100___,temperature\n")
	require.Contains(t, text[0], "fixed_param")
	got, err = read(text...)
	require.NoError(t, err)
	requireSame(t, few, got)
	requireSame(t, few.Stats(), got.Stats())

	_, err = read(strings.Replace(text[0], "accept temperature", "accept accept", 1))
	require.ErrorContains(t, err, `draws: reading chain 0: the comment "credence stats", "accept accept `)
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

// TestCSVKeepsMasks: what is masked is masked after reading, too.
func TestCSVKeepsMasks(t *testing.T) {
	d := draws.New(1, 2)
	d.Add("y z", tensor.Shape{2, 3}, tensor.Float64, nil)
	d.Add("all", tensor.Shape{2}, tensor.Float64, nil)
	draws.LogLikelihood{Draws: d}.SetMask("y z", tensor.Of([]float64{0, 7, 1}))
	file := written(t, d)[0]
	got, err := read(file)
	require.NoError(t, err)
	l := draws.LogLikelihood{Draws: got}
	require.Equal(t, []float64{0, 1, 1, 0, 1, 1}, l.Mask("y z").Float64s())
	require.Equal(t, tensor.Shape{2, 3}, l.Mask("y z").Shape())
	require.Nil(t, l.Mask("all"))
	for _, wrong := range []string{"y_z 01101", "y_z 011012", "nobody 011011", "y_z", "y_z 011011\n# credence mask y_z 011011"} {
		_, err = read(strings.Replace(file, "mask y_z 011011", "mask "+wrong, 1))
		require.ErrorContains(t, err, "draws: reading chain 0: the comment on a mask", wrong)
	}
}

func FuzzReadCSV(f *testing.F) {
	whole := sampled()
	for c := range whole.Chains() {
		var b bytes.Buffer
		if err := whole.WriteCSV(&b, c); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add([]byte(cmdstan))
	f.Add([]byte(variational))
	f.Add([]byte("# method = sample\n# num_samples = 1\nlp__,m.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1\n0,1\n# Elapsed Time: 1\n"))
	f.Add([]byte("# credence site m Float32 \"\" 0: 4611686018427387904:\n# method = laplace\n# draws = 0\nlp__,x.9999999999\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		d, err := draws.ReadCSV(bytes.NewReader(file))
		if err != nil {
			return
		}
		_ = d.Summary()
		again, err := read(written(t, d)...)
		require.NoError(t, err)
		requireSame(t, d, again)
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

	require.NoError(t, os.Rename(files[0], filepath.Join(dir, "kept")))
	require.NoError(t, os.Symlink("kept", files[0]))
	_, err = d.SaveCSV(filepath.Join(dir, "fit"))
	require.NoError(t, err)
	link, err := os.Readlink(files[0])
	require.NoError(t, err)
	require.Equal(t, "kept", link, "links stay")

	_, err = draws.LoadCSV(filepath.Join(dir, "fit_3.csv"))
	require.ErrorContains(t, err, "fit_3.csv")
	_, err = d.SaveCSV(filepath.Join(dir, "nowhere", "fit"))
	require.ErrorContains(t, err, "draws: saving chain 0: ")
}
