package graph

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/ppl"
)

// Density returns the joint density as a product, deterministic values seen through and parameters behind a semicolon:
//
//	p(mu) p(tau) ∏_{i=1}^{8} [p(theta[i] | mu, tau) p(y[i] | theta[i])]
//
// Plates have an index each, from i on.
func (g *Graph) Density() string {
	return g.product(notation{plainSite, " | ", "exp f(%s)", "∏_{%s=%d}^{%d} [%s]"})
}

// LaTeX returns [Graph.Density] in the notation of LaTeX, for its math mode.
func (g *Graph) LaTeX() string {
	return g.product(notation{latexSite, ` \mid `, `\exp f(%s)`, `\prod_{%s=%d}^{%d} \left[%s\right]`})
}

// notation says how densities are written.
type notation struct {
	site         func(name string, indices []string) string
	given        string // between what is random and what it depends on
	exp, product string // formats
}

func (g *Graph) product(in notation) string {
	w := &densities{in: in, node: map[string]*Node{}, index: map[string]string{}}
	for _, n := range g.Nodes {
		w.node[n.Name] = n
		for _, p := range n.Plates {
			if w.index[p.Name] == "" && !p.Rounds {
				w.index[p.Name] = indexOf(len(w.index))
			}
		}
	}
	return w.block(g.blocks(true))
}

// indexOf returns the letter of a plate: i, j, k, and so on, and then those with a number.
func indexOf(i int) string {
	const letters = "ijklmn"
	if i < len(letters) {
		return letters[i : i+1]
	}
	return fmt.Sprintf("i%d", i)
}

// densities writes the densities of a graph.
type densities struct {
	in    notation
	node  map[string]*Node
	index map[string]string // of each plate
}

func (w *densities) block(b *block) string {
	var factors []string
	for _, item := range b.items {
		text := ""
		switch x := item.(type) {
		case *Node:
			text = w.factor(x)
		case *block:
			if body := w.block(x); body != "" && x.plate.Rounds {
				text = fmt.Sprintf(w.in.product, x.plate.Name, 0, x.plate.Size-1, body)
			} else if body != "" {
				text = fmt.Sprintf(w.in.product, w.index[x.plate.Name], 1, x.plate.Size, body)
			}
		}
		if text != "" {
			factors = append(factors, text)
		}
	}
	return strings.Join(factors, " ")
}

// factor returns what a node multiplies the density by; "" is 1.
func (w *densities) factor(n *Node) string {
	scored := n.Kind == ppl.SampleSite && n.Role != ppl.IntervenedRole
	if !scored && n.Kind != ppl.FactorSite {
		return ""
	}
	var random, fixed []string
	for _, p := range w.random(n.Parents) {
		text := w.name(p.Node, p.Name)
		if w.node[p.Node].Kind == ppl.ParamSite {
			fixed = append(fixed, text)
		} else {
			random = append(random, text)
		}
	}
	if n.Kind == ppl.FactorSite {
		return fmt.Sprintf(w.in.exp, strings.Join(append(random, fixed...), ", "))
	}
	text := w.name(n.Name, n.Name)
	if len(random) > 0 {
		text += w.in.given + strings.Join(random, ", ")
	}
	if len(fixed) > 0 {
		text += "; " + strings.Join(fixed, ", ")
	}
	return "p(" + text + ")"
}

// random returns parents with those of deterministic sites in place of these, each once.
func (w *densities) random(parents []Parent) []Parent {
	var all []Parent
	seen := map[Parent]bool{}
	var add func(ps []Parent, from Parent)
	add = func(ps []Parent, from Parent) {
		for _, p := range ps {
			if from.Name != from.Node && from.Node != "" && p.Name == p.Node {
				p.Name = at(p.Node, from)
			}
			switch {
			case seen[p]:
			case w.node[p.Node].Kind == ppl.DeterministicSite:
				seen[p] = true
				add(w.node[p.Node].Parents, p)
			default:
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	add(parents, Parent{})
	return all
}

// at returns the name of a node in the rounds in which another is seen: x/t, behind m/t-1, is x/t-1.
func at(pattern string, other Parent) string {
	names, seen := strings.Split(other.Node, "/"), strings.Split(other.Name, "/")
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		for j, letter := range names {
			if i > 0 && j > 0 && part == letter && j < len(seen) {
				parts[i] = seen[j]
			}
		}
	}
	return strings.Join(parts, "/")
}

// name returns a site as it is seen somewhere, with its indices.
func (w *densities) name(node, name string) string {
	n := w.node[node]
	var indices []string
	rounds := 0
	for _, p := range n.Plates {
		if p.Rounds {
			rounds++
		} else {
			indices = append(indices, w.index[p.Name])
		}
	}
	parts := strings.Split(name, "/")
	cut := len(parts) - rounds // what Range appends stands last
	return w.in.site(strings.Join(parts[:cut], "/"), append(indices, parts[cut:]...))
}

// plainSite returns a name with its indices in brackets.
func plainSite(name string, indices []string) string {
	if len(indices) > 0 {
		name += "[" + strings.Join(indices, ",") + "]"
	}
	return name
}

// greek are names of letters that LaTeX has commands for.
const greek = " alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "

// latexSite returns a name with its indices as a subscript.
func latexSite(name string, indices []string) string {
	text := `\mathrm{` + strings.NewReplacer(`_`, `\_`, `#`, `\#`, `%`, `\%`, `&`, `\&`, `$`, `\$`, `{`, `\{`, `}`, `\}`).Replace(name) + `}`
	if strings.Contains(greek, " "+name+" ") {
		text = `\` + name
	} else if len(name) == 1 {
		text = name
	}
	if len(indices) > 0 {
		text += "_{" + strings.ReplaceAll(strings.Join(indices, ","), "…", `\ldots`) + "}"
	}
	return text
}
