// Package table reads tables of data for models: columns by name as tensors, categories as numbers, missing values as
// masks, and standardization that the answer undoes.
//
//	t, err := table.LoadCSV("radon.csv", table.Options{})
//	radon, err := t.Numbers("log_radon")
//	county, err := t.Categories("county")
//
// Rows with gaps can be left out; what libraries of data frames do better, such as joining and reshaping, is left to
// them.
package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/internal/words"
)

// Table holds the cells of a table by column.
type Table struct {
	name    string
	columns []string
	cells   map[string][]string
	lines   []int // where each row begins in the file
	missing []string
}

// Options say how a file is to be read. Zero fields have the values given here.
type Options struct {
	Comma   rune     // between cells; ','
	Comment rune     // begins a line to leave out; none
	Missing []string // what stands for no value, beside nothing: "NA", "NaN", "nan", "null", "."
}

// LoadCSV reads a table from a file; see [ReadCSV].
func LoadCSV(path string, o Options) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	defer f.Close()
	return read(path, f, o)
}

// ReadCSV reads a table whose first line has the names of the columns. Spaces around cells do not count.
func ReadCSV(r io.Reader, o Options) (*Table, error) { return read("CSV", r, o) }

func read(name string, r io.Reader, o Options) (*Table, error) {
	t := &Table{name: name, cells: map[string][]string{}, missing: []string{"NA", "NaN", "nan", "null", "."}}
	if o.Missing != nil {
		t.missing = o.Missing
	}
	c := csv.NewReader(r)
	c.Comment, c.TrimLeadingSpace = o.Comment, true
	if o.Comma != 0 {
		c.Comma = o.Comma
	}
	header, err := c.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, t.errorf("it is empty; its first line has the names of the columns")
	case err != nil:
		return nil, t.errorf("%w", err)
	}
	for i, h := range header {
		if i == 0 {
			h = strings.TrimPrefix(h, "\ufeff") // a byte order mark
		}
		h = strings.TrimSpace(h)
		switch {
		case h == "":
			return nil, t.errorf("column %d has no name in the first line", i+1)
		case slices.Contains(t.columns, h):
			return nil, t.errorf("two columns are named %q", h)
		}
		t.columns = append(t.columns, h)
	}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, t.errorf("%w", err)
		}
		for i, cell := range record {
			t.cells[t.columns[i]] = append(t.cells[t.columns[i]], strings.TrimSpace(cell))
		}
		line, _ := c.FieldPos(0)
		t.lines = append(t.lines, line)
	}
	if len(t.lines) == 0 {
		return nil, t.errorf("it has no rows, only the names of columns")
	}
	return t, nil
}

// Rows returns the number of rows.
func (t *Table) Rows() int { return len(t.lines) }

// Columns returns the names of the columns, in the order of the file.
func (t *Table) Columns() []string { return slices.Clone(t.columns) }

// Text returns the cells of a column as they are.
func (t *Table) Text(column string) ([]string, error) {
	cells, err := t.column(column)
	return slices.Clone(cells), err
}

func (t *Table) column(name string) ([]string, error) {
	cells, ok := t.cells[name]
	if !ok {
		return nil, t.errorf("there is no column %q; it has %s", name, words.Names(t.columns))
	}
	return cells, nil
}

// isMissing reports whether a cell stands for no value.
func (t *Table) isMissing(cell string) bool { return cell == "" || slices.Contains(t.missing, cell) }

func (t *Table) errorf(format string, args ...any) error {
	return fmt.Errorf("table: %s: "+format, append([]any{t.name}, args...)...)
}
