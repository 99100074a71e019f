package draws

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// ReadCSV reads chains in the format of CmdStan's output, one from each reader, as [Draws.WriteCSV] and CmdStan write
// them. Draws of the warm-up are left out, and so is the mean that comes before the draws of CmdStan's variational. The
// chains must have the same model, columns and numbers of draws.
//
// A file that is not complete is an error: the settings in its comments say how many draws it has, and CmdStan's
// sampler and pathfinder end with the time that they took. Standalone generated quantities tell neither, so that only a
// last line that was cut off is noticed.
//
// In files that CmdStan wrote, the columns theta.1, theta.2, … are one site; its dimensions have no names.
func ReadCSV(chains ...io.Reader) (*Draws, error) {
	if len(chains) == 0 {
		return nil, errors.New("draws: ReadCSV of no chains; it takes one reader for each")
	}
	files := make([]*csvFile, len(chains))
	for i, r := range chains {
		if r == nil {
			return nil, fmt.Errorf("draws: reading chain %d: the reader is nil", i)
		}
		var err error
		if files[i], err = readCSV(r); err != nil {
			return nil, fmt.Errorf("draws: reading chain %d: %w", i, err)
		}
		if err := files[i].agrees(files[0]); err != nil {
			return nil, fmt.Errorf("draws: reading chain %d: %w", i, err)
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
		if s.mask != nil {
			LogLikelihood{d}.SetMask(s.name, s.mask)
		}
	}
	stats, err := files[0].stats()
	if err != nil {
		return nil, fmt.Errorf("draws: reading chain 0: %w", err)
	}
	for i, column := range statColumnsOf(stats) {
		if at := slices.Index(files[0].columns, column); at >= 0 {
			d.Stats().Add(stats[i], nil, tensor.Float64, nil)
			d.Stats().fill(stats[i], files, []int{at})
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
	masks     []string // and of their masks
	variances []float64
	ended     bool // the time that the run took was told
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
			case variancesNext && comment == "": // no latent has an element
				f.variances, variancesNext = []float64{}, false
			case variancesNext:
				if f.variances, err = numbers(strings.Split(comment, ",")); err != nil {
					return nil, fmt.Errorf("line %d, the inverse mass matrix: %w", number, err)
				}
				variancesNext = false
			case comment == "Adaptation terminated":
				f.rows = nil // what was before is the warm-up
			case comment == "Diagonal elements of inverse mass matrix:":
				variancesNext = true
			case strings.HasPrefix(comment, "Elapsed Time:"):
				f.ended = whole
			case strings.HasPrefix(comment, ownSite+" "):
				f.sites = append(f.sites, strings.TrimPrefix(comment, ownSite+" "))
			case strings.HasPrefix(comment, ownMask+" "):
				f.masks = append(f.masks, strings.TrimPrefix(comment, ownMask+" "))
			default:
				if key, value, ok := strings.Cut(comment, " = "); ok {
					f.settings[key] = strings.TrimSpace(strings.TrimSuffix(value, "(Default)"))
				}
			}
		case f.columns == nil:
			f.columns = strings.Split(text, ",")
		default:
			fields := strings.Split(text, ",")
			if f.ended {
				return nil, fmt.Errorf("line %d has values after the end of the run; is the file several in one?", number)
			}
			if len(fields) != len(f.columns) {
				return nil, fmt.Errorf("line %d has %d values for %d columns%s", number, len(fields), len(f.columns), cutOff(whole))
			}
			row, err := numbers(fields)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w%s", number, err, cutOff(whole))
			}
			if !whole { // digits may be missing
				return nil, fmt.Errorf("line %d does not end%s", number, cutOff(whole))
			}
			f.rows = append(f.rows, row)
		}
		if !whole {
			break
		}
	}
	if f.columns == nil {
		return nil, errors.New("it has no line with the names of columns; it is not an output of Stan's sampler")
	}
	return f, f.complete()
}

// complete refuses files without all the draws that their settings tell of, and leaves out rows that are not draws.
func (f *csvFile) complete() (err error) {
	method := f.settings["method"]
	number := func(key string, otherwise int) int {
		v, wrong := f.whole(key, otherwise)
		if wrong != nil && err == nil {
			err = wrong
		}
		return v
	}
	want := -1 // rows, if the settings tell
	switch {
	case method == "" && f.settings["num_samples"] == "":
		return errors.New("its comments have no settings, such as method = sample, which CmdStan and WriteCSV write; for other tables use encoding/csv")
	case method == "" || method == "sample":
		thin := number("thin", 1)
		want = number("num_samples", -1)
		switch {
		case err != nil:
		case thin < 1 || want < -1:
			return fmt.Errorf("its settings are num_samples = %d and thin = %d", want, thin)
		case want > 0:
			want = (want-1)/thin + 1 // the first of every thin draws is kept
		}
	case method == "variational":
		want = number("output_samples", -1)
		if len(f.rows) > 0 {
			f.rows = f.rows[1:] // the mean
		}
	case method == "laplace":
		want = number("draws", -1)
	case method == "pathfinder" || method == "generate_quantities":
	default:
		return fmt.Errorf("its method is %s, whose rows are not draws", method)
	}
	if err != nil {
		return err
	}
	if want >= 0 && len(f.rows) != want {
		return fmt.Errorf("it has %d draws of the %d that its settings tell of: the run was ended early, or the file was cut off or changed", len(f.rows), want)
	}
	if (method == "sample" || method == "pathfinder") && !f.ended {
		return errors.New("it does not end with the time that the run took: the run was ended early, or the file was cut off")
	}
	return nil
}

// whole returns a setting that is a whole number.
func (f *csvFile) whole(key string, otherwise int) (int, error) {
	text, ok := f.settings[key]
	if !ok {
		return otherwise, nil
	}
	v, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("the setting %s is %q, not a whole number", key, text)
	}
	return v, nil
}

// agrees refuses a file that is not another chain of the same run.
func (f *csvFile) agrees(first *csvFile) error {
	for _, key := range []string{"model", "method"} {
		if f.settings[key] != first.settings[key] {
			return fmt.Errorf("its %s is %q, and that of chain 0 %q", key, f.settings[key], first.settings[key])
		}
	}
	if !slices.Equal(f.columns, first.columns) {
		return fmt.Errorf("its columns are not those of chain 0: %s", difference(f.columns, first.columns))
	}
	if !slices.Equal(f.sites, first.sites) || !slices.Equal(f.masks, first.masks) {
		return errors.New("its comments tell of other sites, or masks, than those of chain 0")
	}
	if len(f.rows) != len(first.rows) {
		return fmt.Errorf("it has %d draws, chain 0 has %d; all must have as many", len(f.rows), len(first.rows))
	}
	return nil
}

// stats returns the statistics that have columns of their own, which are not filled in: those that a comment tells of,
// or else CmdStan's.
func (f *csvFile) stats() (names []string, err error) {
	if _, own := f.settings[ownStats]; own || f.settings["algorithm"] == "fixed_param" {
		return f.names(ownStats)
	}
	for _, c := range statColumns {
		names = append(names, c.stat)
	}
	return names, nil
}

// names returns those that one of credence's comments lists, nil if there is none.
func (f *csvFile) names(comment string) (names []string, err error) {
	text := f.settings[comment]
	for _, field := range strings.Fields(text) {
		name, err := unescape(field)
		if err != nil || slices.Contains(names, name) {
			return nil, fmt.Errorf("the comment %q, %.200q, is not as credence writes it", comment, text)
		}
		names = append(names, name)
	}
	return names, nil
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

// readSampling reads what the settings tell about the run. Settings that are missing stay 0.
func (d *Draws) readSampling(files []*csvFile) (err error) {
	s, f := Sampling{}, files[0]
	if s.Latents, err = f.names(ownLatents); err != nil {
		return fmt.Errorf("draws: reading chain 0: %w", err)
	}
	whole := func(key string) int {
		v, wrong := f.whole(key, 0)
		if wrong != nil && err == nil {
			err = fmt.Errorf("draws: reading chain 0: %w", wrong)
		}
		return v
	}
	s.Thin = whole("thin")
	switch _, own := f.settings[ownWarmup]; {
	case own:
		s.Warmup = whole(ownWarmup)
	case f.settings["algorithm"] != "fixed_param": // which has none, whatever num_warmup is
		s.Warmup = whole("num_warmup")
	}
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
