package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/ppl"
)

// letters stand for the numbers of rounds, those of the outermost Range first.
var letters = []string{"t", "u", "v", "w"}

// rounds returns the name of a site with letters in the place of the numbers that Range put behind it, and these.
func rounds(name string) (pattern string, at []int) {
	parts := strings.Split(name, "/")
	first := len(parts)
	for first > 1 && len(parts)-first < len(letters) && isRound(parts[first-1]) {
		first--
	}
	for i := first; i < len(parts); i++ {
		n, _ := strconv.Atoi(parts[i])
		parts[i], at = letters[i-first], append(at, n)
	}
	return strings.Join(parts, "/"), at
}

func isRound(part string) bool {
	n, err := strconv.Atoi(part)
	return err == nil && part == strconv.Itoa(n) && n >= 0
}

// lengths returns how many rounds the sites of each pattern have.
func lengths(sites []*observation) map[string][]int {
	lengths := map[string][]int{}
	for _, s := range sites {
		pattern, at := rounds(s.name)
		n := lengths[pattern]
		if n == nil {
			n = make([]int, len(at))
			lengths[pattern] = n
		}
		for i, t := range at {
			n[i] = max(n[i], t+1)
		}
	}
	return lengths
}

// telling returns the sites of the first and the last rounds of each loop. Those between are like them.
func telling(sites []*observation) []*observation {
	const first, last = 2, 6
	lengths := lengths(sites)
	return slices.DeleteFunc(slices.Clone(sites), func(s *observation) bool {
		pattern, at := rounds(s.name)
		for i, t := range at {
			if t >= first && t < lengths[pattern][i]-last {
				return true
			}
		}
		return false
	})
}

// group makes one node of the sites of all rounds. The last of them is the typical one.
func group(sites []*observation, responses []response) *Graph {
	g, nodes, lengths := &Graph{}, map[string]*Node{}, lengths(sites)
	incoming := map[string][]response{}
	for _, r := range responses {
		if r.to.role == ppl.IntervenedRole {
			continue
		}
		pattern, _ := rounds(r.to.name)
		incoming[pattern] = append(incoming[pattern], r)
	}
	for _, s := range sites {
		pattern, _ := rounds(s.name)
		n := nodes[pattern]
		if n == nil {
			n = &Node{Name: pattern, Kind: s.kind, Role: s.role, Shape: s.value.Shape(), Parents: parents(incoming[pattern])}
			for _, f := range s.plates {
				n.Plates = append(n.Plates, Plate{Name: f.Name, Size: f.Size})
			}
			for i, size := range lengths[pattern] {
				n.Plates = append(n.Plates, Plate{Name: letters[i], Size: size, Rounds: true})
			}
			nodes[pattern], g.Nodes = n, append(g.Nodes, n)
		}
		if s.kind == ppl.SampleSite && s.role != ppl.IntervenedRole {
			n.Dist = describe(s, incoming[pattern])
		}
	}
	return g
}

// parents returns where responses come from, in their order, each once.
func parents(responses []response) []Parent {
	var all []Parent
	count, depth := map[string]int{}, map[string]int{}
	for _, r := range responses {
		p := seen(r.of.name, r.to.name)
		if !slices.Contains(all, p) {
			all = append(all, p)
			count[p.Node]++
			_, at := rounds(r.of.name)
			depth[p.Node] = len(at)
		}
	}
	const few = 4
	var ps []Parent
	for _, p := range all {
		if count[p.Node] > few {
			p.Name = every(p.Node, depth[p.Node])
		}
		if !slices.Contains(ps, p) {
			ps = append(ps, p)
		}
	}
	return ps
}

// seen returns the site of one name as a parent of that of another.
func seen(from, to string) Parent {
	pattern, at := rounds(from)
	_, now := rounds(to)
	parts := strings.Split(pattern, "/")
	for i, round := range parts[len(parts)-len(at):] {
		if i < len(now) && now[i] != at[i] {
			parts[len(parts)-len(at)+i] = fmt.Sprintf("%s%+d", round, at[i]-now[i])
		}
	}
	return Parent{Node: pattern, Name: strings.Join(parts, "/")}
}

// every returns the name of a node with dots in the place of its rounds.
func every(pattern string, rounds int) string {
	parts := strings.Split(pattern, "/")
	for i := range rounds {
		parts[len(parts)-1-i] = "…"
	}
	return strings.Join(parts, "/")
}
