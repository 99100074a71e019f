package graph

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/ppl"
)

// Mermaid returns the graph as a flowchart of Mermaid, which Markdown on many sites shows as a picture. It looks like
// that of [Graph.DOT].
func (g *Graph) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	ids := map[string]string{}
	for i, n := range g.Nodes {
		ids[n.Name] = fmt.Sprintf("n%d", i)
	}
	plates := 0
	g.blocks(true).mermaid(&b, "    ", ids, &plates)
	for _, n := range g.Nodes {
		for _, p := range n.Parents {
			arrow := "-->"
			if p.Name != p.Node {
				arrow = fmt.Sprintf("-. %s .->", quoted(p.Name))
			}
			fmt.Fprintf(&b, "    %s %s %s\n", ids[p.Node], arrow, ids[n.Name])
		}
	}
	b.WriteString("    classDef observed fill:#d3d3d3,color:#000\n    classDef deterministic stroke-dasharray:4\n    classDef factor fill:#000,color:#fff\n")
	return b.String()
}

func (b *block) mermaid(to *strings.Builder, indent string, ids map[string]string, plates *int) {
	for _, item := range b.items {
		switch x := item.(type) {
		case *Node:
			fmt.Fprintf(to, "%s%s%s\n", indent, ids[x.Name], x.mermaid())
		case *block:
			fmt.Fprintf(to, "%ssubgraph p%d[%s]\n", indent, *plates, quoted(x.plate.String()))
			*plates++
			x.mermaid(to, indent+"    ", ids, plates)
			fmt.Fprintf(to, "%send\n", indent)
		}
	}
}

// mermaid returns the shape, the text and the class of a node.
func (n *Node) mermaid() string {
	text := quoted(n.label("<br>"))
	switch {
	case n.Kind == ppl.ParamSite:
		return "[" + text + "]"
	case n.Kind == ppl.DeterministicSite:
		return "([" + text + "]):::deterministic"
	case n.Kind == ppl.FactorSite:
		return "[" + text + "]:::factor"
	case n.Role == ppl.IntervenedRole:
		return "(((" + text + ")))"
	case n.Observed():
		return "([" + text + "]):::observed"
	}
	return "([" + text + "])"
}

// quoted returns a text as Mermaid quotes it: by entities.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`"`, "#quot;", "#", "#35;").Replace(s) + `"`
}
