package main

import (
	"encoding/json"
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

// export writes the posterior's means and widths as safetensors, with what the classes are called and, unless they are
// digits, by what the pixels are standardized.
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
	notes := map[string]string{"format": "pt", "prior": fmt.Sprint(t.o.prior), "classes": classNote(t.train.Classes())}
	if !t.digits() {
		notes["pixel_mean"], notes["pixel_sd"] = fmt.Sprint(t.classifier.mean), fmt.Sprint(t.classifier.sd)
	}
	if err := safetensors.WriteFile(path, out, notes); err != nil {
		return fmt.Errorf("-export: %w", err)
	}
	return nil
}

// classNote returns the names of classes as a file has them, an array in JSON.
func classNote(classes []string) string {
	note, err := json.Marshal(classes)
	if err != nil {
		panic(err) // they are strings
	}
	return string(note)
}

// readWeights returns where the posterior starts, of a file with a network's weights and, if it has them, widths. If it
// says what the classes are called, it is to be these.
func readWeights(path string, net *Net, classes []string) (map[string]*tensor.Tensor, error) {
	found, notes, err := safetensors.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("-start: %w", err)
	}
	if note, ok := notes["classes"]; ok && note != classNote(classes) {
		return nil, fmt.Errorf("-start %s: found a network of the classes %.500q, expected %d classes: %s", path, note, len(classes), few(classes))
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
	if len(tensors) == 0 {
		return "no tensors"
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		all = append(all, fmt.Sprintf("%s %v", name, []int(tensors[name].Shape())))
	}
	return few(all)
}

// few lists the first names, and how many more there are.
func few(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s, and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
