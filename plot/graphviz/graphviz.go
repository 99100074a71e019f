// Package graphviz draws the graphs of package ppl/graph by Graphviz, which comes along as WebAssembly, so that nothing
// has to be installed.
//
//	g, err := graph.Of(model, 1)
//	err = graphviz.Save(ctx, g, "model.svg")
package graphviz

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goccy/go-graphviz"

	"github.com/credence-ppl/credence/ppl/graph"
)

// SVG returns the graph as a picture, laid out from top to bottom: plates are boxes, data are filled, deterministic
// values dashed, parameters without an outline and factors black squares.
func SVG(ctx context.Context, g *graph.Graph) (svg []byte, err error) {
	if g == nil || len(g.Nodes) == 0 {
		return nil, errors.New("graphviz: the graph has no nodes; the model has no sites")
	}
	engine, err := graphviz.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("graphviz: %w", err)
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	parsed, err := graphviz.ParseBytes([]byte(g.DOT()))
	if err != nil {
		return nil, fmt.Errorf("graphviz: %w", err)
	}
	defer func() { err = errors.Join(err, parsed.Close()) }()
	var b bytes.Buffer
	if err := engine.Render(ctx, parsed, graphviz.SVG, &b); err != nil {
		return nil, fmt.Errorf("graphviz: %w", err)
	}
	return b.Bytes(), nil
}

// Save writes the graph to a file: as a picture if its name ends in .svg, and as its source if it ends in .dot.
func Save(ctx context.Context, g *graph.Graph, path string) error {
	var data []byte
	switch ext := filepath.Ext(path); ext {
	case ".svg":
		svg, err := SVG(ctx, g)
		if err != nil {
			return err
		}
		data = svg
	case ".dot":
		data = []byte(g.DOT())
	default:
		return fmt.Errorf("graphviz: a graph cannot be saved as %q; the name must end in .svg or .dot", path)
	}
	return os.WriteFile(path, data, 0o666)
}
