package infer

import "math"

// dualAveraging finds the step size at which the mean acceptance probability is the target (Hoffman & Gelman 2014,
// algorithm 5), with Stan's constants.
type dualAveraging struct {
	target       float64
	center       float64 // log of ten times the step size to begin with
	n            float64
	mean         float64 // of target - acceptance
	average      float64 // of the log step size
	eps          float64
	gamma, kappa float64
	delay        float64
}

func newDualAveraging(target, eps float64) dualAveraging {
	return dualAveraging{target: target, center: math.Log(10 * eps), eps: eps, gamma: 0.05, kappa: 0.75, delay: 10}
}

func (d *dualAveraging) observe(accept float64) {
	d.n++
	w := 1 / (d.n + d.delay)
	d.mean = (1-w)*d.mean + w*(d.target-accept)
	// A step size stays a positive number, however long nothing, or everything, is accepted.
	log := max(-700, min(700, d.center-math.Sqrt(d.n)/d.gamma*d.mean))
	w = math.Pow(d.n, -d.kappa)
	d.average = w*log + (1-w)*d.average
	d.eps = math.Exp(log)
}

// final returns the step size to draw with.
func (d *dualAveraging) final() float64 {
	if d.n == 0 {
		return d.eps
	}
	return math.Exp(d.average)
}

// schedule is Stan's warm-up: 75 transitions for the step size, windows of 25, 50, 100, … at whose ends the metric is
// learned, the last stretched to its end, and 50 for the step size. Short warm-ups are divided 15 : 75 : 10; below 20
// there is no window.
type schedule struct{ first, last, windowEnd, size, total int }

func newSchedule(total int) schedule {
	s := schedule{first: 75, last: 50, size: 25, total: total}
	switch {
	case total < 20:
		return schedule{first: total, windowEnd: -1, total: total}
	case s.first+s.size+s.last > total:
		s.first, s.last = int(0.15*float64(total)), int(0.1*float64(total))
		s.size = total - s.first - s.last
	}
	s.windowEnd = s.first + s.size - 1
	return s
}

// observes reports whether transition n, from 0 on, is in a window; ends whether it is the last one there.
func (s *schedule) observes(n int) (inside, ends bool) {
	inside = n >= s.first && n < s.total-s.last && s.windowEnd >= 0
	ends = inside && n == s.windowEnd
	if ends && n < s.total-s.last-1 {
		s.size *= 2
		s.windowEnd = n + s.size
		if s.windowEnd+2*s.size >= s.total-s.last {
			s.windowEnd = s.total - s.last - 1
		}
	}
	return inside, ends
}

// skip brings a new schedule to where it is after n transitions.
func (s *schedule) skip(n int) {
	for s.windowEnd >= 0 && s.windowEnd < n {
		end := s.windowEnd
		if s.observes(end); s.windowEnd == end {
			return
		}
	}
}
