package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/tensor"
)

// data are the values of a data.json. What is missing or of another kind panics with a dataError.
type data struct {
	path   string
	values map[string]json.RawMessage
}

type dataError struct{ error }

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readData(folder string) (data, error) {
	d := data{path: filepath.Join(folder, "data.json")}
	return d, readJSON(d.path, &d.values)
}

func read[T any](d data, name string) (v T) {
	if err := json.Unmarshal(d.values[name], &v); err != nil {
		panic(dataError{fmt.Errorf("%s: %q: %w", d.path, name, err)})
	}
	return v
}

func (d data) int(name string) int               { return read[int](d, name) }
func (d data) float(name string) float64         { return read[float64](d, name) }
func (d data) vector(name string) *tensor.Tensor { return tensor.Of(read[[]float64](d, name)) }

func (d data) matrix(name string) *tensor.Tensor {
	var rows []*tensor.Tensor
	for _, row := range read[[][]float64](d, name) {
		rows = append(rows, tensor.Of(row))
	}
	return tensor.Stack(0, rows...)
}

// reference is what is known of the posterior.
type reference struct {
	Parameters map[string]moments `json:"parameters"`
}

// moments are those of a parameter, with the standard errors that they are known to.
type moments struct {
	Mean           float64 `json:"mean"`
	SD             float64 `json:"sd"`
	MCSE           float64 `json:"mcse_mean"`
	MeanSquare     float64 `json:"mean_square"`
	MCSEMeanSquare float64 `json:"mcse_mean_square"`
}

func readReference(folder string) (r reference, err error) {
	return r, readJSON(filepath.Join(folder, "reference.json"), &r)
}
