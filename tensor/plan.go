package tensor

// MaxRank is the largest number of dimensions of a tensor.
const MaxRank = 16

// maxInputs is the largest number of inputs that an operation may broadcast, and fewInputs the most that calls have as
// a rule.
const (
	maxInputs = 9
	fewInputs = 5
)

// plan is a broadcast worked out: the output as runs of consecutive elements, along which each input either advances by
// one or stays. Dimensions that every input treats alike are merged, so that equal shapes are one run and a row added
// to a matrix one run a row.
type plan struct {
	step  [maxInputs]int // how far each input advances within a run: 0 or 1
	run   int            // elements in a run
	size  int            // elements in all
	rank  int            // outer dimensions, over which runs are counted
	dims  [MaxRank]int
	jumps [MaxRank][maxInputs]int // how far each input moves when an outer dimension advances
}

// begin makes p the plan of one run, along which no input advances.
func (p *plan) begin(size int) {
	p.step, p.run, p.size, p.rank = [maxInputs]int{}, 1, size, 0
}

// Plan works out how inputs of the given shapes broadcast to out, and keeps it for Forward and VJP. An input whose
// shape is nil stays in its place: it is uniform or a scalar. The shapes must fit.
func (k *Call) Plan(out Shape, in ...Shape) {
	p := &k.plan
	p.begin(out.Size())
	var behind [maxInputs]int // elements of each input in the dimensions behind d
	for i := range in {
		behind[i] = 1
	}
	// Merge dimensions from the last outwards. Within the run strides are 0 or 1 because inputs are row-major.
	merged := false
	for d := len(out) - 1; d >= 0; d-- {
		if out[d] == 1 {
			continue
		}
		var stride [maxInputs]int
		for i, s := range in {
			if own := d - len(out) + len(s); own >= 0 && s[own] != 1 {
				stride[i] = behind[i]
				behind[i] *= s[own]
			}
		}
		if !merged {
			merged, p.run = true, out[d]
			p.step = stride
			continue
		}
		inner, inStride := p.run, &p.step
		if p.rank > 0 {
			inner, inStride = p.dims[p.rank-1], &p.jumps[p.rank-1]
		}
		alike := true
		for i := range in {
			alike = alike && stride[i] == inStride[i]*inner
		}
		switch {
		case alike && p.rank == 0:
			p.run *= out[d]
		case alike:
			p.dims[p.rank-1] *= out[d]
		default:
			p.dims[p.rank], p.jumps[p.rank] = out[d], stride
			p.rank++
		}
	}
}

// Size returns the number of output elements that the call's plan covers.
func (k *Call) Size() int { return k.plan.size }

// Walk goes over the runs of a plan: for w := k.Walk(0, k.Size()); w.Next(); { … }.
type Walk struct {
	plan    *plan
	Step    [maxInputs]int // how far each input advances per element: 0 or 1
	Out, N  int            // this run is output elements [Out, Out+N)
	In      [maxInputs]int // where it starts in each input
	end     int
	index   [MaxRank]int
	base    [maxInputs]int // start of the current whole run in each input
	skip    int            // elements of the first run that come before the walk
	started bool
}

// Walk starts before output element lo and ends before hi.
func (k *Call) Walk(lo, hi int) (w Walk) {
	w.Begin(k, lo, hi)
	return w
}

// Begin starts w anew, as [Call.Walk] does.
func (w *Walk) Begin(k *Call, lo, hi int) {
	p := &k.plan
	w.plan, w.Step, w.Out, w.N, w.end, w.started, w.skip = p, p.step, lo, 0, hi, false, 0
	w.base = [maxInputs]int{}
	if p.run == 0 || lo >= hi {
		w.end = lo
		return
	}
	if lo == 0 {
		w.index = [MaxRank]int{}
		return
	}
	r := lo / p.run
	w.skip = lo % p.run
	for d := range p.rank {
		w.index[d] = r % p.dims[d]
		r /= p.dims[d]
		for i := range w.base {
			w.base[i] += w.index[d] * p.jumps[d][i]
		}
	}
}

// Next moves to the next run and reports whether there is one.
func (w *Walk) Next() bool {
	p := w.plan
	if w.started {
		w.Out += w.N
		w.skip = 0
		if w.Out < w.end {
			w.advance()
		}
	}
	w.started = true
	if w.Out >= w.end {
		return false
	}
	w.N = min(p.run-w.skip, w.end-w.Out)
	for i := range w.In {
		w.In[i] = w.base[i] + w.skip*p.step[i]
	}
	return true
}

// advance counts the outer dimensions up by one run, innermost first.
func (w *Walk) advance() {
	p := w.plan
	for d := range p.rank {
		w.index[d]++
		for i := range w.base {
			w.base[i] += p.jumps[d][i]
		}
		if w.index[d] < p.dims[d] {
			return
		}
		w.index[d] = 0
		for i := range w.base {
			w.base[i] -= p.dims[d] * p.jumps[d][i]
		}
	}
}
