package graph

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/ppl"
)

// DOT returns the graph in the language of Graphviz: plates are boxes, data are filled, deterministic values dashed,
// parameters without an outline, factors black squares, and interventions doubly outlined. Edges between rounds are
// dashed and say how far they go.
func (g *Graph) DOT() string {
	var b strings.Builder
	b.WriteString("digraph {\n\tnode [fontname=\"Helvetica\", fontsize=12]\n\tedge [fontname=\"Helvetica\", fontsize=10, arrowsize=0.7]\n")
	clusters := 0
	g.blocks(true).dot(&b, "\t", &clusters)
	for _, n := range g.Nodes {
		for _, p := range n.Parents {
			fmt.Fprintf(&b, "\t%q -> %q%s\n", p.Node, n.Name, p.dot())
		}
	}
	b.WriteString("}\n")
	return b.String()
}

func (b *block) dot(to *strings.Builder, indent string, clusters *int) {
	for _, item := range b.items {
		switch x := item.(type) {
		case *Node:
			fmt.Fprintf(to, "%s%q [%s]\n", indent, x.Name, x.dot())
		case *block:
			fmt.Fprintf(to, "%ssubgraph cluster_%d {\n", indent, *clusters)
			*clusters++
			fmt.Fprintf(to, "%s\tlabel=%q labeljust=r labelloc=b fontname=\"Helvetica\" fontsize=11 style=rounded\n", indent, x.plate.String())
			x.dot(to, indent+"\t", clusters)
			fmt.Fprintf(to, "%s}\n", indent)
		}
	}
}

// dot returns the attributes of a node.
func (n *Node) dot() string {
	label := fmt.Sprintf("label=%q", n.label("\n"))
	switch {
	case n.Kind == ppl.ParamSite:
		return label + " shape=plaintext"
	case n.Kind == ppl.DeterministicSite:
		return label + " style=dashed"
	case n.Kind == ppl.FactorSite:
		return fmt.Sprintf("label=\"\" xlabel=%q shape=square width=0.15 height=0.15 fixedsize=true style=filled fillcolor=black", n.Name)
	case n.Role == ppl.IntervenedRole:
		return label + " peripheries=2"
	case n.Observed():
		return label + " style=filled fillcolor=lightgray"
	}
	return label
}

// dot returns the attributes of an edge.
func (p Parent) dot() string {
	if p.Name == p.Node {
		return ""
	}
	return fmt.Sprintf(" [style=dashed label=%q]", " "+p.Name)
}

// label returns the name of a node, and in a second line the family of a random choice.
func (n *Node) label(newline string) string {
	if family, _, _ := strings.Cut(n.Dist, "("); family != "" {
		return n.Name + newline + "~ " + family
	}
	return n.Name
}
