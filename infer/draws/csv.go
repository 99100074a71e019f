package draws

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// statColumns are CmdStan's names of what [Draws.Stats] has, in its order.
var statColumns = []struct{ stat, column string }{
	{"lp", "lp__"}, {"accept", "accept_stat__"}, {"step_size", "stepsize__"}, {"depth", "treedepth__"},
	{"leapfrogs", "n_leapfrog__"}, {"divergent", "divergent__"}, {"energy", "energy__"},
}

// WriteCSV writes one chain, numbered from 0, in the format of CmdStan's output, which cmdstanr, cmdstanpy, posterior
// and ArviZ read: comments with the settings, a line of names, a line for each draw. Elements are theta.1, theta.2, …,
// of matrices column by column. Numbers are exact: [ReadCSV] gives the same draws again.
//
// Stan's names have letters, digits and underscores only: other characters become underscores, and a comment keeps the
// name. Draws without [Draws.Stats], as those of predictions, are written as Stan's fixed_param.
func (d *Draws) WriteCSV(w io.Writer, chain int) error {
	if chain < 0 || chain >= d.chains {
		return fmt.Errorf("draws: writing chain %d; there are %d, from 0 on", chain, d.chains)
	}
	b := bufio.NewWriter(w)
	sampled := d.stats != nil && len(d.stats.names) > 0
	columns := d.csvNames()
	d.writeSettings(b, chain, sampled, columns)

	var names []string
	var values [][]float64 // by column
	if sampled {
		for _, c := range statColumns {
			names = append(names, c.column)
			values = append(values, d.stats.site(c.stat).chainsOf(0)[chain])
		}
	} else {
		names = []string{"lp__", "accept_stat__"}
		values = [][]float64{make([]float64, d.n), make([]float64, d.n)}
	}
	for i, name := range d.names {
		s := d.sites[name]
		for k := range s.shape.Size() {
			e := columnMajor(k, s.shape)
			at := ""
			for _, i := range indexOf(e, s.shape) {
				at += fmt.Sprintf(".%d", i+1)
			}
			names = append(names, columns[i]+at)
			values = append(values, s.chainsOf(e)[chain])
		}
	}
	fmt.Fprintln(b, strings.Join(names, ","))
	if sampled {
		d.writeAdaptation(b, chain)
	}
	var line []byte
	for i := range d.n {
		line = line[:0]
		for _, v := range values {
			line = append(appendNumber(line, v[i]), ',')
		}
		line[len(line)-1] = '\n'
		b.Write(line)
	}
	fmt.Fprint(b, "# \n#  Elapsed Time: not recorded\n") // readers look for these lines to find the end
	if err := b.Flush(); err != nil {
		return fmt.Errorf("draws: writing chain %d: %w", chain, err)
	}
	return nil
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
	thin := max(1, s.Thin)
	fmt.Fprintf(w, "# model = credence\n# method = sample\n#   sample\n#     num_samples = %d\n#     num_warmup = %d\n#     save_warmup = false\n#     thin = %d\n", d.n*thin, s.Warmup, thin)
	if sampled {
		fmt.Fprintf(w, "#     adapt\n#       engaged = %v\n#       delta = %v\n#     algorithm = hmc\n#       hmc\n", s.Warmup > 0, s.TargetAccept)
		if s.MaxDepth > 0 {
			fmt.Fprintf(w, "#         engine = nuts\n#           nuts\n#             max_depth = %d\n", s.MaxDepth)
		} else {
			fmt.Fprint(w, "#         engine = static\n")
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
	for i, name := range d.names {
		site := d.sites[name]
		fmt.Fprintf(w, "# credence site %s %v %s", columns[i], site.all.DType(), url.QueryEscape(name))
		for k, n := range site.shape {
			fmt.Fprintf(w, " %d:%s", n, url.QueryEscape(site.dims[2+k]))
		}
		fmt.Fprintln(w)
	}
}

func (d *Draws) writeAdaptation(w io.Writer, chain int) {
	step := 0.0
	if d.n > 0 {
		step = d.stats.site("step_size").chainsOf(0)[chain][d.n-1]
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

// csvNames are the sites' names with nothing in them that means something in Stan, all different.
func (d *Draws) csvNames() []string {
	used := map[string]bool{}
	out := make([]string, len(d.names))
	for i, name := range d.names {
		plain := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
				return r
			}
			return '_'
		}, name)
		if plain == "" || plain[0] == '_' || plain[0] <= '9' { // Stan's names begin with a letter
			plain = "x" + plain
		}
		if strings.HasSuffix(plain, "__") { // kept for the sampler's own columns
			plain += "x"
		}
		out[i] = plain
		for n := 2; used[out[i]]; n++ {
			out[i] = fmt.Sprintf("%s_%d", plain, n)
		}
		used[out[i]] = true
	}
	return out
}

// columnMajor is the row-major number of the element that is number k when the first index changes fastest.
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
// their names. A file is replaced when all of it is written.
func (d *Draws) SaveCSV(prefix string) (files []string, err error) {
	for chain := range d.chains {
		name := fmt.Sprintf("%s_%d.csv", prefix, chain+1)
		if err := d.saveCSV(name, chain); err != nil {
			return files, fmt.Errorf("draws: saving chain %d: %w", chain, err)
		}
		files = append(files, name)
	}
	return files, nil
}

func (d *Draws) saveCSV(name string, chain int) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // there is nothing to remove once it has its name
	err = d.WriteCSV(f, chain)
	if shut := f.Close(); err == nil {
		err = shut
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}
