package report

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

func TestSplitTellsTheTwoKindsApart(t *testing.T) {
	mean, u, err := Split([][][]float64{
		{{0.5, 0.5}, {1, 0}, {1, 0}, {0.25, 0.75}},
		{{0.5, 0.5}, {0, 1}, {1, 0}, {0.75, 0.25}},
	})
	require.NoError(t, err)
	require.Equal(t, [][]float64{{0.5, 0.5}, {0.5, 0.5}, {1, 0}, {0.5, 0.5}}, mean)
	require.Equal(t, Uncertainty{Total: math.Ln2, Data: math.Ln2}, u[0], "the draws agree that nobody can tell")
	require.Equal(t, Uncertainty{Total: math.Ln2, Model: math.Ln2}, u[1], "each draw is certain, of another class")
	require.Equal(t, Uncertainty{}, u[2])
	data := 2*math.Ln2 - 0.75*math.Log(3)
	require.InDelta(t, data, u[3].Data, 1e-15)
	require.InDelta(t, math.Ln2-data, u[3].Model, 1e-15)
}

// TestSplitIsNeverNegative repeats one row, where rounding puts the mean now above and now below it.
func TestSplitIsNeverNegative(t *testing.T) {
	for count := 1; count <= 30; count++ {
		for _, row := range [][]float64{{0.1, 0.2, 0.7}, {0.3, 0.3, 0.4}, {1.0 / 3, 1.0 / 3, 1.0 / 3}, {1 + 1e-7, 0, 0}} {
			draws := make([][][]float64, count)
			for s := range draws {
				draws[s] = [][]float64{row}
			}
			_, u, err := Split(draws)
			require.NoError(t, err)
			require.GreaterOrEqual(t, u[0].Model, 0.0)
			require.GreaterOrEqual(t, u[0].Data, 0.0)
			require.InDelta(t, 0, u[0].Model, 1e-14)
		}
	}
}

func TestSplitObeysItsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, _ := draw(t)
		draws := [][][]float64{first}
		for range rapid.IntRange(0, 4).Draw(t, "more") {
			next := make([][]float64, len(first))
			for i := range next {
				next[i] = first[rapid.IntRange(0, len(first)-1).Draw(t, "row")]
			}
			draws = append(draws, next)
		}
		mean, u, err := Split(draws)
		require.NoError(t, err)
		for i := range first {
			data := 0.0
			for _, draw := range draws {
				data += stat.Entropy(draw[i]) / float64(len(draws))
			}
			require.InDelta(t, data, u[i].Data, 1e-14)
			require.InDelta(t, stat.Entropy(mean[i]), u[i].Total, 1e-14)
			require.GreaterOrEqual(t, u[i].Model, 0.0)
			require.LessOrEqual(t, u[i].Model, math.Log(float64(len(draws)))+1e-14)
			require.Equal(t, u[i].Data+u[i].Model, u[i].Total)
		}
	})
}

func TestSplitNamesWhatIsWrong(t *testing.T) {
	good := [][]float64{{0.5, 0.5}, {1, 0}}
	for want, draws := range map[string][][][]float64{
		"report: found no draws or no images":                                         nil,
		"report: found no draws or no images, expected at least 1 of each":            {{}},
		"report: draw 1: found 1 rows, expected 2, the same in every draw":            {good, good[:1]},
		"report: draw 1, row 1: found 1 classes, expected 2":                          {good, {{0.5, 0.5}, {1}}},
		"report: draw 0, row 0: found probability NaN of class 1, expected 0 to 1":    {{{0, math.NaN()}}},
		"report: draw 0, row 1: found probabilities with sum 0.5, expected 1":         {{{0.5, 0.5}, {0.5, 0}}},
		"report: draw 0, row 0: found 0 classes, expected 0, the same in every row a": {{{}}},
	} {
		_, _, err := Split(draws)
		require.ErrorContains(t, err, want)
	}
	_, err := NewDoubt("noise", nil, 0.5)
	require.ErrorContains(t, err, "(images: noise)")
}

func TestNewDoubt(t *testing.T) {
	d, err := NewDoubt("mixed", [][][]float64{
		{{0.5, 0.5}, {1, 0}, {1, 0}, {0.9, 0.1}},
		{{0.5, 0.5}, {0, 1}, {1, 0}, {0.7, 0.3}},
	}, 0.8)
	require.NoError(t, err)
	require.Equal(t, "mixed", d.Name)
	require.Equal(t, 4, d.Images)
	require.Equal(t, 0.5, d.Refused, "0.8 reaches the threshold")
	last := stat.Entropy([]float64{0.9, 0.1})/2 + stat.Entropy([]float64{0.7, 0.3})/2
	require.InDelta(t, (math.Ln2+last)/4, d.Uncertainty.Data, 1e-15)
	require.InDelta(t, (2*math.Ln2+stat.Entropy([]float64{0.8, 0.2}))/4, d.Uncertainty.Total, 1e-15)
	require.InDelta(t, d.Uncertainty.Total, d.Uncertainty.Data+d.Uncertainty.Model, 1e-15)
}

func TestWriteDoubts(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteDoubts(&out, 0.87654, []Doubt{
		{"test digits", 2000, 0.125, Uncertainty{0.15, 0.1, 0.05}},
		{"uniform noise", 2000, 1, Uncertainty{2.1, 1.2, 0.9}},
		{"digits turned by 90°", 2000, 0.7, Uncertainty{1.25, 0.75, 0.5}},
		{"averages of two digits", 10000, 0.6, Uncertainty{1.25, 0.75, 0.5}},
	}))
	require.Equal(t, `                                          says  entropy   more data  more data
images                  number  "I don't know"   (nats)  could cure  could not
test digits               2000          12.5 %    0.150       0.050      0.100
uniform noise             2000         100.0 %    2.100       0.900      1.200
digits turned by 90°      2000          70.0 %    1.250       0.500      0.750
averages of two digits   10000          60.0 %    1.250       0.500      0.750

It answers if its largest probability reaches the threshold, 87.65 %.
Entropy of the class, averaged over the images: 0 is certain, 2.303 is no idea.
More data could cure what draws of the network's weights disagree about.
`, out.String())
	for line := range strings.Lines(out.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80)
	}
}
