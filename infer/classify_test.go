package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

func TestClassify(t *testing.T) {
	// Two chains of one draw, three rows, two classes: agreement, disagreement, and doubt.
	p := tensor.Of([]float64{
		0.2, 0.8, 1, 0, 0.5, 0.5,
		0.2, 0.8, 0, 1, 0.5, 0.5,
	}, 2, 1, 3, 2)
	c, err := Classify(p)
	require.NoError(t, err)
	ln2, h := math.Ln2, -0.2*math.Log(0.2)-0.8*math.Log(0.8)
	for name, v := range map[string]struct {
		got  *tensor.Tensor
		want []float64
	}{
		"probs":      {c.Probs, []float64{0.2, 0.8, 0.5, 0.5, 0.5, 0.5}},
		"class":      {c.Class, []float64{1, 0, 0}},
		"confidence": {c.Confidence, []float64{0.8, 0.5, 0.5}},
		"entropy":    {c.Entropy, []float64{h, ln2, ln2}},
		"noise":      {c.Noise, []float64{h, 0, ln2}},
		"mutual":     {c.MutualInformation, []float64{0, ln2, 0}},
	} {
		require.InDeltaSlice(t, v.want, v.got.Float64s(), 1e-15, name)
	}
	require.Equal(t, tensor.Shape{3, 2}, c.Probs.Shape())
	require.Equal(t, tensor.Shape{3}, c.Class.Shape())
}

// Draws that disagree by little: the mutual information is far below the rounding of the entropies.
func TestMutualInformationDoesNotCancel(t *testing.T) {
	const e = 1e-7
	c, err := Classify(tensor.Of([]float64{0.5 + e, 0.5 - e, 0.5 - e, 0.5 + e}, 1, 2, 1, 2))
	require.NoError(t, err)
	require.InEpsilon(t, 2*e*e, c.MutualInformation.At(0), 1e-2)
}

func TestNoUncertaintyIsNegative(t *testing.T) {
	c, err := Classify(tensor.Of([]float64{1 + 0x1p-23, 0, 1 + 0x1p-23, 0}, 1, 2, 2))
	require.NoError(t, err)
	for _, v := range []*tensor.Tensor{c.Entropy, c.Noise, c.MutualInformation} {
		require.Zero(t, v.Item())
		require.False(t, math.Signbit(v.Item()))
	}
}

func TestClassifyOfOneRow(t *testing.T) {
	c, err := Classify(tensor.Of([]float64{0.25, 0.75}, 1, 1, 2).As(tensor.Float32))
	require.NoError(t, err)
	require.Equal(t, 1.0, c.Class.Item())
	require.Equal(t, 0.75, c.Confidence.Item())
	require.Zero(t, c.MutualInformation.Item())
}

func TestClassifyIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chains, draws := rapid.IntRange(1, 2).Draw(t, "chains"), rapid.IntRange(1, 4).Draw(t, "draws")
		rows, classes := rapid.IntRange(0, 3).Draw(t, "rows"), rapid.IntRange(1, 4).Draw(t, "classes")
		var p []float64
		for range chains * draws * rows {
			weights := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 1e-300, 0.1, 1, 7}), classes, classes).Draw(t, "weights")
			weights[0] += 1e-3
			total := 0.0
			for _, w := range weights {
				total += w
			}
			for _, w := range weights {
				p = append(p, w/total)
			}
		}
		c, err := Classify(tensor.Of(p, chains, draws, rows, classes))
		require.NoError(t, err)
		entropy, noise, mutual := c.Entropy.Float64s(), c.Noise.Float64s(), c.MutualInformation.Float64s()
		for r := range rows {
			require.InDelta(t, entropy[r], noise[r]+mutual[r], 1e-14)
			require.GreaterOrEqual(t, mutual[r], 0.0)
			require.LessOrEqual(t, entropy[r], math.Log(float64(classes))+1e-14)
			sum, largest := 0.0, 0.0
			for k := range classes {
				sum += c.Probs.At(r, k)
				largest = max(largest, c.Probs.At(r, k))
			}
			require.InDelta(t, 1, sum, 1e-14)
			require.Equal(t, largest, c.Confidence.At(r))
			require.Equal(t, largest, c.Probs.At(r, int(c.Class.At(r))))
		}
	})
}

func TestClassifyErrors(t *testing.T) {
	for words, p := range map[string]*tensor.Tensor{
		"infer: Classify of shape [2 3]; it takes [chain, draw, row…, class]":                                             tensor.Zeros(2, 3),
		"infer: Classify of shape [1 0 3]: there are no draws or no classes":                                              tensor.Zeros(1, 0, 3),
		"infer: Classify of shape [1 1 0]: there are no draws or no classes":                                              tensor.Zeros(1, 1, 0),
		"infer: Classify: element 1 is -0.5, which is not a probability; give it Softmax of the logits":                   tensor.Of([]float64{0.5, -0.5}, 1, 1, 2),
		"infer: Classify: element 0 is NaN, which is not a probability":                                                   tensor.Of([]float64{math.NaN(), 1}, 1, 1, 2),
		"infer: Classify: element 2 is 3, which is not a probability":                                                     tensor.Of([]float64{0, 1, 3, 0}, 1, 2, 2),
		"infer: Classify: the probabilities up to element 1 add up to 0.5 over the classes, not to 1; the last dimension": tensor.Of([]float64{0.25, 0.25}, 1, 1, 2),
	} {
		_, err := Classify(p)
		require.ErrorContains(t, err, words)
	}
}
