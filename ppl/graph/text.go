package graph

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/ppl"
)

// String returns the statements of the model, each site with its distribution:
//
//	mu ~ Normal(0, 5)
//	tau ~ HalfCauchy(5)
//	schools, 8 rows:
//	    theta ~ Normal(mu, tau)
//	    y ~ Normal(theta, data)    observed
func (g *Graph) String() string {
	var b strings.Builder
	g.blocks(false).write(&b, "")
	return strings.TrimSuffix(b.String(), "\n")
}

func (b *block) write(to *strings.Builder, indent string) {
	for _, item := range b.items {
		switch x := item.(type) {
		case *Node:
			fmt.Fprintf(to, "%s%s\n", indent, x)
		case *block:
			fmt.Fprintf(to, "%s%s:\n", indent, x.plate)
			x.write(to, indent+"    ")
		}
	}
}

// String returns the name and the size of the plate.
func (p Plate) String() string {
	if p.Rounds {
		return fmt.Sprintf("%s from 0 to %d", p.Name, p.Size-1)
	}
	return fmt.Sprintf("%s, %d rows", p.Name, p.Size)
}

// String returns the statement of the node.
func (n *Node) String() string {
	f := "f(" + strings.Join(names(n.Parents), ", ") + ")"
	switch n.Kind {
	case ppl.ParamSite:
		return n.Name + "    parameter"
	case ppl.DeterministicSite:
		return n.Name + " = " + f
	case ppl.FactorSite:
		return "log density += " + f + "    factor " + n.Name
	}
	text := n.Name + " ~ " + n.Dist
	if n.Role == ppl.IntervenedRole {
		text = n.Name + " := value"
	}
	if n.Role != ppl.LatentRole {
		text += "    " + n.Role.String()
	}
	return text
}
