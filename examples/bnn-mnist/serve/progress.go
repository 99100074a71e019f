package serve

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Phases of a server.
const (
	training  = "training"  // the Bayesian network learns
	measuring = "measuring" // it is asked about the test digits
	paused    = "paused"
	ordinary  = "ordinary" // the ordinary network learns
	ready     = "ready"
)

// Point is the training at one time.
type Point struct {
	Step            int     `json:"step"`
	ELBO            float64 `json:"elbo"` // nats per image, the mean over the steps since the last point
	ImagesPerSecond float64 `json:"images_per_second"`
	Scores          *Scores `json:"scores"` // as last measured; null before
}

// Scores are what a network says of test digits, from 0 to 1.
type Scores struct {
	Accuracy float64 `json:"accuracy"`
	ECE      float64 `json:"ece"`
}

// Status says where a training is.
type Status struct {
	Phase  string `json:"phase"`
	Step   int    `json:"step"`
	Total  int    `json:"total"`
	Shown  int    `json:"shown"`  // steps of the network that answers; 0 if none does yet
	Latest *Point `json:"latest"` // null before the first
}

const (
	interval = 250 * time.Millisecond // between points
	most     = 1000                   // points that are kept; then every other is dropped
	begin    = time.Second            // of training, before it is measured for the first time
	measured = 0.03                   // share of the time that Measure may take
)

// progress is what is known of a training.
type progress struct {
	mu      sync.Mutex
	status  Status
	history []Point
	every   int           // of how many points one is kept
	skipped int           // since the last kept
	changed chan struct{} // closed at the next change
	pause   bool          // somebody asks for it
	ended   bool          // no more steps will come

	// What follows belongs to the goroutine that trains.
	since         time.Time // the end of the last Step
	active, spent time.Duration
	images, steps int
	elbo          float64
	seconds       float64
	scores        *Scores
}

func newProgress(total int) *progress {
	return &progress{status: Status{Phase: training, Total: total}, every: 1, changed: make(chan struct{})}
}

// update changes the status and tells those who wait for it.
func (p *progress) update(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	close(p.changed)
	p.changed = make(chan struct{})
}

// now returns the status and a channel that is closed when there is another.
func (p *progress) now() (Status, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status, p.changed
}

// Step tells that n steps are done, the last of them with so many images, at this ELBO per image. It waits while the
// training is paused, at most until ctx is canceled.
func (s *Server) Step(ctx context.Context, n, images int, elbo float64) error {
	p := s.training
	now := time.Now()
	if !p.since.IsZero() {
		p.active += now.Sub(p.since)
		p.seconds += now.Sub(p.since).Seconds()
		p.images += images // the first step's own time is not known
	}
	p.steps++
	p.elbo += elbo
	if last := n >= s.o.Epochs*s.o.Steps; last || p.seconds >= interval.Seconds() {
		if err := s.point(ctx, n, last); err != nil {
			return err
		}
	}
	if err := s.waitWhilePaused(ctx, n); err != nil {
		return err
	}
	p.since = time.Now()
	return nil
}

// point adds a point to the history, which keeps it if it is to be kept or has its turn.
func (s *Server) point(ctx context.Context, n int, keep bool) error {
	p := s.training
	if s.o.Measure != nil && p.active >= begin && p.spent.Seconds() <= measured*p.active.Seconds() {
		start := time.Now()
		scores, err := s.o.Measure(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		p.spent += time.Since(start)
		p.scores = &scores
	}
	point := Point{Step: n, ELBO: p.elbo / float64(p.steps), Scores: p.scores}
	if p.seconds > 0 {
		point.ImagesPerSecond = float64(p.images) / p.seconds
	}
	p.images, p.steps, p.elbo, p.seconds = 0, 0, 0, 0
	p.update(func() {
		p.status.Step, p.status.Latest = n, &point
		if p.skipped++; p.skipped < p.every && !keep {
			return
		}
		p.skipped = 0
		p.history = append(p.history, point)
		if len(p.history) >= most {
			for i := range most / 2 {
				p.history[i] = p.history[2*i+1]
			}
			p.history, p.every = p.history[:most/2], 2*p.every
		}
	})
	return nil
}

// scored tells what a network says of all test digits.
func (s *Server) scored(n *Network, scores Scores) {
	p := s.training
	p.scores = &scores
	p.update(func() {
		p.status.Shown = n.Steps
		if p.status.Latest == nil || len(p.history) == 0 {
			return
		}
		latest := *p.status.Latest // which others may be reading
		latest.Scores = &scores
		p.status.Latest = &latest
		if last := &p.history[len(p.history)-1]; last.Step == latest.Step {
			last.Scores = &scores
		}
	})
}

// waitWhilePaused waits, if somebody asks for it, and shows the network as it is.
func (s *Server) waitWhilePaused(ctx context.Context, n int) error {
	p := s.training
	p.mu.Lock()
	pause := p.pause
	p.mu.Unlock()
	if !pause {
		return nil
	}
	if p.steps > 0 {
		if err := s.point(ctx, n, true); err != nil {
			return err
		}
	}
	if s.o.Network != nil {
		network, err := s.o.Network(ctx)
		if err == nil {
			err = s.show(ctx, &s.bayesian, network)
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
	p.update(func() { p.status.Step, p.status.Phase = n, paused })
	for {
		p.mu.Lock()
		pause, changed := p.pause, p.changed
		p.mu.Unlock()
		if !pause || ctx.Err() != nil {
			break
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	p.update(func() { p.status.Phase = training })
	return nil
}

// Ready shows a trained network, from now on.
func (s *Server) Ready(ctx context.Context, n *Network) error {
	s.training.update(func() { s.training.ended = true })
	if err := s.show(ctx, &s.bayesian, n); err != nil {
		return err
	}
	s.training.update(func() { s.training.status.Phase = ordinary })
	return nil
}

// Beside shows an ordinary network beside the Bayesian one. It is the last that a training has to say.
func (s *Server) Beside(ctx context.Context, n *Network) error {
	if err := s.show(ctx, &s.ordinary, n); err != nil {
		return err
	}
	s.training.update(func() { s.training.status.Phase = ready })
	return nil
}

// command is the body of a request about the training.
type command struct {
	Action string `json:"action"`
}

func (s *Server) serveTraining(w http.ResponseWriter, r *http.Request) {
	var c command
	if !read(w, r, &c) {
		return
	}
	p := s.training
	refused := ""
	p.update(func() {
		switch {
		case c.Action != "pause" && c.Action != "continue" && c.Action != "stop":
			refused = fmt.Sprintf("found the action %.40q, expected pause, continue or stop", c.Action)
		case p.ended:
			refused = "the training has ended"
		default:
			p.pause = c.Action == "pause"
		}
	})
	switch {
	case refused == "the training has ended":
		refuse(w, http.StatusConflict, "%s", refused)
		return
	case refused != "":
		refuse(w, http.StatusBadRequest, "%s", refused)
		return
	case c.Action == "stop":
		s.o.Stop()
	}
	status, _ := p.now()
	write(w, status)
}
