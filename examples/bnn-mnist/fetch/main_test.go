package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFilesAndMirrors(t *testing.T) {
	for _, f := range files {
		require.Regexp(t, `^(train|t10k)-(images-idx3|labels-idx1)-ubyte\.gz$`, f.name)
		require.Regexp(t, `^[0-9a-f]{64}$`, f.sum)
	}
	for _, m := range mirrors {
		require.Regexp(t, `^https://.*/$`, m)
	}
}

func TestQuoted(t *testing.T) {
	require.Equal(t, "/home/ada/.cache/credence/mnist", quoted("/home/ada/.cache/credence/mnist"))
	require.Equal(t, `"/Users/Ada L/mnist"`, quoted("/Users/Ada L/mnist"))
}
