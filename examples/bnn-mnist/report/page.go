package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
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

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"picture": picture,
	"percent": percentDown,
	"bar":     func(p float64) string { return fmt.Sprintf("%.2f", 7*p) },
	"dict":    func(a string, x any, b string, y any) map[string]any { return map[string]any{a: x, b: y} },
}).Parse(pageText))

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
	refusals, known := p.Predictions.refusals()
	if p.Digits {
		refusals[known][4] += " *"
	}
	doubts := [][]string{{"images", "number", `says "I don't know"`, "entropy (nats)", "more data could cure", "more data could not"}}
	for _, d := range p.Doubts {
		doubts = append(doubts, d.row())
	}
	separations := [][]string{{"images", "entropy", "more data could cure", "largest probability", "entropy, without a posterior", "largest probability, without"}}
	for _, s := range p.Separations {
		separations = append(separations, s.row())
	}
	var out bytes.Buffer // so that an error leaves no half a page
	err = pageTemplate.Execute(&out, map[string]any{
		"Page": p, "Scores": p.Predictions.scores(), "Layers": layers, "Refusals": refusals, "Doubts": doubts, "Separations": separations,
		"AnswersIf": answersIf, "Known": knownResult, "Undertrained": p.Trained >= p.Ignoring,
		"Accuracy": p.Predictions.accuracyChart(), "Reliability": p.Predictions.reliabilityChart(), "Angles": angleChart(p.Degrees, p.Angles),
		"NoIdea": mostEntropy(p.Doubts),
		"Width":  chartWidth, "Height": chartHeight, "Left": left, "Top": top, "Right": left + wide, "Bottom": top + high,
	})
	if err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

// Things returns what the images are.
func (p *Page) Things() string {
	if p.Digits {
		return "digits"
	}
	return "images"
}

// picture returns an image in the address itself: digits are dark ink on white paper.
func picture(pixels []byte, digits bool) (template.URL, error) {
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
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(out.Bytes())), nil
}

// Says returns the answer in words.
func (c Card) Says() string { return c.says() + ", " + c.sure() }
