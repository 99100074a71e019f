package dist_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// eachFamily runs f for every family at every set of its parameters.
func eachFamily(t *testing.T, f func(t *testing.T, f families.Family, params []*tensor.Tensor)) {
	for _, family := range families.All {
		t.Run(family.Name, func(t *testing.T) {
			for _, params := range family.Params {
				f(t, family, params)
			}
		})
	}
}

// constructors are the exported functions of the package that return a distribution and nothing else.
func constructors(t *testing.T) map[string]bool {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	found := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() && returnsDistribution(f.Type.Results) {
				found[f.Name.Name] = true
			}
		}
	}
	return found
}

func returnsDistribution(results *ast.FieldList) bool {
	if results == nil || len(results.List) != 1 {
		return false
	}
	result := results.List[0].Type
	if p, ok := result.(*ast.StarExpr); ok {
		result = p.X
	}
	name, ok := result.(*ast.Ident)
	return ok && (name.Name == "Distribution" || strings.HasSuffix(name.Name, "Dist"))
}

// TestEveryConstructorHasAFamily: what package dist exports and what the tests know are the same.
func TestEveryConstructorHasAFamily(t *testing.T) {
	missing, names := constructors(t), map[string]bool{}
	for _, f := range families.All {
		require.False(t, names[f.Name], "%s stands twice", f.Name)
		names[f.Name] = true
	}
	exported := constructors(t)
	for _, f := range families.All {
		require.True(t, exported[f.Constructor()], "package dist has no constructor for %s", f.Name)
		delete(missing, f.Constructor())
	}
	require.Empty(t, missing, "package families has no entry for these")
}

// TestEveryFamilyHasGoldenValues: log-densities to high precision, for families that have one of their own.
func TestEveryFamilyHasGoldenValues(t *testing.T) {
	count := map[string]int{}
	for _, name := range []string{"golden", "matrices", "families", "processes"} {
		for _, row := range goldenRows(t, name) {
			if row[0] == "logprob" {
				constructor, _, _ := strings.Cut(strings.ReplaceAll(row[1], "[", " "), " ")
				count[constructor]++
			}
		}
	}
	for name := range documentedResults(t) {
		if !flat[name] {
			require.GreaterOrEqual(t, count[name], 3, "log-densities of %s", name)
		}
	}
}

// flat are the families whose log-density is 0, or a parameter.
var flat = map[string]bool{"ImproperUniform": true, "Flat": true, "Unit": true}

// TestBadParametersAreRefused: by Validate, and by densities that are not finite; and samplers, which may reject draws,
// come to an end whatever they are given.
func TestBadParametersAreRefused(t *testing.T) {
	for _, f := range families.All {
		for _, bad := range f.Bad {
			d := f.Of(scalars(bad)...)
			require.Error(t, d.Validate(), "%s at %v", f.Name, bad)
			x := f.Build(f.Params[0]...).Sample(tensor.NewRNG(1))
			for _, lp := range []*tensor.Tensor{d.LogProb(x), dist.LogProbSum(d, x, nil, 1)} {
				require.True(t, math.IsInf(lp.Item(), -1) || math.IsNaN(lp.Item()), "%v has log-density %v", d, lp)
			}
			d.Sample(tensor.NewRNG(1), 3)
		}
	}
}

// TestOneValueForTheWholeBatch: a value without batch dimensions is one for each of its elements, of whichever
// parameters they differ in.
func TestOneValueForTheWholeBatch(t *testing.T) {
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		d := f.Build(params...)
		one := d.Support().Inside(tensor.Join(d.BatchShape(), d.EventShape())...)
		for range d.BatchShape() {
			one = one.Slice(0, 0, 1).Squeeze(0)
		}
		each := one.Expand(tensor.Join(d.BatchShape(), d.EventShape())...)
		require.True(t, d.BatchShape().Equal(d.LogProb(one).Shape()), "%v", d)
		require.InDeltaSlice(t, d.LogProb(each).Float64s(), d.LogProb(one).Float64s(), 1e-13, "%v", d)
		require.InDelta(t, dist.LogProbSum(d, each, nil, 1).Item(), dist.LogProbSum(d, one, nil, 1).Item(), 1e-12, "%v", d)
	})
}
