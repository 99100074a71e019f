package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

func page(t *testing.T) *Page {
	image := make([]byte, mnist.Pixels)
	image[5] = 200
	probs := []float64{0.05, 0.9, 0.05, 0, 0, 0, 0, 0, 0, 0}
	u := []Uncertainty{{0.4, 0.1, 0.3}}
	doubt, err := NewDoubt("letters & <clothes>", [][]float64{probs}, u, 0.5)
	require.NoError(t, err)
	scores := NewScores([][]float64{probs}, u)
	classes := mnist.Set{}.Classes()
	return &Page{
		Digits: true, Network: "a network <784>", Command: "go run ./examples/bnn-mnist -report 'a<b>.html'", Predictions: eight(t),
		Trained: 2, Ignoring: 1, Layers: []Layer{{"fc1.weight", []float64{0.1, 0.2}}}, Threshold: 0.5,
		Cards:  []Card{{Title: "is 1", Image: image, Classes: classes, Probs: probs}, {Title: "is 2", Image: image, Classes: classes, Probs: probs, Refused: true}},
		Doubts: []Doubt{doubt}, Degrees: []float64{0, 90}, Angles: []Doubt{doubt, doubt},
		Separations: []Separation{NewSeparation("letters", scores, scores, scores, scores)},
	}
}

// TestPageStandsAlone writes a page that is well-formed, says what the terminal says, and asks for nothing.
func TestPageStandsAlone(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, page(t).WriteHTML(&out))
	text := out.String()
	for _, want := range []string{
		"a network &lt;784&gt;", "-report &#39;a&lt;b&gt;.html&#39;", "accuracy", "75.00 %", "nats per image; less is better",
		"it is undertrained", "fc1.weight", "0.1500", "87.5 %", "a known result: 96 %", "is 1; says 1, 90 % sure", "is 2; no answer, 90 % sure",
		`src="data:image/png;base64,`, "letters &amp; &lt;clothes&gt;", "0.300", "turned by", "0.500", "without a posterior",
	} {
		require.Contains(t, text, want)
	}
	for _, no := range []string{"<script", "http:", "https:", "url(", "%!", "NaN", "@import", "<link"} {
		require.NotContains(t, text, no)
	}
	in := xml.NewDecoder(strings.NewReader(text))
	in.Strict, in.AutoClose, in.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := in.Token(); err == io.EOF {
			break
		} else {
			require.NoError(t, err)
		}
	}
}

// TestPageOfOtherImages names classes, draws images as they are, and compares them with nothing that is known of
// digits.
func TestPageOfOtherImages(t *testing.T) {
	p := page(t)
	p.Digits = false
	p.Cards = []Card{{Title: "is <b>", Image: p.Cards[0].Image, Classes: []string{"a&c", "<b>"}, Probs: []float64{0.25, 0.75}}}
	var out bytes.Buffer
	require.NoError(t, p.WriteHTML(&out))
	text := out.String()
	for _, want := range []string{"On the test images", "Images that are of no class", "is &lt;b&gt;; says &lt;b&gt;, 75 % sure", "<li>a&amp;c <i"} {
		require.Contains(t, text, want)
	}
	for _, no := range []string{"digits</h2>", "a known result", "MNIST", "<b>"} {
		require.NotContains(t, text, no)
	}
	require.Contains(t, text, "2.303 is no idea")
	asIs, err := picture(p.Cards[0].Image, false)
	require.NoError(t, err)
	require.Contains(t, text, asIs)
}

func TestNats(t *testing.T) {
	for want, x := range map[string]float64{"0.000": -0.0004, "-0.001": -0.0006, "12.346": 12.3456, "-406.443": -406.443, "NaN": math.NaN(), "-Inf": math.Inf(-1)} {
		require.Equal(t, want, Nats(x))
	}
}

// TestPageEscapes puts what would be tags, attributes and references into everything that comes from outside.
func TestPageEscapes(t *testing.T) {
	const hostile = `"'><script>alert(1)</script>&amp;`
	p := page(t)
	p.Digits, p.Network, p.Command = false, hostile, hostile
	p.Cards = []Card{{Title: "is " + hostile, Image: p.Cards[0].Image, Classes: []string{"<a>", `"onload='`}, Probs: []float64{0.25, 0.75}}}
	p.Doubts[0].Name, p.Separations[0].Name, p.Layers[0].Name = hostile, hostile, hostile
	var out bytes.Buffer
	require.NoError(t, p.WriteHTML(&out))
	text := out.String()
	escaped := "&#34;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;"
	require.Equal(t, 7, strings.Count(text, escaped), "network, command, the card's picture and caption, doubts, separations, layers")
	require.NotContains(t, text, "<script")
	require.NotContains(t, text, "<a>")
	require.NotContains(t, text, `"onload`)
	require.Contains(t, text, "says &#34;onload=&#39;")
}

func TestPageNamesWhatIsWrong(t *testing.T) {
	p := page(t)
	p.Layers[0].Scales = nil
	require.ErrorContains(t, p.WriteHTML(io.Discard), "layer fc1.weight: found no scales")
	p = page(t)
	p.Cards[1].Image = p.Cards[1].Image[:3]
	require.ErrorContains(t, p.WriteHTML(io.Discard), "card 1: found an image of 3 bytes")
	broken := errors.New("disk full")
	require.ErrorIs(t, page(t).WriteHTML(failing{broken}), broken)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
