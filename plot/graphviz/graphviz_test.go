package graphviz_test

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/plot/graphviz"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/ppl/graph"
	"github.com/credence-ppl/credence/tensor"
)

func schools(c *ppl.Context) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
		theta := ppl.Sample(c, "θ & <effect>", dist.Normal(mu, tau))
		ppl.Sample(c, "y", dist.Normal(theta, 10), ppl.Obs(tensor.Zeros(8)))
	})
}

// element is what the test reads of SVG.
type element struct {
	XMLName  xml.Name
	Class    string    `xml:"class,attr"`
	Title    string    `xml:"title"`
	Texts    []string  `xml:"text"`
	Children []element `xml:",any"`
}

// classes returns the titles and texts of the groups of a class.
func (e element) classes(name string) (titles []string, texts [][]string) {
	if e.Class == name {
		titles, texts = append(titles, e.Title), append(texts, e.Texts)
	}
	for _, c := range e.Children {
		t, x := c.classes(name)
		titles, texts = append(titles, t...), append(texts, x...)
	}
	return titles, texts
}

func TestSVG(t *testing.T) {
	g, err := graph.Of(schools, 1)
	require.NoError(t, err)
	svg, err := graphviz.SVG(t.Context(), g)
	require.NoError(t, err)
	var root element
	require.NoError(t, xml.Unmarshal(svg, &root))
	nodes, labels := root.classes("node")
	require.ElementsMatch(t, []string{"mu", "tau", "θ & <effect>", "y"}, nodes)
	require.Equal(t, []string{"θ & <effect>", "~ Normal"}, labels[slices.Index(nodes, "θ & <effect>")])
	edges, _ := root.classes("edge")
	slices.Sort(edges)
	require.Equal(t, []string{"mu->θ & <effect>", "tau->θ & <effect>", "θ & <effect>->y"}, edges)
	_, plates := root.classes("cluster")
	require.Equal(t, [][]string{{"schools, 8 rows"}}, plates)
}

func TestSave(t *testing.T) {
	g, err := graph.Of(schools, 1)
	require.NoError(t, err)
	for _, name := range []string{"model.svg", "model.dot"} {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, graphviz.Save(t.Context(), g, path))
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, strings.Contains(string(data), "schools, 8 rows"))
	}
	require.ErrorContains(t, graphviz.Save(t.Context(), g, "model.jpeg"), `must end in .svg or .dot`)
	require.ErrorContains(t, graphviz.Save(t.Context(), &graph.Graph{}, "model.svg"), "the graph has no nodes")
}
