package draws

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/internal/atomicfile"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

type statColumn struct{ stat, column string }

// statColumns are CmdStan's names of what [Draws.Stats] has, in its order.
var statColumns = []statColumn{
	{"lp", "lp__"}, {"accept", "accept_stat__"}, {"step_size", "stepsize__"}, {"depth", "treedepth__"},
	{"leapfrogs", "n_leapfrog__"}, {"divergent", "divergent__"}, {"energy", "energy__"},
}

// WriteCSV writes one chain, numbered from 0, in the format of CmdStan's output, which cmdstanr, cmdstanpy, posterior
// and ArviZ read: comments with the settings, a line of names, a line for each draw. Elements are theta.1, theta.2, …,
// of matrices column by column. Numbers are exact: [ReadCSV] gives the same draws again.
//
// Stan's names have letters, digits and underscores only: other characters become underscores, and a comment keeps the
// name. Draws without all of CmdStan's statistics in [Draws.Stats], as those of predictions or of a kernel of one's
// own, are written as Stan's fixed_param; statistics that CmdStan does not have are columns whose names end in __, as
// those of its own do. Where CmdStanPy takes no file with the value that a setting has here, the setting is CmdStan's
// default, and a comment keeps the value.
func (d *Draws) WriteCSV(w io.Writer, chain int) error {
	if chain < 0 || chain >= d.chains {
		return fmt.Errorf("draws: writing chain %d; there are %d, from 0 on", chain, d.chains)
	}
	if w == nil {
		return fmt.Errorf("draws: writing chain %d: the writer is nil", chain)
	}
	told, err := d.csvStats()
	if err != nil {
		return fmt.Errorf("draws: writing chain %d: %w", chain, err)
	}
	b := bufio.NewWriter(w)
	sampled := true
	var names []string
	var parts []csvPart
	for _, c := range statColumns {
		switch {
		case slices.Contains(told, c.stat):
			names = append(names, c.column)
			parts = append(parts, csvPart{d.stats.site(c.stat), []int{0}})
			continue
		case c.stat == "lp" || c.stat == "accept": // CmdStan's fixed_param writes both, as zeros
			names = append(names, c.column)
			parts = append(parts, csvPart{})
		}
		sampled = false
	}
	for i, column := range statColumnsOf(told) {
		if !slices.Contains(names, column) {
			names = append(names, column)
			parts = append(parts, csvPart{d.stats.site(told[i]), []int{0}})
		}
	}
	columns := d.csvNames()
	d.writeSettings(b, chain, sampled, columns)
	for i, name := range d.names {
		s := d.sites[name]
		part := csvPart{s, make([]int, s.shape.Size())}
		for k := range part.order {
			part.order[k] = columnMajor(k, s.shape)
			names = append(names, columnName(columns[i], part.order[k], s.shape))
		}
		parts = append(parts, part)
	}
	fmt.Fprintln(b, strings.Join(names, ","))
	if sampled {
		d.writeAdaptation(b, chain)
	}
	var line []byte
	for i := range d.n {
		line = line[:0]
		for _, part := range parts {
			line = part.append(line, chain*d.n+i)
		}
		line[len(line)-1] = '\n'
		b.Write(line)
	}
	fmt.Fprint(b, "# \n#  Elapsed Time: not recorded\n# \n") // readers look for these lines to find the end
	if err := b.Flush(); err != nil {
		return fmt.Errorf("draws: writing chain %d: %w", chain, err)
	}
	return nil
}

// csvPart holds columns of the table: the elements of one site in the order in which they are written. Without a site
// it is one column of zeros.
type csvPart struct {
	site  *site
	order []int
}

// append appends the elements of one row of all chains' draws, each with a comma.
func (p csvPart) append(line []byte, row int) []byte {
	if p.site == nil {
		return append(line, "0,"...)
	}
	for _, e := range p.order {
		line = append(appendNumber(line, raw.At(p.site.all, row*len(p.order)+e)), ',')
	}
	return line
}

// csvStats returns which statistics of the sampler are recorded. Those that are not numbers have no column.
func (d *Draws) csvStats() ([]string, error) {
	if d.stats == nil {
		return nil, nil
	}
	for _, name := range d.stats.names {
		if shape := d.stats.sites[name].shape; len(shape) > 0 {
			return nil, fmt.Errorf("Stats has %q of shape %v; a file has columns for single numbers of each draw only", name, []int(shape))
		}
	}
	return d.stats.names, nil
}

// statColumnsOf returns the columns of statistics, all different: CmdStan's own, and others with its ending.
func statColumnsOf(stats []string) []string {
	used := map[string]bool{}
	for _, c := range statColumns {
		used[c.column] = true
	}
	columns := make([]string, len(stats))
	for i, name := range stats {
		if at := slices.IndexFunc(statColumns, func(c statColumn) bool { return c.stat == name }); at >= 0 {
			columns[i] = statColumns[at].column
		} else {
			columns[i] = unused(used, stanName(name), "__")
		}
	}
	return columns
}

// columnName returns the name of an element's column.
func columnName(site string, element int, shape tensor.Shape) string {
	name := []byte(site)
	for _, i := range indexOf(element, shape) {
		name = strconv.AppendInt(append(name, '.'), int64(i+1), 10)
	}
	return string(name)
}

// appendNumber appends all digits of a number, in CmdStan's spelling.
func appendNumber(line []byte, v float64) []byte {
	switch {
	case math.IsNaN(v):
		return append(line, "nan"...)
	case math.IsInf(v, 1):
		return append(line, "inf"...)
	case math.IsInf(v, -1):
		return append(line, "-inf"...)
	}
	return strconv.AppendFloat(line, v, 'g', -1, 64)
}

func (d *Draws) writeSettings(w io.Writer, chain int, sampled bool, columns []string) {
	s := d.sampling
	thin, warmup := max(1, s.Thin), s.Warmup
	if !sampled || warmup <= 0 {
		warmup = 1000 // CmdStan writes its default for fixed_param; CmdStanPy refuses 0
	}
	fmt.Fprintf(w, "# model = credence\n# method = sample\n#   sample\n#     num_samples = %d\n#     num_warmup = %d\n#     save_warmup = false\n#     thin = %d\n", d.n*thin, warmup, thin)
	if sampled {
		fmt.Fprintf(w, "#     adapt\n#       engaged = %v\n#       delta = %v\n#     algorithm = hmc\n#       hmc\n", s.Warmup > 0, s.TargetAccept)
		if s.MaxDepth > 0 {
			fmt.Fprintf(w, "#         engine = nuts\n#           nuts\n#             max_depth = %d\n", s.MaxDepth)
		} else {
			fmt.Fprint(w, "#         engine = static\n#           static\n#             max_depth = 10\n") // CmdStanPy needs it
		}
		metric := "unit_e"
		if chain < len(s.Variances) {
			metric = "diag_e"
		}
		fmt.Fprintf(w, "#         metric = %s\n", metric)
	} else {
		fmt.Fprint(w, "#     algorithm = fixed_param\n")
	}
	fmt.Fprintf(w, "# id = %d\n# random\n#   seed = %d\n", chain+1, s.Seed)
	if warmup != s.Warmup {
		fmt.Fprintf(w, "# %s = %d\n", ownWarmup, s.Warmup)
	}
	if d.stats != nil && len(d.stats.names) > 0 && (!sampled || len(d.stats.names) > len(statColumns)) {
		fmt.Fprintf(w, "# %s = %s\n", ownStats, escaped(d.stats.names))
	}
	if len(s.Latents) > 0 {
		fmt.Fprintf(w, "# %s = %s\n", ownLatents, escaped(s.Latents))
	}
	for i, name := range d.names {
		site := d.sites[name]
		fmt.Fprintf(w, "# %s %s %v %s", ownSite, columns[i], site.all.DType(), escape(name))
		for k, n := range site.shape {
			fmt.Fprintf(w, " %d:%s", n, url.QueryEscape(site.dims[2+k]))
		}
		fmt.Fprintln(w)
		if site.mask != nil {
			fmt.Fprintf(w, "# %s %s %s\n", ownMask, columns[i], maskText(site.mask))
		}
	}
}

// maskText returns a 0 or 1 for each element, in row-major order.
func maskText(mask *tensor.Tensor) string {
	text := make([]byte, mask.Size())
	for i, v := range mask.Float64s() {
		text[i] = '0' + byte(v)
	}
	return string(text)
}

// Comments that CmdStan does not write: the warm-up where num_warmup is not it, the stats where they are not all of
// CmdStan's and no others, the latents, the sites, and which of their elements are data.
const (
	ownWarmup  = "credence num_warmup"
	ownStats   = "credence stats"
	ownLatents = "credence latents"
	ownSite    = "credence site"
	ownMask    = "credence mask"
)

// noName stands for the empty name, which would vanish in a comment. No name is escaped to it.
const noName = `""`

func escape(name string) string {
	if name == "" {
		return noName
	}
	return url.QueryEscape(name)
}

func escaped(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = escape(name)
	}
	return strings.Join(out, " ")
}

func unescape(text string) (string, error) {
	if text == noName {
		return "", nil
	}
	return url.QueryUnescape(text)
}

func (d *Draws) writeAdaptation(w io.Writer, chain int) {
	step := 0.0
	if d.n > 0 {
		step = d.stats.site("step_size").all.At(chain, d.n-1)
	}
	fmt.Fprintf(w, "# Adaptation terminated\n# Step size = %v\n", step)
	if chain < len(d.sampling.Variances) {
		text := make([]string, len(d.sampling.Variances[chain]))
		for i, v := range d.sampling.Variances[chain] {
			text[i] = string(appendNumber(nil, v))
		}
		fmt.Fprintf(w, "# Diagonal elements of inverse mass matrix:\n# %s\n", strings.Join(text, ", "))
	}
}

// csvNames returns the sites' names, all different, without characters that mean something in Stan.
func (d *Draws) csvNames() []string {
	used := map[string]bool{}
	out := make([]string, len(d.names))
	for i, name := range d.names {
		plain := stanName(name)
		if strings.HasSuffix(plain, "__") { // kept for the sampler's own columns
			plain += "x"
		}
		out[i] = unused(used, plain, "")
	}
	return out
}

// stanName returns a name without characters that mean something in Stan.
func stanName(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, name)
	if plain == "" || plain[0] == '_' || plain[0] <= '9' { // Stan's names begin with a letter
		plain = "x" + plain
	}
	return plain
}

// unused returns a name with an ending, numbered if it is used already, and marks it as used.
func unused(used map[string]bool, name, ending string) string {
	full := name + ending
	for n := 2; used[full]; n++ {
		full = fmt.Sprintf("%s_%d%s", name, n, ending)
	}
	used[full] = true
	return full
}

// columnMajor returns the row-major number of the element that is number k when the first index changes fastest.
func columnMajor(k int, shape tensor.Shape) int {
	e, stride := 0, shape.Size()
	for _, n := range shape {
		stride /= n
		e += k % n * stride
		k /= n
	}
	return e
}

// SaveCSV writes every chain to a file of its own, prefix_1.csv, prefix_2.csv, …, by [Draws.WriteCSV], and returns
// their names. A file appears when all of it is written, with the mode of the one that it replaces.
func (d *Draws) SaveCSV(prefix string) (files []string, err error) {
	for chain := range d.chains {
		name := fmt.Sprintf("%s_%d.csv", prefix, chain+1)
		if err := atomicfile.Write(name, func(w io.Writer) error { return d.WriteCSV(w, chain) }); err != nil {
			return files, fmt.Errorf("draws: saving chain %d: %w", chain, err)
		}
		files = append(files, name)
	}
	return files, nil
}
