package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNoTemplates holds the program's size. text/template finds methods by names that the linker cannot know, so that a
// program with it keeps every exported method of every type it links: with it, bnn-mnist is a third larger.
func TestNoTemplates(t *testing.T) {
	deps, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	packages := strings.Fields(string(deps))
	require.Contains(t, packages, "net/http")
	require.NotContains(t, packages, "text/template")
}
