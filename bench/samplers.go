package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
)

// Every run of a sampler has so many chains of so many draws, after as many transitions of warm-up.
const (
	chains   = 4
	perChain = 1000
)

// sampled is a run of a sampler.
type sampled struct {
	Error   string   `json:"error"`
	Names   []string `json:"names"`   // of the parameters
	Seconds float64  `json:"seconds"` // with warm-up
	Compile float64  `json:"compile_seconds"`
	Steps   float64  `json:"leapfrogs"` // of the draws after warm-up; 0 if unknown
	// with warm-up; 0 if unknown. The search for a step size counts for credence only, 0.06 % of eight schools
	All float64 `json:"all_leapfrogs"`

	draws []float64 // [chain, draw, parameter]
}

// errTooLong is the end of a run that was given twice the time of -limit.
var errTooLong = errors.New("the sampler takes too long")

// sampleAll measures samplers on the posteriors that -only selects, in turns by seed.
func (r *results) sampleAll(ctx context.Context, programs []program, o options) error {
	dir, err := os.MkdirTemp("", "credence-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, p := range posteriors {
		if !o.only.MatchString(p.name) {
			continue
		}
		if p.folder != "" && o.posteriordb == "" {
			fmt.Fprintf(os.Stderr, "%s is left out: its data are of posteriordb (-posteriordb)\n", p.name)
			continue
		}
		if err := r.sample(ctx, p, programs, o, dir); err != nil {
			return err
		}
	}
	return nil
}

func (r *results) sample(ctx context.Context, p posterior, programs []program, o options, dir string) error {
	file, err := p.data(o.posteriordb, dir)
	if err != nil {
		return err
	}
	d, err := read(file)
	if err != nil {
		return err
	}
	truth, err := p.reference(o.posteriordb, d)
	if err != nil {
		return err
	}
	systems := []string{credence}
	turns := []func(seed int) (sampled, error){func(seed int) (sampled, error) { return p.run(ctx, d, seed) }}
	for _, q := range programs {
		if q.kind != sampler {
			continue
		}
		q.command, q.dir = append(q.command, filepath.Join(dir, q.system+".log")), dir // PyStan leaves files where it runs
		peer, err := q.start(ctx)
		if err != nil {
			return err
		}
		defer peer.stop()
		r.addVersions(q.system, peer.versions)
		systems = append(systems, q.system)
		turns = append(turns, func(seed int) (sampled, error) {
			late := time.AfterFunc(2*o.limit, peer.cancel)
			x, err := peer.sample(p.name, seed, file, filepath.Join(dir, q.system+".bin"))
			if inTime := late.Stop(); !inTime && ctx.Err() == nil {
				err = errTooLong
			}
			return x, err
		})
	}
	runs, used := make([][]sampled, len(turns)), make([]time.Duration, len(turns))
	for seed := range o.seeds {
		for i, turn := range turns {
			if used[i] > o.limit {
				continue
			}
			start := time.Now()
			x, err := turn(seed + 1)
			used[i] += time.Since(start)
			switch {
			case errors.Is(err, errTooLong):
				fmt.Fprintf(os.Stderr, "%s: %s was ended after %v at seed %d (-limit)\n", p.name, systems[i], used[i].Round(time.Second), seed+1)
				continue
			case err != nil:
				r.addRuns(p.name, systems, runs, truth)
				return fmt.Errorf("%s, %s, seed %d: %w", p.name, systems[i], seed+1, err)
			}
			runs[i] = append(runs[i], x)
			if used[i] > o.limit && seed+1 < o.seeds {
				fmt.Fprintf(os.Stderr, "%s: %s has used %v for %d of %d seeds and gets no more (-limit)\n", p.name, systems[i], used[i].Round(time.Second), seed+1, o.seeds)
			}
		}
	}
	r.addRuns(p.name, systems, runs, truth)
	return nil
}

// addRuns makes the rows of a posterior: effective draws a second of sampling, and counting compilation, gradients for
// an effective draw, time for a gradient, and how many of the runs gave the right answer. The others don't count
// elsewhere.
func (r *results) addRuns(name string, systems []string, runs [][]sampled, truth reference) {
	from := len(r.rows)
	right := make([][]sampled, len(runs))
	for i := range runs {
		for _, x := range runs[i] {
			if x.agrees(truth) {
				right[i] = append(right[i], x)
			}
		}
	}
	for _, q := range []struct {
		suffix, unit string
		of           func(x sampled) float64
	}{
		{"", "ESS/s", func(x sampled) float64 { return x.effective() / x.Seconds }},
		{"-with-compile", "ESS/s", func(x sampled) float64 { return x.effective() / (x.Compile + x.Seconds) }},
		{"-gradients-for-a-draw", "", func(x sampled) float64 { return x.Steps / x.effective() }},
		{"-gradient", "ns", func(x sampled) float64 { return 1e9 * x.Seconds / x.All }},
	} {
		for i, system := range systems {
			var values []float64
			for _, x := range right[i] {
				if v := q.of(x); v > 0 && !math.IsInf(v, 0) { // the steps are known
					values = append(values, v)
				}
			}
			r.add(name+q.suffix, system, values, q.unit)
		}
	}
	for i, system := range systems {
		r.add(name+"-right-answers", system, []float64{float64(len(right[i]))}, fmt.Sprintf("of %d", len(runs[i])))
	}
	r.print(from)
}

// run returns a run of credence.
func (p posterior) run(ctx context.Context, d observations, seed int) (sampled, error) {
	m := infer.MCMC{Kernel: infer.NUTS{TargetAccept: p.target}, Chains: chains, Warmup: perChain, Draws: perChain, Seed: uint64(seed)}
	start := time.Now()
	d.x = matrix(d.X)
	post, err := m.Run(ctx, ppl.Bind(p.model, d))
	if err != nil {
		return sampled{}, err
	}
	x := sampled{Seconds: time.Since(start).Seconds()}
	x.Steps = post.Stats().Get("leapfrogs").Sum().Item()
	for _, n := range post.Sampling().Leapfrogs {
		x.All += float64(n)
	}
	x.Names, x.draws = flat(post, p.sites)
	return x, nil
}

// flat returns the names of the scalars of sites, as posteriordb has them, and their draws [chain, draw, parameter].
func flat(post *draws.Draws, sites []string) (names []string, all []float64) {
	var columns [][]float64
	for _, site := range sites {
		x := post.Get(site)
		size := x.Size() / (post.Chains() * post.Draws())
		values := x.Float64s()
		for i := range size {
			name := site
			if x.Rank() > 2 {
				name = fmt.Sprintf("%s[%d]", site, i+1)
			}
			names = append(names, name)
			var column []float64
			for j := i; j < len(values); j += size {
				column = append(column, values[j])
			}
			columns = append(columns, column)
		}
	}
	for j := range columns[0] {
		for _, c := range columns {
			all = append(all, c[j])
		}
	}
	return names, all
}

// sample asks a process for a run.
func (p *process) sample(name string, seed int, data, file string) (x sampled, err error) {
	request, err := json.Marshal(map[string]any{"case": name, "seed": seed, "data": data, "draws": file})
	if err != nil {
		return x, err
	}
	if _, err := fmt.Fprintf(p.in, "%s\n", request); err != nil {
		return x, p.ended()
	}
	if !p.out.Scan() {
		return x, p.ended()
	}
	if err := json.Unmarshal(p.out.Bytes(), &x); err != nil {
		return x, fmt.Errorf("%s said %q, expected a line of JSON: %w", p.system, p.out.Bytes(), err)
	}
	if x.Error != "" {
		return x, fmt.Errorf("%s: %s", p.system, x.Error)
	}
	time.Sleep(settle)
	x.draws, err = readDraws(file, len(x.Names))
	return x, err
}

func readDraws(file string, parameters int) ([]float64, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	x := make([]float64, chains*perChain*parameters)
	if err := binary.Read(f, binary.LittleEndian, x); err != nil {
		return nil, fmt.Errorf("%s, draws of %d parameters: %w", file, parameters, err)
	}
	return x, nil
}
