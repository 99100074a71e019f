package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is one case on one system, over all turns.
type row struct {
	Case   string  `json:"case"`
	System string  `json:"system"`
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Unit   string  `json:"unit"`
}

type results struct {
	date     time.Time
	versions []string // of the systems
	rows     []row
	out      io.Writer // rows are printed as they come
	cut      bool      // by an error or an interruption
}

// add makes the row of the samples, unless there are none.
func (r *results) add(name, system string, samples []float64, unit string) {
	if len(samples) == 0 {
		return
	}
	low, middle := summary(samples)
	r.rows = append(r.rows, row{name, system, low, middle, unit})
}

// addVersions notes the versions of a system, once.
func (r *results) addVersions(system string, versions map[string]string) {
	if v := versionsOf(system, versions); !slices.Contains(r.versions, v) {
		r.versions = append(r.versions, v)
	}
}

// summary returns the least and the median of the samples; of an even number the mean of the middle two.
func summary(samples []float64) (low, median float64) {
	s := slices.Sorted(slices.Values(samples))
	n := len(s)
	return s[0], (s[(n-1)/2] + s[n/2]) / 2
}

// of returns the row of a case and a system.
func (r *results) of(name, system string) (row, bool) {
	for _, x := range r.rows {
		if x.Case == name && x.System == system {
			return x, true
		}
	}
	return row{}, false
}

// header are the columns of tables.
var header = []string{"case", "system", "min", "median", "", "min/credence", "median/credence", "min/bound"}

// cells returns a row in the columns of the header. A ratio to what was not measured is empty.
func (r *results) cells(x row) []string {
	ours, _ := r.of(x.Case, credence)
	least, _ := r.of(x.Case, boundName)
	return []string{x.Case, x.System, digits(x.Min), digits(x.Median), x.Unit,
		ratio(x.Min, ours.Min), ratio(x.Median, ours.Median), ratio(x.Min, least.Min)}
}

// digits returns a number with three digits at least.
func digits(x float64) string {
	switch {
	case x >= 100:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case x >= 10:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case x >= 1:
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	return strconv.FormatFloat(x, 'f', 4, 64)
}

func ratio(a, b float64) string {
	if b == 0 {
		return ""
	}
	return strconv.FormatFloat(a/b, 'f', 2, 64)
}

// print writes the rows from the given one on as a table.
func (r *results) print(from int) {
	write := func(c []string) {
		line := fmt.Sprintf("%-40s  %-8s  %9s  %9s %-9s  %12s  %15s  %9s", c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
		fmt.Fprintln(r.out, strings.TrimRight(line, " "))
	}
	if from == 0 {
		write(header)
	}
	for _, x := range r.rows[from:] {
		write(r.cells(x))
	}
}

func (r *results) writeJSON(file string) error {
	text, err := json.MarshalIndent(r.rows, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
