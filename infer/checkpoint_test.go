package infer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func saved[D any](t testing.TB, s *SVI[D]) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, s.Save(&b))
	return b.Bytes()
}

func load[D any](t testing.TB, s *SVI[D], checkpoint []byte) {
	t.Helper()
	require.NoError(t, s.Load(bytes.NewReader(checkpoint)))
}

// mixed has parameters of both element types, one that no gradient reaches, and one that only odd data use.
func mixed(o optim.Optimizer) *SVI[int] {
	single := func(n int) func(*tensor.RNG) *tensor.Tensor {
		return func(rng *tensor.RNG) *tensor.Tensor { return rng.Normal(n).As(tensor.Float32) }
	}
	model := func(c *ppl.Context, data int) {
		z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(3).As(tensor.Float32), 1).ToEvent(1))
		w := ppl.Param(c, "weights", single(3))
		unused := ppl.Param(c, "unused", constant(1, 2))
		mean := z.Mul(w).Sum()
		if data%2 == 1 {
			mean = mean.Add(ppl.Param(c, "odd", constant(0.5)))
		}
		ppl.Deterministic(c, "unused twice", unused)
		ppl.Sample(c, "x", dist.Normal(mean, 1), ppl.Obs(tensor.Scalar(2)))
	}
	guide := func(c *ppl.Context, _ int) {
		m, s := ppl.Param(c, "m", single(3)), ppl.Param(c, "s", func(*tensor.RNG) *tensor.Tensor { return tensor.Ones(3).As(tensor.Float32) }, ppl.Constrained(dist.SoftplusPositive))
		ppl.Sample(c, "z", dist.Normal(m, s).ToEvent(1))
	}
	return NewSVI(model, guide, SVIOptions{Optimizer: o, Seed: 6})
}

func TestTrainingContinuesBitForBit(t *testing.T) {
	schedule := optim.Cosine(20, 0.1)
	for name, o := range map[string]optim.Optimizer{
		"Adam":              optim.Adam{LR: 0.1, Schedule: schedule},
		"ClippedAdam":       optim.ClippedAdam{LR: 0.1, LRD: 0.99},
		"SGD":               optim.SGD{LR: 0.01},
		"SGD with momentum": optim.SGD{LR: 0.01, Momentum: 0.9, Schedule: schedule},
		"ByName": optim.ByName{Rules: []optim.Rule{
			{Match: func(name string) bool { return name == "m" }, Use: optim.SGD{LR: 0.01}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			whole := mixed(o)
			for i := range 10 {
				if i == 0 {
					train(t, whole, 1, 1)
				} else {
					train(t, whole, 2, 1)
				}
				resumed := mixed(o)
				load(t, resumed, saved(t, whole))
				require.Equal(t, whole.Steps(), resumed.Steps())
				for _, data := range []int{2, 1} {
					a, b := train(t, whole, data, 1), train(t, resumed, data, 1)
					require.Equal(t, a, b)
				}
				require.Equal(t, stateOf(whole), stateOf(resumed))
				require.Equal(t, saved(t, whole), saved(t, resumed))
			}
		})
	}
}

// changing has a parameter for every letter of the data, and one that is always there.
func changing() *SVI[string] {
	model := func(c *ppl.Context, data string) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		mean := z
		for _, letter := range data {
			p := ppl.Param(c, string(letter), func(rng *tensor.RNG) *tensor.Tensor { return rng.Normal(2) })
			mean = mean.Add(p.Sum())
		}
		ppl.Sample(c, "x", dist.Normal(mean, 1), ppl.Obs(tensor.Scalar(2)))
	}
	return NewSVI(model, func(c *ppl.Context, _ string) { meanGuide(c, nil) }, SVIOptions{Optimizer: optim.Adam{LR: 0.1}, Seed: 8})
}

// Wherever training is interrupted, if parameters appear later, alternate, or come and go.
func TestTrainingWithParametersThatComeAndGoContinuesBitForBit(t *testing.T) {
	for _, data := range [][]string{
		{"", "", "a", "a", "ab", "abc", "abc"},
		{"a", "b", "a", "b", "a"},
		{"ab", "a", "b", "", "c", "abc"},
		{"ab", "c", "c"},
		{"a", "", "", "b", "", "a"},
		{"", "a", "", "b", "ab", "", ""},
	} {
		for from := range data {
			whole, resumed := changing(), changing()
			for _, d := range data[:from] {
				train(t, whole, d, 1)
			}
			load(t, resumed, saved(t, whole))
			for _, d := range data[from:] {
				again := changing()
				load(t, again, saved(t, resumed))
				require.Equal(t, saved(t, resumed), saved(t, again), "loaded and saved")
				a, b := train(t, whole, d, 1), train(t, resumed, d, 1)
				require.Equal(t, a, b, "%v from %d", data, from)
				require.Equal(t, saved(t, whole), saved(t, resumed))
			}
			require.Equal(t, stateOf(whole), stateOf(resumed))
		}
	}
}

// What not every step needed, evaluations and predictions need not need either.
func TestLoadedParametersThatComeAndGo(t *testing.T) {
	trained, loaded := changing(), changing()
	train(t, trained, "a", 1)
	train(t, trained, "b", 1)
	load(t, loaded, saved(t, trained))
	for _, data := range []string{"b", "a", "", "ab"} {
		want := predict(t, trained.model, trained.Posterior(), data, PredictiveOptions{Draws: 3})
		got := predict(t, loaded.model, loaded.Posterior(), data, PredictiveOptions{Draws: 3})
		require.Equal(t, want.Get("x").Float64s(), got.Get("x").Float64s())
		fresh := changing()
		load(t, fresh, saved(t, trained))
		a, err := trained.Evaluate(data, EvaluateOptions{})
		require.NoError(t, err)
		b, err := fresh.Evaluate(data, EvaluateOptions{})
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
	_, err := loaded.Evaluate("c", EvaluateOptions{})
	require.EqualError(t, err, `infer: in the model: ppl: site "c": infer: checkpoint: this model asks for parameter "c", which it does not have: it is another network's checkpoint`)
	_, err = loaded.Step("b")
	require.NoError(t, err)
	_, err = loaded.Evaluate("c", EvaluateOptions{})
	require.NoError(t, err, "as after a step that was not interrupted")
}

// Where all steps asked for the same, the next one that does not is refused, unless an evaluation has shown that the
// network is the right one.
func TestTrainingGoesOnWithOtherParameters(t *testing.T) {
	whole, resumed := changing(), changing()
	train(t, whole, "a", 3)
	load(t, resumed, saved(t, whole))
	_, err := resumed.Step("b")
	require.ErrorContains(t, err, `this model asks for parameter "b", which it does not have: it is another network's checkpoint`)
	_, err = resumed.Step("")
	require.ErrorContains(t, err, `nothing here asks for its parameter "a" [2]: it is another network's checkpoint, or only a part of the network; make a step or Evaluate before you use a part, with data that ask for all of it`)
	load(t, resumed, saved(t, whole))
	_, err = resumed.Evaluate("a", EvaluateOptions{})
	require.NoError(t, err)
	for _, data := range []string{"b", "", "ab"} {
		require.Equal(t, train(t, whole, data, 1), train(t, resumed, data, 1))
		require.Equal(t, saved(t, whole), saved(t, resumed))
	}
}

// A step that asks for nothing of the checkpoint has another network.
func TestNothingOfACheckpointIsAskedFor(t *testing.T) {
	trained := changing()
	train(t, trained, "a", 1)
	other := network(tensor.Ones(3), dist.Positive, "w")
	load(t, other, saved(t, trained))
	check := unchanged(t, other)
	_, err := other.Step(0)
	require.EqualError(t, err, `infer: checkpoint: this model asks for parameter "p", which it does not have: it is another network's checkpoint`)
	check()
}

// What the first steps do not ask for is compared when it is asked for.
func TestAnotherPartOfALoadedNetworkBecomesKnownLater(t *testing.T) {
	trained := changing()
	for _, data := range []string{"a", "b", "a"} {
		train(t, trained, data, 1)
	}
	wrong := NewSVI(func(c *ppl.Context, data string) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		if data == "b" {
			z = z.Add(ppl.Param(c, "b", constant(1, 2, 3)).Sum())
		}
		ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(2)))
	}, trained.guide, SVIOptions{Optimizer: optim.Adam{LR: 0.1}})
	load(t, wrong, saved(t, trained))
	train(t, wrong, "", 2)
	_, err := wrong.Step("b")
	require.ErrorContains(t, err, `parameter "b" is Float64 [2], real (dist.real) in the checkpoint, and this model asks for Float64 [3], real (dist.real): it is another network's checkpoint`)
}

// The seed is the checkpoint's, and so is the number of failed attempts, which decides what is drawn next.
func TestCheckpointHoldsTheRandomState(t *testing.T) {
	whole := fragileSVI(optim.Adam{})
	train(t, whole, fragile{}, 2)
	for range 3 {
		_, err := whole.Step(fragile{root: tensor.Scalar(0)})
		require.Error(t, err)
	}
	resumed := NewSVI(whole.model, whole.guide, SVIOptions{Seed: 99})
	load(t, resumed, saved(t, whole))
	var a, b float64
	train(t, whole, fragile{drawn: func(z float64) { a = z }}, 1)
	train(t, resumed, fragile{drawn: func(z float64) { b = z }}, 1)
	require.Equal(t, a, b)
	require.Equal(t, saved(t, whole), saved(t, resumed))
}

func TestCheckpointBeforeTheFirstStep(t *testing.T) {
	whole := meanSVI(SVIOptions{Seed: 3})
	resumed := meanSVI(SVIOptions{})
	load(t, resumed, saved(t, whole))
	require.Equal(t, train(t, whole, xrows, 2), train(t, resumed, xrows, 2))
}

func TestLoadReadsNoFurtherThanTheCheckpoint(t *testing.T) {
	s := learned(t, 3)
	stream := bytes.NewReader(append(saved(t, s), "what follows"...))
	require.NoError(t, meanSVI(SVIOptions{}).Load(stream))
	rest, err := io.ReadAll(stream)
	require.NoError(t, err)
	require.Equal(t, "what follows", string(rest))
}

func TestAnotherOptimizerIsRefused(t *testing.T) {
	checkpoint := saved(t, learned(t, 2)) // Adam's
	for name, o := range map[string]optim.Optimizer{
		"ClippedAdam":       optim.ClippedAdam{},
		"SGD":               optim.SGD{},
		"SGD with momentum": optim.SGD{Momentum: 0.9},
	} {
		s := meanSVI(SVIOptions{Optimizer: o})
		err := s.Load(bytes.NewReader(checkpoint))
		require.EqualError(t, err, `infer: checkpoint: parameter "m" was trained with Adam, this SVI has `+name+`; use the same, or start anew`)
		require.Zero(t, s.Steps())
	}
	require.NoError(t, meanSVI(SVIOptions{Optimizer: optim.Adam{LR: 0.5}}).Load(bytes.NewReader(checkpoint)), "settings may differ")
	require.ErrorContains(t, meanSVI(SVIOptions{Optimizer: optim.Adam{LR: -1}}).Load(bytes.NewReader(checkpoint)), "optim: Adam: LR is -1")
}

// network is a guide with a parameter of the given shape, and another model parameter if it is named.
func network(init *tensor.Tensor, c dist.Constraint, more string) *SVI[int] {
	model := func(c *ppl.Context, _ int) {
		normal(c, "z")
		if more != "" {
			ppl.Param(c, more, constant(0))
		}
	}
	guide := func(ctx *ppl.Context, _ int) {
		p := ppl.Param(ctx, "p", func(*tensor.RNG) *tensor.Tensor { return init }, ppl.Constrained(c))
		ppl.Sample(ctx, "z", dist.Normal(p.Sum(), 1))
	}
	return NewSVI(model, guide, SVIOptions{})
}

func TestAnotherNetworkIsRefused(t *testing.T) {
	ones := tensor.Ones(3)
	trained := network(ones, dist.Positive, "w")
	train(t, trained, 0, 2)
	checkpoint := saved(t, trained)
	ours := ": it is another network's checkpoint"
	for name, c := range map[string]struct {
		other *SVI[int]
		words string
	}{
		"shape":        {network(tensor.Ones(2), dist.Positive, "w"), `parameter "p" is Float64 [3], positive (dist.positive) in the checkpoint, and this model asks for Float64 [2], positive (dist.positive)` + ours},
		"element type": {network(ones.As(tensor.Float32), dist.Positive, "w"), `this model asks for Float32 [3], positive (dist.positive)` + ours},
		"constraint":   {network(ones, dist.Real, "w"), `this model asks for Float64 [3], real (dist.real)` + ours},
		"map":          {network(ones, dist.SoftplusPositive, "w"), `this model asks for Float64 [3], positive (dist.softplusPositive)` + ours},
		"missing":      {network(ones, dist.Positive, "v"), `this model asks for parameter "v", which it does not have` + ours},
		"extra":        {network(ones, dist.Positive, ""), `nothing here asks for its parameter "w" []` + ours},
	} {
		t.Run(name, func(t *testing.T) {
			refused := func(err error) {
				t.Helper()
				var bad *CheckpointError
				require.ErrorAs(t, err, &bad)
				require.ErrorContains(t, err, c.words)
			}
			load(t, c.other, checkpoint)
			check := unchanged(t, c.other)
			for range 2 {
				_, err := c.other.Step(0)
				refused(err)
				_, err = c.other.Evaluate(0, EvaluateOptions{})
				refused(err)
				_, err = Predict(context.Background(), c.other.model, c.other.Posterior(), 0, PredictiveOptions{Sites: []string{"z"}})
				refused(err)
				check()
			}
		})
	}
}

func TestLoadedModelWorksBeforeAStep(t *testing.T) {
	trained := learned(t, 20)
	loaded := meanSVI(SVIOptions{})
	load(t, loaded, saved(t, trained))
	predict := func(s *SVI[*tensor.Tensor]) []float64 {
		p, err := Predict(context.Background(), meanModel, s.Posterior(), nil, PredictiveOptions{Draws: 5})
		require.NoError(t, err)
		return p.Get("x").Float64s()
	}
	require.Equal(t, predict(trained), predict(loaded))
	want, err := trained.Evaluate(xrows, EvaluateOptions{Seed: 4})
	require.NoError(t, err)
	got, err := loaded.Evaluate(xrows, EvaluateOptions{Seed: 4})
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, param(t, trained, "s"), param(t, loaded, "s"))
}

func TestParamRightAfterLoad(t *testing.T) {
	identity := tensor.Of([]float64{1, 0, 0, 1}, 2, 2)
	for name, c := range map[string]struct {
		constraint dist.Constraint
		init       *tensor.Tensor
	}{
		"Real":                  {dist.Real, tensor.Zeros(2)},
		"Positive":              {dist.Positive, tensor.Ones(2)},
		"NonNegative":           {dist.NonNegative, tensor.Ones(2)},
		"SoftplusPositive":      {dist.SoftplusPositive, tensor.Ones(2).As(tensor.Float32)},
		"UnitInterval":          {dist.UnitInterval, tensor.Full(0.25, 2)},
		"Simplex":               {dist.Simplex, tensor.Of([]float64{0.25, 0.75})},
		"OrderedVector":         {dist.OrderedVector, tensor.Of([]float64{-1, 2})},
		"PositiveOrderedVector": {dist.PositiveOrderedVector, tensor.Of([]float64{1, 2})},
		"LowerCholesky":         {dist.LowerCholesky, identity},
		"CorrCholesky":          {dist.CorrCholesky, identity},
		"PositiveDefinite":      {dist.PositiveDefinite, identity},
		"Correlation":           {dist.Correlation, identity},
		"ZeroSum":               {dist.ZeroSum, tensor.Of([]float64{1, -1})},
		"Sphere":                {dist.Sphere, tensor.Of([]float64{0.6, 0.8})},
		"Interval":              {dist.Interval(0, 1.5), tensor.Ones(2)},
		"Interval in Float32":   {dist.Interval(0.1, tensor.Of([]float32{1.2, 3})), tensor.Ones(2).As(tensor.Float32)},
		"GreaterThan":           {dist.GreaterThan(0.1), tensor.Scalar(1)},
		"LessThan":              {dist.LessThan(tensor.Of([]float64{2, 1.0 / 3})), tensor.Zeros(3, 2)},
		"Circular":              {dist.Circular, tensor.Ones(2)},
		"no elements":           {dist.GreaterThan(-1), tensor.Zeros(0)},
		"somebody's own":        {ownSimplex{dist.Simplex}, tensor.Of([]float64{0.25, 0.75})},
	} {
		t.Run(name, func(t *testing.T) {
			trained := network(c.init, c.constraint, "")
			train(t, trained, 0, 2)
			loaded := network(c.init, c.constraint, "")
			load(t, loaded, saved(t, trained))
			require.Equal(t, param(t, trained, "p"), param(t, loaded, "p"))
			require.Equal(t, c.init.DType(), dtypeOfParam(t, loaded))
			require.Equal(t, saved(t, trained), saved(t, loaded))
			train(t, trained, 0, 1)
			train(t, loaded, 0, 1)
			require.Equal(t, param(t, trained, "p"), param(t, loaded, "p"))
		})
	}

	// Checkpoints of before did not have such values.
	old := network(tensor.Ones(2), dist.Interval(0, 1.5), "")
	header := `{"Params":[{"Name":"p","Shape":[2],"DType":"Float64","Set":"in [0, 1.5] (dist.interval)","Optimizer":"Adam"}]}`
	load(t, old, framed(1, []byte(header), make([]byte, 16)))
	_, err := old.Param("p")
	require.EqualError(t, err, `infer: parameter "p" is from a checkpoint of an early version, and what it must be, in [0, 1.5] (dist.interval), is known exactly only after the first step or Evaluate`)
	load(t, old, saved(t, old))
	_, err = old.Evaluate(0, EvaluateOptions{})
	require.NoError(t, err)
	require.Equal(t, []float64{0.75, 0.75}, param(t, old, "p"))

	// Nor can a constraint be asked whose bounds a run has computed.
	moving := NewSVI(func(c *ppl.Context, _ int) { normal(c, "z") }, func(c *ppl.Context, _ int) {
		low := ppl.Param(c, "low", constant(0.1))
		ppl.Sample(c, "z", dist.Normal(ppl.Param(c, "p", constant(2), ppl.Constrained(dist.GreaterThan(low))), 1))
	}, SVIOptions{})
	train(t, moving, 0, 1)
	_, err = moving.Step(0)
	require.ErrorContains(t, err, "must have the same Constrained everywhere")
	_, err = moving.Param("p")
	require.ErrorContains(t, err, `infer: parameter "p": tensor: ExpAbove.Forward: this tensor of shape [] was made in an earlier run of the model`)
	saved(t, moving)

	// No factor has two real numbers; that is an error, not a panic.
	s := network(tensor.Ones(2), dist.Positive, "")
	s.store.add(&parameter{name: "damaged", set: setOf(dist.CorrCholesky), real: tensor.Zeros(2)})
	_, err = s.Param("damaged")
	require.Error(t, err)
}

// ownSimplex is a constraint that words do not tell.
type ownSimplex struct{ dist.Constraint }

func dtypeOfParam(t *testing.T, s *SVI[int]) tensor.DType {
	p, err := s.Param("p")
	require.NoError(t, err)
	return p.DType()
}

// What the posterior refuses at first because a part of the network does not ask for everything, it gives once the
// whole has.
func TestPartOfALoadedNetwork(t *testing.T) {
	trained := network(tensor.Ones(3), dist.Positive, "w")
	train(t, trained, 0, 2)
	loaded := network(tensor.Ones(3), dist.Positive, "w")
	load(t, loaded, saved(t, trained))
	part := func() error {
		_, err := Predict(context.Background(), loaded.guide, loaded.Posterior(), 0, PredictiveOptions{Sites: []string{"p"}})
		return err
	}
	require.ErrorContains(t, part(), "or only a part of the network; make a step or Evaluate before you use a part")
	_, err := loaded.Evaluate(0, EvaluateOptions{})
	require.NoError(t, err)
	require.NoError(t, part())
}

func TestSaveFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
	s := learned(t, 2)
	require.NoError(t, CheckSaveFile(path))
	require.NoFileExists(t, path)
	require.NoError(t, s.SaveFile(path))
	require.NoError(t, os.Chmod(path, 0o600))
	train(t, s, xrows, 1)
	require.NoError(t, s.SaveFile(path), "an old file is replaced")
	loaded := meanSVI(SVIOptions{})
	require.NoError(t, loaded.LoadFile(path))
	require.Equal(t, 3, loaded.Steps())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode(), "its mode stays")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)
}

// TestSaveFileOfOnesOwn writes a checkpoint and something behind it, which Load leaves, and nothing after an error.
func TestSaveFileOfOnesOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	s := learned(t, 2)
	require.NoError(t, SaveFile(path, func(w io.Writer) error {
		err := s.Save(w)
		_, behind := io.WriteString(w, "and more")
		return errors.Join(err, behind)
	}))
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	loaded := meanSVI(SVIOptions{})
	require.NoError(t, loaded.Load(f))
	require.Equal(t, 2, loaded.Steps())
	rest, err := io.ReadAll(f)
	require.NoError(t, err)
	require.Equal(t, "and more", string(rest))

	broken := errors.New("broken")
	require.ErrorIs(t, SaveFile(path, func(w io.Writer) error { io.WriteString(w, "half"); return broken }), broken)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Greater(t, info.Size(), int64(len("half")))
}

func TestSaveFileFailsWhole(t *testing.T) {
	dir := t.TempDir()
	s := learned(t, 2)
	nowhere := filepath.Join(dir, "nowhere", "model")
	require.ErrorIs(t, CheckSaveFile(nowhere), os.ErrNotExist)
	require.ErrorIs(t, s.SaveFile(nowhere), os.ErrNotExist)
	// A folder in the place of the file cannot be replaced by one, whoever asks.
	path := filepath.Join(dir, "model")
	require.NoError(t, os.MkdirAll(filepath.Join(path, "old"), 0o700))
	words := "infer: saving the checkpoint: write " + path + ": is a directory"
	require.EqualError(t, CheckSaveFile(path), words)
	require.EqualError(t, s.SaveFile(path), words)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "nothing is left behind")
	require.DirExists(t, filepath.Join(path, "old"))
}

func TestLoadFileErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	s := meanSVI(SVIOptions{})
	err := s.LoadFile(filepath.Join(dir, "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	path := filepath.Join(dir, "text")
	require.NoError(t, os.WriteFile(path, []byte("no checkpoint"), 0o600))
	require.ErrorContains(t, s.LoadFile(path), path+": infer: checkpoint: this is not a checkpoint of an SVI")
}
