package graph

// block is a plate with what is inside, in order: nodes and further blocks. That of the whole model has no plate.
type block struct {
	plate Plate
	items []any // *Node or *block
}

// blocks returns the nodes in their plates. If merged, each plate within another stands once, and else as often as the
// program enters it.
func (g *Graph) blocks(merged bool) *block {
	root := &block{}
	for _, n := range g.Nodes {
		b := root
		for _, p := range n.Plates {
			b = b.inner(p, merged)
		}
		b.items = append(b.items, n)
	}
	return root
}

// inner returns the block of a plate inside b, which it may have to make.
func (b *block) inner(p Plate, merged bool) *block {
	for i := len(b.items) - 1; i >= 0; i-- {
		if in, ok := b.items[i].(*block); ok && in.plate == p {
			return in
		}
		if !merged {
			break
		}
	}
	in := &block{plate: p}
	b.items = append(b.items, in)
	return in
}
