package demos

import (
	"fmt"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// onionQuestion names the handlers around one Sample, in any order; see onionLayers.
type onionQuestion struct {
	Handlers []string
	Seed     uint64
}

// onionAnswer tells what the site was on its way out through the layers and back.
type onionAnswer struct {
	Layers []string // the program, a line for each layer, the innermost first
	Steps  []onionStep
	Trace  string // what the run leaves
}

// onionStep is the site outside one of the layers, on its way out or back.
type onionStep struct {
	Layer       int
	Out         bool
	Value, Role string
	Scale       float64
	LogProb     string
	Does        string // what has just happened
}

// onionLayer is a handler that readers may put around the model.
type onionLayer struct {
	name, code string
	around     func(m ppl.Model) ppl.Model
	does       string
}

// onionLayers are the handlers, from the innermost to the outermost.
var onionLayers = []onionLayer{
	{"condition", `ppl.Condition(m, ppl.Values{"w": 0.5})`, func(m ppl.Model) ppl.Model {
		return ppl.Condition(m, ppl.Values{"w": tensor.Scalar(0.5)})
	}, "Condition gives w the value 0.5 and the role of data: it is scored, and nothing is left to infer."},
	{"scale", `ppl.Scale(m, 10)`, func(m ppl.Model) ppl.Model { return ppl.Scale(m, 10) },
		"Scale makes the log-probability count ten times."},
	{"uncondition", `ppl.Uncondition(m)`, ppl.Uncondition,
		"Uncondition forgets what was observed inside: w is latent, and drawn again."},
	{"do", `ppl.Do(m, ppl.Values{"w": 2})`, func(m ppl.Model) ppl.Model {
		return ppl.Do(m, ppl.Values{"w": tensor.Scalar(2)})
	}, "Do sets w to 2 from outside: a value that is set, not drawn, is not scored."},
	{"block", `ppl.Block(m, "w")`, func(m ppl.Model) ppl.Model { return ppl.Block(m, "w") },
		"Block hides w from all outside: it is drawn here, and the trace does not have it."},
}

// onion runs one Sample through handlers, and looks at its site between them.
func onion(q onionQuestion) (a onionAnswer, err error) {
	for _, name := range q.Handlers {
		if !slices.ContainsFunc(onionLayers, func(l onionLayer) bool { return l.name == name }) {
			return a, fmt.Errorf("there is no handler %q", name)
		}
	}
	a.Layers = []string{`w := ppl.Sample(c, "w", dist.Normal(0, 1))`}
	model := a.watch(func(c *ppl.Context) { ppl.Sample(c, "w", dist.Normal(0, 1)) }, 0)
	does := []string{"Sample makes a site: a name and a distribution, and no value yet."}
	for _, l := range onionLayers {
		if slices.Contains(q.Handlers, l.name) {
			a.Layers = append(a.Layers, l.code)
			does = append(does, l.does)
			model = a.watch(l.around(model), len(does)-1)
		}
	}
	trace, err := ppl.Run(model, q.Seed)
	if err != nil {
		return a, err
	}
	a.Trace = strings.TrimSpace(trace.String())
	a.explain(does)
	return a, nil
}

// watch returns the model with a handler that notes the site outside a layer.
func (a *onionAnswer) watch(m ppl.Model, layer int) ppl.Model {
	return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		a.note(s, layer, true)
		next.Apply(s)
		a.note(s, layer, false)
	}))
}

// note adds a step with what the site is now.
func (a *onionAnswer) note(s *ppl.Site, layer int, out bool) {
	step := onionStep{Layer: layer, Out: out, Role: s.Role().String(), Scale: s.Scale, Value: "none yet", LogProb: "none yet"}
	if s.Value != nil {
		step.Value = fmt.Sprintf("%.3g", s.Value.Item())
	}
	switch {
	case !s.LogWeighted():
		step.LogProb = "not scored"
	case s.Value != nil:
		step.LogProb = fmt.Sprintf("%.3g", s.LogProbSum().Item())
	}
	a.Steps = append(a.Steps, step)
}

// explain says of every step what has happened, where does tells it of the layers.
func (a *onionAnswer) explain(does []string) {
	for i := range a.Steps {
		s, before := &a.Steps[i], onionStep{}
		if i > 0 {
			before = a.Steps[i-1]
		}
		same := before
		same.Layer, same.Does = s.Layer, ""
		switch {
		case s.Out && same == *s:
			s.Does = "This layer leaves the site as it is."
		case s.Out:
			s.Does = does[s.Layer]
		case before.Out && s.Layer < len(does)-1:
			s.Does = does[s.Layer+1] // it hides the site
		case before.Out && before.Value == "none yet":
			s.Does = "The end of the way out: the value is drawn, and the trace takes the site."
		case before.Out:
			s.Does = "The end of the way out: there is a value, so nothing is drawn; the trace takes the site."
		default:
			s.Does = "On its way back, to the line of the program that asked."
		}
	}
}
