package draws

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// csvSite is a site with its columns, in row-major order.
type csvSite struct {
	name  string
	shape tensor.Shape
	dims  []string
	dtype tensor.DType
	at    []int
	mask  *tensor.Tensor // nil if all elements are data
}

// layout returns the sites of a file: those that comments tell of, or else those that the names of columns make up.
func (f *csvFile) layout() ([]csvSite, error) {
	at := map[string]int{}
	for i, column := range f.columns {
		if _, twice := at[column]; twice {
			return nil, fmt.Errorf("there are two columns %q", column)
		}
		at[column] = i
	}
	told := map[string]csvSite{}
	var order []string // of columns without their indices
	if len(f.sites) > 0 {
		for _, text := range f.sites {
			column, s, err := parseSite(text)
			if err != nil {
				return nil, err
			}
			if _, twice := told[column]; twice {
				return nil, fmt.Errorf("two comments tell of column %.40q", column)
			}
			told[column] = s
			order = append(order, column)
		}
	} else {
		for _, column := range f.columns {
			if strings.HasSuffix(column, "__") {
				continue
			}
			name, index, err := splitIndex(column)
			if err != nil {
				return nil, err
			}
			s, seen := told[name]
			if !seen {
				order = append(order, name)
				s = csvSite{name: name, shape: make(tensor.Shape, len(index))}
			}
			if len(index) != len(s.shape) {
				return nil, fmt.Errorf("column %q has %d indices, and the one before it %d", column, len(index), len(s.shape))
			}
			for i, v := range index {
				s.shape[i] = max(s.shape[i], v)
			}
			told[name] = s
		}
	}
	for _, text := range f.masks {
		column, flags, _ := strings.Cut(text, " ")
		s, ok := told[column]
		if n, fits := elements(s.shape); !ok || !fits || n != len(flags) || s.mask != nil || strings.Trim(flags, "01") != "" {
			return nil, fmt.Errorf("the comment on a mask, %.200q, is not as credence writes it", text)
		}
		s.mask = maskOf(flags, s.shape)
		told[column] = s
	}
	var sites []csvSite
	taken := make([]bool, len(f.columns))
	for _, column := range order {
		s := told[column]
		if size, ok := elements(s.shape); !ok || size > len(f.columns) {
			return nil, fmt.Errorf("site %q has shape %v, which is more than the %d columns that there are", s.name, []int(s.shape), len(f.columns))
		}
		for e := range s.shape.Size() {
			name := columnName(column, e, s.shape)
			i, ok := at[name]
			if !ok {
				return nil, fmt.Errorf("site %q has shape %v, and there is no column %q", s.name, []int(s.shape), name)
			}
			if taken[i] {
				return nil, fmt.Errorf("column %q is told to belong to two sites", name)
			}
			taken[i] = true
			s.at = append(s.at, i)
		}
		sites = append(sites, s)
	}
	for i, column := range f.columns {
		if !taken[i] && !strings.HasSuffix(column, "__") {
			return nil, fmt.Errorf("column %q belongs to no site that comments tell of", column)
		}
	}
	return sites, nil
}

// maskOf returns the mask that maskText wrote.
func maskOf(text string, shape tensor.Shape) *tensor.Tensor {
	flags := make([]float64, len(text))
	for i := range flags {
		flags[i] = float64(text[i] - '0')
	}
	return tensor.Of(flags, shape...)
}

// elements returns the number of elements. It reports false for shapes that no tensor has.
func elements(shape tensor.Shape) (n int, ok bool) {
	n, extents := 1, 1
	for _, v := range shape {
		n *= v
		if v = max(v, 1); extents > math.MaxInt32/v {
			return 0, false
		}
		extents *= v
	}
	return n, true
}

// maxIndices is the largest number of dimensions of a site: a tensor of draws has those of the chains and draws, too.
const maxIndices = tensor.MaxRank - 2

// splitIndex divides theta.2.1 into theta and 2, 1. Names that end otherwise, as those of the parts of complex numbers
// and tuples do, have no index.
func splitIndex(column string) (name string, index []int, err error) {
	name = column
	for {
		at := strings.LastIndexByte(name, '.')
		if at <= 0 {
			break
		}
		i, err := strconv.Atoi(name[at+1:])
		if err != nil || i < 1 {
			break
		}
		if len(index) == maxIndices {
			return "", nil, fmt.Errorf("column %.40q has more than %d indices, and sites have up to %d dimensions", column, maxIndices, maxIndices)
		}
		name, index = name[:at], append(index, i)
	}
	slices.Reverse(index)
	return name, index, nil
}

// parseSite reads what follows "credence site": the column's name, the type, the site's name, and extents with names.
func parseSite(text string) (column string, s csvSite, err error) {
	fields := strings.Fields(text)
	wrong := fmt.Errorf("the comment on a site, %.200q, is not as credence writes it", text)
	if len(fields) < 3 || len(fields) > 3+maxIndices {
		return "", s, wrong
	}
	switch fields[1] {
	case tensor.Float64.String():
		s.dtype = tensor.Float64
	case tensor.Float32.String():
		s.dtype = tensor.Float32
	default:
		return "", s, wrong
	}
	if s.name, err = unescape(fields[2]); err != nil {
		return "", s, wrong
	}
	for _, field := range fields[3:] {
		extent, dim, ok := strings.Cut(field, ":")
		n, badNumber := strconv.Atoi(extent)
		dim, badName := url.QueryUnescape(dim)
		if !ok || badNumber != nil || n < 0 || badName != nil {
			return "", s, wrong
		}
		s.shape, s.dims = append(s.shape, n), append(s.dims, dim)
	}
	return fields[0], s, nil
}
