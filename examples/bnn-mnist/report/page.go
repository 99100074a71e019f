package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"io"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Page is everything that the terminal's report says.
type Page struct {
	Digits      bool   // the images are digits, with ink of 255, and not others
	Network     string // in words
	Command     string // that made it
	Predictions *Predictions
	Trained     float64 // minus the ELBO, in nats per image
	Ignoring    float64 // that of a guide that ignores the data
	Layers      []Layer
	Cards       []Card
	Threshold   float64
	Doubts      []Doubt
	Separations []Separation // may be empty
	Degrees     []float64    // by which digits are turned
	Angles      []Doubt      // about them
}

//go:embed page.css
var style string

// WriteHTML writes one page that needs nothing else: no script, no file, no request.
func (p *Page) WriteHTML(w io.Writer) error {
	layers, err := widths(p.Layers)
	if err != nil {
		return err
	}
	for i, c := range p.Cards {
		if err := c.check(); err != nil {
			return fmt.Errorf("report: card %d: %w", i, err)
		}
	}
	m := &markup{} // so that an error leaves no half a page
	p.head(m)
	p.scores(m)
	m.printf("\n<h2>Widths of the posterior</h2>\n")
	m.table(layers)
	p.refusals(m)
	if err := p.cards(m); err != nil {
		return err
	}
	p.doubts(m)
	m.printf("</main>\n</body>\n</html>\n")
	_, err = io.WriteString(w, m.String())
	return err
}

func (p *Page) head(m *markup) {
	m.printf(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>What a Bayesian network says of %s</title>
<style>
`, p.things())
	m.WriteString(style)
	m.printf(`</style>
</head>
<body>
<main>
<h1>What a Bayesian network says of %s, and when it does not know</h1>
<p>%s. Made by <code>%s</code></p>
`, p.things(), p.Network, p.Command)
}

// scores writes how good the network is, and what it has cost.
func (p *Page) scores(m *markup) {
	m.printf("\n<h2>On the test %s</h2>\n", p.things())
	m.printf(`<div class="scroll" tabindex="0"><table><tbody>` + "\n")
	for _, s := range p.Predictions.scores() {
		m.printf(`<tr><th scope="row">%s</th><td class="value">%s</td><td class="note">%s</td></tr>`+"\n", s[0], s[1], s[2])
	}
	m.printf("</tbody></table></div>\n" + `<div class="charts">` + "\n")
	m.chart(p.Predictions.accuracyChart())
	m.chart(p.Predictions.reliabilityChart())
	m.printf(`</div>

<h2>Minus the ELBO over all training images, in nats per image: less is better</h2>
<div class="scroll" tabindex="0"><table><tbody>
<tr><th scope="row">this guide</th><td>%s</td></tr>
<tr><th scope="row">a guide that ignores the data</th><td>%s</td></tr>
</tbody></table></div>
`, Nats(p.Trained), Nats(p.Ignoring))
	if p.Trained >= p.Ignoring {
		m.printf("<p>The posterior is no better than ignoring the data: it is undertrained, whatever its accuracy.</p>\n")
	}
}

// refusals writes accuracy by the share that is answered.
func (p *Page) refusals(m *markup) {
	rows, known := p.Predictions.refusals()
	m.printf("\n<h2>Accuracy when it may say “I don't know”</h2>\n")
	if !p.Digits {
		m.table(rows)
		m.printf("<p>%s</p>\n", answersIf)
		return
	}
	rows[known][4] += " *"
	m.table(rows)
	m.printf("<p>%s * %s: P. Chopra, “Making Your Neural Network Say ‘I Don't Know’” (2018), a Bayesian network in Pyro, which names 89 %% of all 10,000 test digits of MNIST right.</p>\n",
		answersIf, knownResult)
}

// cards draws some test images with what it says of them.
func (p *Page) cards(m *markup) error {
	m.printf("\n<h2>Ten test %s: the first five, and the five it is least sure of</h2>\n"+`<div class="cards">`+"\n", p.things())
	for _, c := range p.Cards {
		address, err := picture(c.Image, p.Digits)
		if err != nil {
			return err
		}
		m.card(c, p.things(), address)
	}
	m.printf("</div>\n")
	return nil
}

// doubts writes what it says of images of no class.
func (p *Page) doubts(m *markup) {
	strange := "of no class"
	if p.Digits {
		strange = "no digits"
	}
	m.printf("\n<h2>Images that are %s</h2>\n", strange)
	rows := [][]string{{"images", "number", `says "I don't know"`, "entropy (nats)", "more data could cure", "more data could not"}}
	for _, d := range p.Doubts {
		rows = append(rows, d.row())
	}
	m.table(rows)
	m.printf("<p>It answers if its largest probability reaches the threshold, %s. Entropy of the class, averaged over the images: 0 is certain, %.3f is no idea. More data could cure what draws of the network's weights disagree about.</p>\n",
		percentDown(p.Threshold), mostEntropy(p.Doubts))
	m.printf(`<div class="charts">` + "\n")
	m.chart(angleChart(p.Degrees, p.Angles))
	m.printf("</div>\n")
	if len(p.Separations) == 0 {
		return
	}
	m.printf("\n<h2>Which doubt tells them apart</h2>\n")
	rows = [][]string{{"images", "entropy", "more data could cure", "largest probability", "entropy, without a posterior", "largest probability, without"}}
	for _, s := range p.Separations {
		rows = append(rows, s.row())
	}
	m.table(rows)
	m.printf("<p>The share of pairs of a strange image and a test image in which the strange one has more doubt: 0.5 is chance, 1 perfect. Without a posterior the network is one of maximum likelihood, trained for as many steps.</p>\n")
}

// things returns what the images are.
func (p *Page) things() string {
	if p.Digits {
		return "digits"
	}
	return "images"
}

// picture returns an image in the address itself: digits are dark ink on white paper.
func picture(pixels []byte, digits bool) (string, error) {
	gray := image.NewGray(image.Rect(0, 0, mnist.Cols, mnist.Rows))
	copy(gray.Pix, pixels)
	if digits {
		for i, ink := range pixels {
			gray.Pix[i] = 255 - ink
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, gray); err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(out.Bytes()), nil
}
