package draws_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// filled has sites z, a and m, out of alphabetical order, whose values say where they are: 1000·chain + 10·draw +
// element.
func filled(chains, n int) *draws.Draws {
	d := draws.New(chains, n)
	d.Add("z", nil, tensor.Float64, nil)
	d.Add("a", tensor.Shape{3}, tensor.Float32, []string{"rows"})
	d.Add("m", tensor.Shape{2, 3}, tensor.Float64, []string{"", "rows"})
	for c := range chains {
		for i := range n {
			at := float64(1000*c + 10*i)
			d.Put("z", c, i, tensor.Scalar(at))
			d.Put("a", c, i, tensor.Of([]float32{float32(at), float32(at + 1), float32(at + 2)}))
			d.Put("m", c, i, tensor.Of([]float64{at, at + 1, at + 2, at + 3, at + 4, at + 5}, 2, 3))
		}
	}
	return d
}

func TestGetIsChainDrawShape(t *testing.T) {
	d := filled(2, 4)
	require.Equal(t, 2, d.Chains())
	require.Equal(t, 4, d.Draws())
	require.Equal(t, []string{"z", "a", "m"}, d.Names())
	require.True(t, d.Has("a"))
	require.False(t, d.Has("b"))

	require.Equal(t, tensor.Shape{2, 4}, d.Get("z").Shape())
	require.Equal(t, 1030.0, d.Get("z").At(1, 3))
	require.Equal(t, []string{"chain", "draw"}, d.Dims("z"))

	require.Equal(t, tensor.Shape{2, 4, 3}, d.Get("a").Shape())
	require.Equal(t, tensor.Float32, d.Get("a").DType())
	require.Equal(t, 1022.0, d.Get("a").At(1, 2, 2))
	require.Equal(t, []string{"chain", "draw", "rows"}, d.Dims("a"))

	require.Equal(t, tensor.Shape{2, 4, 2, 3}, d.Get("m").Shape())
	require.Equal(t, 15.0, d.Get("m").At(0, 1, 1, 2))
	require.Equal(t, []string{"chain", "draw", "", "rows"}, d.Dims("m"))
}

// Draws in other units take the place of those that were, and other draws are as they were.
func TestWith(t *testing.T) {
	d := filled(2, 4)
	d.SetSampling(draws.Sampling{Independent: true})
	w := d.With("a", tensor.Mul(d.Get("a"), 10)).With("half", tensor.Mul(d.Get("m").Index(2, 0), 0.5)).With("none", tensor.Zeros(2, 4))
	require.Equal(t, []string{"z", "a", "m", "half", "none"}, w.Names())
	require.Equal(t, []string{"z", "a", "m"}, d.Names())
	require.Equal(t, 10220.0, w.Get("a").At(1, 2, 2))
	require.Equal(t, 1022.0, d.Get("a").At(1, 2, 2))
	require.Equal(t, tensor.Float32, w.Get("a").DType())
	require.Equal(t, []string{"chain", "draw", "rows"}, w.Dims("a"))
	require.Equal(t, []string{"chain", "draw", ""}, w.Dims("half"))
	require.Equal(t, 0.5, w.Get("half").At(0, 0, 1))
	require.True(t, w.Sampling().Independent)
	require.Len(t, w.Summary().Rows, 1+3+6+3+1)
	require.PanicsWithError(t, `draws: site "a" has draws of shape [4 2]; there are 2 chains of 4 draws, and their numbers come first`,
		func() { d.With("a", tensor.Zeros(4, 2)) })
}

func TestPutTakesAnyTensor(t *testing.T) {
	d := draws.New(1, 3)
	d.Add("x", tensor.Shape{2, 2}, tensor.Float64, nil)
	d.Put("x", 0, 0, tensor.Full(7, 2, 2))
	d.Put("x", 0, 1, tensor.Of([]float64{1, 2, 3, 4}, 2, 2).T())
	tape := tensor.NewTape()
	d.Put("x", 0, 2, tensor.Mul(tape.Leaf(tensor.Of([]float64{1, 2, 3, 4}, 2, 2), true), 10))
	tape.Reset()
	require.Equal(t, []float64{7, 7, 7, 7, 1, 3, 2, 4, 10, 20, 30, 40}, d.Get("x").Float64s())
}

func TestConcurrentWritersOfDifferentDraws(t *testing.T) {
	const chains, n = 4, 50
	d := draws.New(chains, n)
	d.Add("x", tensor.Shape{5}, tensor.Float64, nil)
	var wait sync.WaitGroup
	for c := range chains {
		for i := range n {
			wait.Go(func() { d.Put("x", c, i, tensor.Full(float64(c*n+i), 5)) })
		}
	}
	wait.Wait()
	for at, v := range d.Get("x").Float64s() {
		require.Equal(t, float64(at/5), v)
	}
}

func TestCutKeepsTheFirstDrawsOfEveryChain(t *testing.T) {
	d := filled(3, 5)
	cut := d.Cut(2)
	want := filled(3, 2)
	require.Equal(t, 3, cut.Chains())
	require.Equal(t, 2, cut.Draws())
	require.Equal(t, want.Names(), cut.Names())
	for _, name := range want.Names() {
		require.Equal(t, want.Dims(name), cut.Dims(name))
		require.Equal(t, want.Get(name).Shape(), cut.Get(name).Shape())
		require.Equal(t, want.Get(name).DType(), cut.Get(name).DType())
		require.Equal(t, want.Get(name).Float64s(), cut.Get(name).Float64s())
	}
	require.Equal(t, 5, d.Draws(), "the whole is untouched")

	none := d.Cut(0)
	require.Equal(t, tensor.Shape{3, 0, 2, 3}, none.Get("m").Shape())
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	d := filled(2, 4)
	for want, mistake := range map[string]func(){
		`draws: there is no site "y"; there are ["z" "a" "m"]`:                                                           func() { d.Get("y") },
		`draws: there is no site ""; there are ["z" "a" "m"]`:                                                            func() { d.Dims("") },
		`draws: site "a" is added twice`:                                                                                 func() { d.Add("a", nil, tensor.Float64, nil) },
		`draws: site "b" has shape [2 3] and 1 names of dimensions ["rows"]; each dimension has one, which may be empty`: func() { d.Add("b", tensor.Shape{2, 3}, tensor.Float64, []string{"rows"}) },
		`draws: site "z": draw 4 of chain 0; there are 4 draws of 2 chains`:                                              func() { d.Put("z", 0, 4, tensor.Scalar(1)) },
		`draws: site "z": draw 0 of chain -1; there are 4 draws of 2 chains`:                                             func() { d.Put("z", -1, 0, tensor.Scalar(1)) },
		`draws: site "a": draw 1 is Float32 [2]; the first was Float32 [3], and all draws of a site are alike`:           func() { d.Put("a", 0, 1, tensor.Of([]float32{1, 2})) },
		`draws: site "a": draw 1 is Float64 [3]; the first was Float32 [3], and all draws of a site are alike`:           func() { d.Put("a", 0, 1, tensor.Zeros(3)) },
		`draws: site "b" has 15 dimensions; its draws have those of chains and draws, too, and tensors at most 16`:       func() { d.Add("b", make(tensor.Shape, 15), tensor.Float64, nil) },
		`draws: [2 4 1048576 1048576] draws have 8796093022208 elements, which no memory holds`:                          func() { d.Add("b", tensor.Shape{1 << 20, 1 << 20}, tensor.Float64, nil) },
		`draws: Cut to 5 draws; there are 4`:                                                                             func() { d.Cut(5) },
		`draws: 0 chains of 10 draws; there is at least one chain, and no chain has a negative number of draws`:          func() { draws.New(0, 10) },
	} {
		require.PanicsWithError(t, want, mistake)
	}
}

func ExampleDraws() {
	d := draws.New(2, 3)
	d.Add("mu", nil, tensor.Float64, nil)
	d.Add("theta", tensor.Shape{4}, tensor.Float64, []string{"school"})
	for chain := range d.Chains() {
		for draw := range d.Draws() {
			d.Put("mu", chain, draw, tensor.Scalar(float64(chain)))
			d.Put("theta", chain, draw, tensor.Full(float64(draw), 4))
		}
	}
	fmt.Println(d)
	fmt.Println(d.Get("mu").Float64s())
	fmt.Println(d.Get("theta").Mean(0, 1).Float64s())
	// Output:
	// chains: 2, draws: 3
	// mu     Float64 []
	// theta  Float64 [school: 4]
	// [0 0 0 1 1 1]
	// [1 1 1 1]
}
