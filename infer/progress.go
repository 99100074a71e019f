package infer

import "time"

// Progress tells how far an MCMC is.
type Progress struct {
	Done, Total int   // transitions of all chains
	Chains      []int // transitions by chain
	Warmup      int   // transitions of a chain that are its warm-up
	Divergent   int   // transitions after the warm-up, if the kernel tells
	Elapsed     time.Duration
	Unsaved     error // what kept the latest checkpoint from being written, which is tried again; nil if nothing did
}

// watch waits for the chains and reports their progress.
func (s *Sampler) watch(total int, ended <-chan struct{}) {
	begin := time.Now()
	report := func() {
		if s.m.Progress == nil {
			return
		}
		p := Progress{Total: total, Warmup: s.m.Warmup, Elapsed: time.Since(begin)}
		if err := s.unsaved.Load(); err != nil {
			p.Unsaved = *err
		}
		for _, c := range s.chains {
			n := int(c.done.Load())
			p.Done += n
			p.Divergent += int(c.divergence.Load())
			p.Chains = append(p.Chains, n)
		}
		s.m.Progress(p)
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			report()
			return
		case <-tick.C:
			report()
		}
	}
}
