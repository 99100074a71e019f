package ppl

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestClaims(t *testing.T) {
	var none claims
	require.Equal(t, -1, none.free())
	require.Nil(t, none.at(-1))

	outer := none.with(claim{dim: -2, extent: 3})
	both := outer.with(claim{dim: -1, extent: 5})
	other := outer.with(claim{dim: -1, extent: 7})
	require.Equal(t, []int{-1, -3}, []int{outer.free(), both.free()})
	require.Equal(t, 5, both.at(-1).extent)
	require.Equal(t, 7, other.at(-1).extent, "claims of two plates beside each other do not share memory")

	for _, c := range []struct {
		around claims
		batch  tensor.Shape
		full   tensor.Shape
		misfit int
	}{
		{none, nil, tensor.Shape{}, 0},
		{none, tensor.Shape{1, 1}, tensor.Shape{1, 1}, 0},
		{none, tensor.Shape{4}, nil, -1},
		{outer, nil, tensor.Shape{3, 1}, 0},
		{outer, tensor.Shape{3, 1}, tensor.Shape{3, 1}, 0},
		{outer, tensor.Shape{3, 4}, nil, -1},
		{outer, tensor.Shape{4, 1}, nil, -2},
		{both, tensor.Shape{5}, tensor.Shape{3, 5}, 0},
		{both, tensor.Shape{1, 1, 1}, tensor.Shape{1, 3, 5}, 0},
		{both, tensor.Shape{2, 3, 5}, nil, -3},
		{both, tensor.Shape{5, 3}, nil, -2},
	} {
		full, misfit := c.around.expand(c.batch)
		require.Equal(t, c.misfit, misfit, "%v", c)
		require.Equal(t, c.full, full, "%v", c)
	}
}
