package serve

import (
	"net/http"

	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
)

// Summary is how well a network does on the test digits.
type Summary struct {
	Accuracy    float64      `json:"accuracy"`
	NLL         float64      `json:"nll"` // nats per image
	ECE         float64      `json:"ece"`
	Curve       []Answer     `json:"curve"`       // the more answered, the less accurate
	Reliability []report.Bin `json:"reliability"` // from the least sure to the surest
}

// Answer is a share of the test digits that is answered, those that the network is surest of.
type Answer struct {
	Share     float64 `json:"share"`
	Threshold float64 `json:"threshold"` // of the confidence
	Accuracy  float64 `json:"accuracy"`  // of those that are answered
}

func (s *Server) serveScores(w http.ResponseWriter, _ *http.Request) {
	v := s.trained(w)
	if v == nil {
		return
	}
	answer := struct {
		Steps     int      `json:"steps"`
		Threshold float64  `json:"threshold"`
		Bayesian  Summary  `json:"bayesian"`
		Ordinary  *Summary `json:"ordinary"`
	}{v.Steps, usual, v.summary(), nil}
	if o := s.ordinary.Load(); o != nil {
		summary := o.summary()
		answer.Ordinary = &summary
	}
	write(w, answer)
}

func (v *shown) summary() Summary {
	return Summary{Accuracy: v.predictions.Accuracy(), NLL: v.predictions.NLL(), ECE: v.predictions.ECE(),
		Curve: curve(v.predictions), Reliability: v.predictions.Reliability()}
}

// curve returns what is answered at steps of a percent.
func curve(p *report.Predictions) []Answer {
	var answers []Answer
	for percent := 1; percent <= 100; percent++ {
		share := float64(percent) / 100
		answers = append(answers, Answer{share, p.ThresholdAt(share), p.AccuracyAt(share)})
	}
	return answers
}
