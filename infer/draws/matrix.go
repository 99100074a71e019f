package draws

// Matrix returns the draws of some sites, of all without any, as rows of numbers, which is what gonum and most other
// libraries take: a row for each draw, chain after chain, and a column for each element. columns are the names of the
// elements, as in theta[2]. It panics, listing the names, if there is no such site.
func (d *Draws) Matrix(sites ...string) (rows [][]float64, columns []string) {
	if len(sites) == 0 {
		sites = d.names
	}
	width := d.elements(sites)
	values := make([]float64, d.chains*d.n*width)
	rows = make([][]float64, d.chains*d.n)
	for r := range rows {
		rows[r] = values[r*width : (r+1)*width : (r+1)*width]
	}
	for _, name := range sites {
		s, at := d.site(name), len(columns)
		size, all := s.shape.Size(), s.all.Float64s()
		for r, row := range rows {
			copy(row[at:at+size], all[r*size:])
		}
		for e := range size {
			columns = append(columns, d.nameOf(name, e))
		}
	}
	return rows, columns
}
