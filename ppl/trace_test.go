package ppl_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// everything has a site of every kind. Values that are drawn come from dist.Delta, so that they can be compared.
func everything(c *ppl.Context) {
	w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Of([]float64{1, 2, 3}) })
	x := ppl.Sample(c, "x", dist.Delta(0.25))
	ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
		ppl.Sample(c, "y", dist.Normal(x, 2), ppl.Obs(tensor.Of([]float64{0.5, 1, 1.5})))
		ppl.Plate(c, "columns", 2, func(c *ppl.Context) {
			ppl.Sample(c, "z", dist.Normal(tensor.Zeros(3, 4), 1).ToEvent(1))
		})
		ppl.Factor(c, "f", 0.5)
	}, ppl.BatchSize(3))
	ppl.Deterministic(c, "d", w.Add(x))
}

func fixed() ppl.Model {
	return ppl.Do(everything, ppl.Values{"z": tensor.Full(7, 2, 3, 4)})
}

func TestTraceString(t *testing.T) {
	require.Equal(t, strings.TrimSpace(`
site  distribution                                    value
w     parameter                                       [3]{1 2 3}
x     Delta(0.25)                                     0.25
y     Normal(loc: 0.25, scale: 2)                     [3]{0.5 1 1.5}  observed
z     Normal(loc: [3 4]{all 0}, scale: 1).ToEvent(1)  [2 3 4]{all 7}  intervened
f     factor                                          [3]{all 0.5}
d     deterministic site                              [3]{1.25 2.25 3.25}
`), run(t, fixed(), 1).String())
}

func TestTraceShapes(t *testing.T) {
	require.Equal(t, strings.TrimSpace(`
site  plates                    batch  event
w                                      3 parameter
x                               ·      ·
y     rows[3]@-1                3      ·
z     rows[3]@-1 columns[2]@-2  2 3    4
f     rows[3]@-1                3      factor
d                                      3 deterministic site
`), run(t, fixed(), 1).Shapes())
}

func TestEmptyTrace(t *testing.T) {
	trace := run(t, func(*ppl.Context) {}, 1)
	require.Zero(t, trace.LogProb().Item())
	require.Zero(t, trace.LogProb().Rank())
	require.Equal(t, "site  distribution  value", trace.String())
	require.Nil(t, trace.Site("x"))
}

func TestTraceOrder(t *testing.T) {
	trace := run(t, everything, 1)
	require.Equal(t, []string{"w", "x", "y", "z", "f", "d"}, siteNames(trace))
	for name := range trace.Sites() {
		require.Equal(t, "w", name)
		break
	}
}

func TestTraceValueOfNoSite(t *testing.T) {
	trace := run(t, everything, 1)
	for _, name := range []string{"no", "rows"} {
		require.EqualError(t, panicOf(func() { trace.Value(name) }),
			`ppl: site "`+name+`": the trace has no value of that name; it has "w", "x", "y", "z", "f", "d"`)
	}
}

// The log-probability of a trace is that of its sites, scaled and summed.
func TestTraceLogProb(t *testing.T) {
	trace := run(t, everything, 1)
	want := 0.0
	for _, y := range []float64{0.5, 1, 1.5} {
		want += 2 * logNormal(y, 0.25, 2)
	}
	want += 2*sumLogNormal(trace.Value("z"), 0, 1) + 2*3*0.5
	requireNear(t, want, trace.LogProb())

	rapid.Check(t, func(t *rapid.T) {
		trace := run(t, randomModel(t), rapid.Uint64().Draw(t, "seed"))
		want := 0.0
		for _, s := range trace.Sites() {
			if lp := s.LogProb(); lp != nil {
				want += s.Scale * lp.Sum().Item()
				requireNear(t, s.Scale*lp.Sum().Item(), s.LogProbSum())
			}
		}
		requireNear(t, want, trace.LogProb())
	})
}

func TestTraceOfBothElementTypes(t *testing.T) {
	single := tensor.Of([]float32{1, 2})
	trace := run(t, func(c *ppl.Context) {
		normal(c, "x", ppl.Obs(scalar(1)))
		ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(single, 1), ppl.Obs(single)) })
	}, 1)
	require.InDelta(t, logNormal(1, 0, 1)+2*logNormal(0, 0, 1), trace.LogProb().Item(), 1e-6)
}
