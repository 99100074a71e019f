package draws

// Stats returns what the sampler tells about every draw, beside the sites, in a store of the same chains and draws:
//
//	lp         log-density on the real line
//	accept     mean acceptance probability of the trajectory
//	step_size  of the leapfrog method
//	depth      of the trajectory's tree: it has up to 2^depth - 1 steps
//	leapfrogs  steps
//	divergent  1 where the trajectory left the level set of its energy
//	energy     of the draw
//
// Kernels that are written elsewhere tell what they have, under these names or others. It is empty where no sampler
// made the draws.
func (d *Draws) Stats() *Draws {
	if d.stats == nil {
		d.stats = New(d.chains, d.n)
	}
	return d.stats
}

// Sampling holds what a sampler tells about a run as a whole.
type Sampling struct {
	MaxDepth     int               // the depth at which trees are cut off; 0 if there is none
	Rejected     map[string]int    // points that the model refused, by site
	Reasons      map[string]string // why it refused one of them, by site
	Warmup       int               // transitions of each chain before its draws
	Thin         int               // transitions from one draw to the next; 0 if it is not known
	TargetAccept float64
	Seed         uint64

	// Latents are the sites that the sampler moved, which the posterior has to hold; what is computed or predicted from
	// them may be anything. It is nil if it is not known.
	Latents []string

	// Independent says that no draw depends on another, as those from a guide or a prior: there is nothing to mix.
	Independent bool

	// Leapfrogs are the steps of each chain since it began, each of them a gradient: also those of its warm-up, of draws
	// that were not kept, and of the search for a step size. It is nil if it is not known.
	Leapfrogs []int

	// Variances are what each chain learned of the posterior's scales on the real line: the diagonal of its inverse mass
	// matrix. Metric.Initial of a later run can begin with them.
	Variances [][]float64
}

// Sampling returns what the sampler told about the run.
func (d *Draws) Sampling() Sampling { return d.sampling }

// SetSampling stores what the sampler tells about the run.
func (d *Draws) SetSampling(s Sampling) { d.sampling = s }
