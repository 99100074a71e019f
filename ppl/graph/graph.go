// Package graph shows models as pictures: which choices depend on which, in which plates, with which distributions.
//
//	g, err := graph.Of(model, 1)
//	fmt.Println(g)         // each site with its distribution, in the order of the program
//	fmt.Println(g.DOT())   // for Graphviz; Mermaid for Markdown, plot.Model in module plot for SVG and PNG
//	fmt.Println(g.LaTeX()) // the joint density as a product; Density in Unicode
//
// A model is a Go function, so its graph is found by experiment: all values are held, one is changed, and what responds
// depends on it directly. That sees through loops, conditions and discrete values. What a model does rarely, such as a
// branch that is taken one time in a thousand, can be missed.
package graph

import (
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Graph holds the sites of a model as nodes, in the order of the program.
type Graph struct{ Nodes []*Node }

// Node is a site, or the sites of one statement in all rounds of a [ppl.Range].
type Node struct {
	Name   string // with t, and then u and v, in the place of the numbers of rounds: "x/t"
	Kind   ppl.Kind
	Role   ppl.Role // of a random choice
	Dist   string   // of a random choice, in terms of its parents; f is any function, and data are constants
	Plates []Plate  // around it, outermost first; rounds come after the plates
	Shape  tensor.Shape

	Parents []Parent // what it depends on directly, in the order of the program
}

// Parent is where an edge of the graph comes from.
type Parent struct {
	Node string // its name
	Name string // with the round as the child sees it: "x/t-1"; where it sees many, "x/…"
}

// Plate is a set of rows, or of rounds.
type Plate struct {
	Name   string // of rounds, their letter
	Size   int
	Rounds bool
}

// Observed reports whether the node is data.
func (n *Node) Observed() bool { return n.Role == ppl.DataRole || n.Role == ppl.ConditionedRole }

// Of returns the graph of a model. It runs the model some times for every site, with random numbers that follow from
// the seed, and fails as [ppl.Run] does.
func Of(m ppl.Model, seed uint64) (*Graph, error) {
	e, err := newExperiment(m, seed)
	if err != nil {
		return nil, err
	}
	return group(e.sites, e.responses()), nil
}
