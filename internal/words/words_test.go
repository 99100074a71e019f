package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNames(t *testing.T) {
	require.Equal(t, "none", Names(nil))
	require.Equal(t, `"a", "b\n"`, Names([]string{"a", "b\n"}))
	many := Names(make([]string, 22))
	require.Equal(t, 20, strings.Count(many, `""`))
	require.True(t, strings.HasSuffix(many, `"", and 2 more`))
}

func TestRows(t *testing.T) {
	require.Equal(t, "[]", Rows(nil))
	require.Equal(t, "[4 2 0 1 3]", Rows([]int{4, 2, 0, 1, 3}))
	require.Equal(t, "[0 1 2 3 4] and 2 more", Rows([]int{0, 1, 2, 3, 4, 5, 6}))
}
