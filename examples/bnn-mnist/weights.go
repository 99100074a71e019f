package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/nn/safetensors"
	"github.com/credence-ppl/credence/tensor"
)

// widthOf returns the name in a file of how wide the posterior of a parameter is. Its mean has the parameter's own
// name, so that a network without a posterior finds its weights.
func widthOf(path string) string { return path + ".scale" }

// export writes the posterior's means and widths as safetensors.
func (t *training) export(path string) error {
	out := map[string]*tensor.Tensor{}
	for name := range nn.Parameters(t.classifier.net) {
		for as, param := range map[string]string{name: "net." + name + ".loc", widthOf(name): "net." + name + ".scale"} {
			w, err := t.svi.Param(param)
			if err != nil {
				return fmt.Errorf("-export: %w", err)
			}
			out[as] = w
		}
	}
	if err := safetensors.WriteFile(path, out, map[string]string{"format": "pt", "prior": fmt.Sprint(t.o.prior)}); err != nil {
		return fmt.Errorf("-export: %w", err)
	}
	return nil
}

// readWeights returns where the posterior starts, of a file with a network's weights and, if it has them, widths.
func readWeights(path string, net *Net) (map[string]*tensor.Tensor, error) {
	found, _, err := safetensors.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("-start: %w", err)
	}
	start := map[string]*tensor.Tensor{}
	for name, w := range nn.Parameters(net) {
		mean, ok := found[name]
		if !ok || !mean.Shape().Equal(w.Shape()) {
			return nil, fmt.Errorf("-start %s: found %s, expected %s of shape %v; the weights of other programs are renamed where they are saved",
				path, listed(found), name, []int(w.Shape()))
		}
		if !allFinite(mean) {
			return nil, fmt.Errorf("-start %s: %s has values that are not finite", path, name)
		}
		start[name] = mean.As(w.DType())
		width, ok := found[widthOf(name)]
		if !ok {
			continue
		}
		if !width.Shape().Equal(w.Shape()) || !allFinite(width) || width.Min().Item() <= 0 {
			return nil, fmt.Errorf("-start %s: %s must have shape %v and positive values", path, widthOf(name), []int(w.Shape()))
		}
		start[widthOf(name)] = width.As(w.DType())
	}
	return start, nil
}

func allFinite(t *tensor.Tensor) bool { return tensor.Sub(t, t).Abs().Sum().Item() == 0 }

// listed returns the names and shapes of tensors, at most a few.
func listed(tensors map[string]*tensor.Tensor) string {
	const most = 8
	var all []string
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		if len(all) == most {
			all = append(all, fmt.Sprintf("and %d more", len(tensors)-most))
			break
		}
		all = append(all, fmt.Sprintf("%s %v", name, []int(tensors[name].Shape())))
	}
	if len(all) == 0 {
		return "no tensors"
	}
	return strings.Join(all, ", ")
}
