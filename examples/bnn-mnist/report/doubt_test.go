package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestNewDoubt(t *testing.T) {
	d, err := NewDoubt("mixed",
		[][]float64{{0.5, 0.5}, {0.2, 0.8}, {1, 0}, {0.3, 0.7}},
		[]Uncertainty{{0.75, 0.25, 0.5}, {0.5, 0.25, 0.25}, {}, {0.25, 0.5, 0.25}}, 0.8)
	require.NoError(t, err)
	require.Equal(t, Doubt{"mixed", 4, 2, 0.5, Uncertainty{0.375, 0.25, 0.25}}, d, "0.8 reaches the threshold")

	_, err = NewDoubt("noise", nil, nil, 0.5)
	require.ErrorContains(t, err, "(images: noise)")
	_, err = NewDoubt("noise", [][]float64{{1}}, nil, 0.5)
	require.ErrorContains(t, err, "found 1 rows of probabilities and 0 uncertainties")
}

func TestWriteDoubts(t *testing.T) {
	var out strings.Builder
	require.NoError(t, WriteDoubts(&out, 0.87654, []Doubt{
		{"test digits", 2000, 10, 0.125, Uncertainty{0.15, 0.1, 0.05}},
		{"uniform noise", 2000, 10, 1, Uncertainty{2.1, 1.2, 0.9}},
		{"digits turned by 90°", 2000, 10, 0.7, Uncertainty{1.25, 0.75, 0.5}},
		{"averages of two digits", 10000, 10, 0.6, Uncertainty{1.25, 0.75, 0.5}},
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
