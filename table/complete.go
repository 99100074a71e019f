package table

import "github.com/credence-ppl/credence/internal/words"

// Complete returns a table of the rows that have a value in each of the given columns, or in every column if none are
// given. That they are left out changes no answer where what is missing depends on nothing but the predictors; else,
// and where few rows are complete, make what is missing latents (docs/missing-data.md).
func (t *Table) Complete(columns ...string) (*Table, error) {
	if len(columns) == 0 {
		columns = t.columns
	}
	missing := make([]bool, t.Rows())
	for _, name := range columns {
		cells, err := t.column(name)
		if err != nil {
			return nil, err
		}
		for i, cell := range cells {
			missing[i] = missing[i] || t.isMissing(cell)
		}
	}
	c := *t
	c.cells = map[string][]string{}
	c.lines = present(t.lines, missing)
	if len(c.lines) == 0 {
		return nil, t.errorf("no row of %d has a value in each of %s", t.Rows(), words.Names(columns))
	}
	for name, cells := range t.cells {
		c.cells[name] = present(cells, missing)
	}
	return &c, nil
}

func present[E any](all []E, missing []bool) (some []E) {
	for i, e := range all {
		if !missing[i] {
			some = append(some, e)
		}
	}
	return some
}
