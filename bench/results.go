package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

const resultsFile = "bench/RESULTS.md"

// row is one case on one system, over all turns.
type row struct {
	Case   string  `json:"case"`
	System string  `json:"system"`
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Unit   string  `json:"unit"`
}

type results struct {
	date time.Time
	rows []row
}

// measure lets the systems take turns at a case.
func (r *results) measure(ctx context.Context, name string, systems []system, o options) error {
	times := make([][]time.Duration, len(systems))
	for range o.rounds {
		for i, s := range systems {
			if err := ctx.Err(); err != nil {
				return err
			}
			t, _, err := s.turn(name, o.seconds)
			if err != nil {
				return err
			}
			times[i] = append(times[i], t...)
		}
	}
	for i, s := range systems {
		if t := times[i]; len(t) > 0 {
			slices.Sort(t)
			r.rows = append(r.rows, row{name, s.name(), milliseconds(t[0]), milliseconds(t[len(t)/2]), "ms"})
		}
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// write prints the rows of a case, with the ratios to credence.
func (r *results) write(out io.Writer, name string) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	var base row
	for _, x := range r.rows {
		if x.Case != name {
			continue
		}
		if x.System == "credence" {
			base = x
		}
		fmt.Fprintf(w, "%s\t%s\t%.2f\t%.2f %s\t%.2f×\t%.2f×\t\n", x.Case, x.System, x.Min, x.Median, x.Unit, x.Min/base.Min, x.Median/base.Median)
	}
	w.Flush()
}

func (r *results) writeJSON(file string) error {
	text, err := json.MarshalIndent(r.rows, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// writeMarkdown writes the table with what it was measured on.
func (r *results) writeMarkdown(file string, systems []system) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Results\n\nMeasured by `go run ./bench -peers` on %s: %s, %d processors.\n\n", r.date.Format("2006-01-02"), processor(), runtime.NumCPU())
	for _, s := range systems {
		fmt.Fprintf(&b, "- %s: %s\n", s.name(), versionsOf(s))
	}
	b.WriteString("\nMilliseconds, minimum and median over all turns; × is the time against credence's.\n\n")
	b.WriteString("| case | system | min | median | × min | × median |\n| --- | --- | --- | --- | --- | --- |\n")
	var base row
	for _, x := range r.rows {
		if x.System == "credence" {
			base = x
		}
		fmt.Fprintf(&b, "| %s | %s | %.2f | %.2f | %.2f | %.2f |\n", x.Case, x.System, x.Min, x.Median, x.Min/base.Min, x.Median/base.Median)
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func versionsOf(s system) string {
	var parts []string
	for name, v := range s.versions() {
		parts = append(parts, name+" "+v)
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// processor is the name of the processor, as far as the system tells.
func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
