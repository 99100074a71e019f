package draws

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// ReadCSV reads chains in the format of CmdStan's output, one from each reader, as [Draws.WriteCSV] and CmdStan's
// sampler write them. Draws of the warm-up are left out. The chains must have the same columns and numbers of draws.
//
// In files that CmdStan wrote, the columns theta.1, theta.2, … are one site; its dimensions have no names.
func ReadCSV(chains ...io.Reader) (*Draws, error) {
	if len(chains) == 0 {
		return nil, errors.New("draws: ReadCSV of no chains; it takes one reader for each")
	}
	files := make([]*csvFile, len(chains))
	for i, r := range chains {
		var err error
		if files[i], err = readCSV(r); err != nil {
			return nil, fmt.Errorf("draws: reading chain %d: %w", i, err)
		}
		first := files[0]
		if !slices.Equal(files[i].columns, first.columns) {
			return nil, fmt.Errorf("draws: reading chain %d: its columns are not those of chain 0: %s", i, difference(files[i].columns, first.columns))
		}
		if len(files[i].rows) != len(first.rows) {
			return nil, fmt.Errorf("draws: reading chain %d: it has %d draws, chain 0 has %d; all must have as many", i, len(files[i].rows), len(first.rows))
		}
	}
	sites, err := files[0].layout()
	if err != nil {
		return nil, fmt.Errorf("draws: reading chain 0: %w", err)
	}
	d := New(len(files), len(files[0].rows))
	for _, s := range sites {
		if d.Has(s.name) {
			return nil, fmt.Errorf("draws: reading chain 0: site %q is there twice", s.name)
		}
		d.Add(s.name, s.shape, s.dtype, s.dims)
		d.fill(s.name, files, s.at)
	}
	for _, c := range statColumns {
		if at := slices.Index(files[0].columns, c.column); at >= 0 && !files[0].fixed() {
			d.Stats().Add(c.stat, nil, tensor.Float64, nil)
			d.Stats().fill(c.stat, files, []int{at})
		}
	}
	return d, d.readSampling(files)
}

// LoadCSV reads chains from files by [ReadCSV], one from each.
func LoadCSV(files ...string) (*Draws, error) {
	readers := make([]io.Reader, len(files))
	for i, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("draws: %w", err)
		}
		defer f.Close()
		readers[i] = f
	}
	return ReadCSV(readers...)
}

// csvFile is what one file holds.
type csvFile struct {
	columns   []string
	rows      [][]float64
	settings  map[string]string
	sites     []string // what comments tell of credence's sites
	variances []float64
}

func readCSV(r io.Reader) (*csvFile, error) {
	f := &csvFile{settings: map[string]string{}}
	in := bufio.NewReader(r)
	variancesNext := false
	for number := 1; ; number++ {
		line, err := in.ReadString('\n')
		if err != nil && err != io.EOF {
			return nil, err
		}
		whole := err == nil // the last line of a run that was cut off is not
		text := strings.TrimRight(line, "\r\n")
		switch {
		case text == "":
		case text[0] == '#':
			comment := strings.TrimSpace(text[1:])
			switch {
			case variancesNext:
				if f.variances, err = numbers(strings.Split(comment, ",")); err != nil {
					return nil, fmt.Errorf("line %d, the inverse mass matrix: %w", number, err)
				}
				variancesNext = false
			case comment == "Adaptation terminated":
				f.rows = nil // what was before is the warm-up
			case comment == "Diagonal elements of inverse mass matrix:":
				variancesNext = true
			case strings.HasPrefix(comment, "credence site "):
				f.sites = append(f.sites, strings.TrimPrefix(comment, "credence site "))
			default:
				if key, value, ok := strings.Cut(comment, " = "); ok {
					f.settings[key] = strings.TrimSpace(strings.TrimSuffix(value, "(Default)"))
				}
			}
		case f.columns == nil:
			f.columns = strings.Split(text, ",")
		default:
			fields := strings.Split(text, ",")
			if len(fields) != len(f.columns) {
				return nil, fmt.Errorf("line %d has %d values for %d columns%s", number, len(fields), len(f.columns), cutOff(whole))
			}
			row, err := numbers(fields)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w%s", number, err, cutOff(whole))
			}
			f.rows = append(f.rows, row)
		}
		if !whole {
			break
		}
	}
	if f.columns == nil {
		return nil, errors.New("it has no line with the names of columns; it is no output of Stan's sampler")
	}
	return f, nil
}

func cutOff(whole bool) string {
	if whole {
		return ""
	}
	return "; it is the last one, and cut off: the file is not complete"
}

func numbers(fields []string) ([]float64, error) {
	row := make([]float64, len(fields))
	for i, s := range fields {
		text := strings.TrimSpace(s)
		if text == "-nan" { // as C++ writes some NaN
			text = "nan"
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("value %d is %q, not a number", i+1, s)
		}
		row[i] = v
	}
	return row, nil
}

func difference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("column %d is %q, and was %q", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("there are %d, and were %d", len(a), len(b))
}

func (f *csvFile) fixed() bool { return f.settings["algorithm"] == "fixed_param" }

// csvSite is a site with its columns, in row-major order.
type csvSite struct {
	name  string
	shape tensor.Shape
	dims  []string
	dtype tensor.DType
	at    []int
}

// layout is the sites of a file: those that comments tell of, or else those that the names of columns make up.
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
			told[column] = s
			order = append(order, column)
		}
	} else {
		for _, column := range f.columns {
			if strings.HasSuffix(column, "__") {
				continue
			}
			name, index := splitIndex(column)
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
	var sites []csvSite
	for _, column := range order {
		s := told[column]
		if size := size(s.shape); size > len(f.columns) {
			return nil, fmt.Errorf("site %q has shape %v, which is more than the %d columns that there are", s.name, []int(s.shape), len(f.columns))
		}
		for e := range s.shape.Size() {
			name := column
			for _, i := range indexOf(e, s.shape) {
				name += fmt.Sprintf(".%d", i+1)
			}
			i, ok := at[name]
			if !ok {
				return nil, fmt.Errorf("site %q has shape %v, and there is no column %q", s.name, []int(s.shape), name)
			}
			s.at = append(s.at, i)
		}
		sites = append(sites, s)
	}
	return sites, nil
}

// size is the number of elements, or the largest int where that does not fit.
func size(shape tensor.Shape) int {
	n := 1
	for _, v := range shape {
		if v > 0 && n > math.MaxInt/v {
			return math.MaxInt
		}
		n *= v
	}
	return n
}

// splitIndex divides theta.2.1 into theta and 2, 1. What ends otherwise, as the parts of complex numbers and tuples do,
// has no index.
func splitIndex(column string) (name string, index []int) {
	name = column
	for {
		at := strings.LastIndexByte(name, '.')
		if at <= 0 {
			return name, index
		}
		i, err := strconv.Atoi(name[at+1:])
		if err != nil || i < 1 {
			return name, index
		}
		name, index = name[:at], slices.Insert(index, 0, i)
	}
}

// parseSite reads what follows "credence site": the column's name, the type, the site's name, and extents with names.
func parseSite(text string) (column string, s csvSite, err error) {
	fields := strings.Fields(text)
	wrong := fmt.Errorf("the comment on a site, %q, is not as credence writes it", text)
	if len(fields) < 3 {
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
	if s.name, err = url.QueryUnescape(fields[2]); err != nil {
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

// fill writes a site from the columns of all files.
func (d *Draws) fill(name string, files []*csvFile, at []int) {
	s := d.sites[name]
	for c, f := range files {
		for i, row := range f.rows {
			to := (c*d.n + i) * len(at)
			for k, column := range at {
				if s.all.DType() == tensor.Float32 {
					tensor.Raw[float32](s.all)[to+k] = float32(row[column])
				} else {
					tensor.Raw[float64](s.all)[to+k] = row[column]
				}
			}
		}
	}
}

// readSampling takes what the settings tell of the run. Settings that are missing stay 0.
func (d *Draws) readSampling(files []*csvFile) (err error) {
	s, f := Sampling{}, files[0]
	whole := func(key string) int {
		text, ok := f.settings[key]
		v, bad := strconv.Atoi(text)
		if ok && bad != nil && err == nil {
			err = fmt.Errorf("draws: reading chain 0: the setting %s is %q, not a whole number", key, text)
		}
		return v
	}
	s.Warmup, s.Thin = whole("num_warmup"), whole("thin")
	if f.settings["engine"] == "nuts" {
		s.MaxDepth = whole("max_depth")
	}
	s.TargetAccept, _ = strconv.ParseFloat(f.settings["delta"], 64)
	s.Seed, _ = strconv.ParseUint(f.settings["seed"], 10, 64)
	for _, f := range files {
		if f.variances != nil {
			s.Variances = append(s.Variances, f.variances)
		}
	}
	d.SetSampling(s)
	return err
}
