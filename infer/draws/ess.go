package draws

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/floats"
)

// ESSBulk returns the number of independent draws that tell as much about the center of the distribution.
func ESSBulk(x [][]float64) float64 { return judged(x, (*judge).essBulk) }

// ESSTail returns the smaller of the numbers of independent draws that tell as much about the 5 % and the 95 %
// quantile.
func ESSTail(x [][]float64) float64 { return judged(x, (*judge).essTail) }

// ESSMean returns the number of independent draws that tell as much about the mean.
func ESSMean(x [][]float64) float64 { return judged(x, (*judge).essMean) }

// ESSSD returns the number of independent draws that tell as much about the standard deviation.
func ESSSD(x [][]float64) float64 { return judged(x, (*judge).essSD) }

// ESSQuantile returns the number of independent draws that tell as much about a quantile. It is NaN for p outside of
// [0, 1].
func ESSQuantile(x [][]float64, p float64) float64 {
	return judged(x, func(j *judge) float64 { return j.essQuantile(p) })
}

func (j *judge) essBulk() float64 { return j.lags.ess(j.ranks()) }
func (j *judge) essTail() float64 { return min(j.essQuantile(0.05), j.essQuantile(0.95)) }
func (j *judge) essMean() float64 { return j.lags.ess(j.x) }

func (j *judge) essSD() float64 {
	center := mean(j.all)
	for i, v := range j.x {
		j.room[i] = (v - center) * (v - center)
	}
	return j.lags.ess(j.room)
}

func (j *judge) essQuantile(p float64) float64 {
	if !isPart(p) {
		return math.NaN()
	}
	at := quantile(j.sorted, p)
	for _, d := range j.order {
		j.room[d.i] = 0
		if d.v <= at {
			j.room[d.i] = 1
		}
	}
	return j.lags.ess(j.room)
}

// lags computes autocovariances of chains, for one number after another of as many chains and draws.
type lags struct {
	chains, n int
	acov      []float64 // of the first lags, averaged over the chains
	rho       []float64
	centered  []float64

	// For the other lags.
	fft   *fourier.CmplxFFT
	pair  []complex128
	power []complex128
}

// direct is the number of autocovariances that are summed up one by one. Chains that mix well need no more, and a
// Fourier transform takes as long as some hundreds.
const direct = 32

func newLags(chains, n int) *lags {
	return &lags{chains: chains, n: n, acov: make([]float64, n), rho: make([]float64, n), centered: make([]float64, chains*n)}
}

// ess returns the number of effective draws, from the autocorrelation of all chains together, summed up to where pairs
// of neighboring lags stop being positive and made monotone (Geyer 1992). Draws that are all the same are all
// effective.
func (l *lags) ess(x []float64) float64 {
	chains, n := l.chains, l.n
	total := float64(len(x))
	if same(x) {
		return total
	}
	means := make([]float64, chains)
	for c := range means {
		from, to := x[c*n:(c+1)*n], l.centered[c*n:(c+1)*n]
		means[c] = mean(from)
		for i, v := range from {
			to[i] = v - means[c]
		}
	}
	l.acov[0] = l.autocovariance(0)
	known := 1
	plus := l.acov[0] // n - 1 of n parts of the variance within chains
	within := plus * float64(n) / float64(n-1)
	if chains > 1 {
		plus += variance(means)
	}
	rho := func(t int) float64 {
		for ; known <= t && known < direct; known++ {
			l.acov[known] = l.autocovariance(known)
		}
		if known <= t {
			l.transform()
			known = n
		}
		return 1 - (within-l.acov[t])/plus
	}

	r := l.rho
	clear(r)
	r[0] = 1
	odd := rho(1)
	r[1] = odd
	even, t := 1.0, 1
	for t < n-3 && even+odd > 0 {
		even, odd = rho(t+1), rho(t+2)
		if even+odd >= 0 {
			r[t+1], r[t+2] = even, odd
		}
		t += 2
	}
	last := t - 2
	if even > 0 {
		r[last+1] = even
	}
	for t := 1; t <= last-2; t += 2 {
		if r[t+1]+r[t+2] > r[t-1]+r[t] {
			r[t+1] = (r[t-1] + r[t]) / 2
			r[t+2] = r[t+1]
		}
	}
	tau := -1.0
	for _, v := range r[:last+1] {
		tau += 2 * v
	}
	if last+1 < n {
		tau += r[last+1]
	}
	return total / max(tau, 1/math.Log10(total))
}

// autocovariance returns Σ (xᵢ - x̄)(xᵢ₊ₜ - x̄) / n, averaged over the chains.
func (l *lags) autocovariance(t int) float64 {
	sum := 0.0
	for c := range l.chains {
		x := l.centered[c*l.n : (c+1)*l.n]
		sum += floats.Dot(x[:l.n-t], x[t:])
	}
	return sum / float64(l.n*l.chains)
}

// Autocorrelation returns the correlation of the draws of a chain with those 0, 1, 2, … draws later. It is NaN for
// draws that are all the same or not finite.
func Autocorrelation(x []float64) []float64 {
	l := newLags(1, len(x))
	if !finite(x...) || len(x) == 0 || same(x) {
		for t := range l.acov {
			l.acov[t] = math.NaN()
		}
		return l.acov
	}
	copy(l.centered, x)
	divide(l.centered, unitOf(x))
	center := mean(l.centered)
	for i := range l.centered {
		l.centered[i] -= center
	}
	l.transform()
	floats.Scale(1/l.acov[0], l.acov)
	return l.acov
}

// transform computes the autocovariances of all lags, by Fourier transforms. Each transform takes one chain as its real
// and another as its imaginary part: the even part of its power is the sum of the powers of the two, and the odd part
// adds nothing real.
func (l *lags) transform() {
	if l.fft == nil {
		size := 1
		for size < 2*l.n {
			size *= 2
		}
		l.fft, l.pair, l.power = fourier.NewCmplxFFT(size), make([]complex128, size), make([]complex128, size)
	}
	clear(l.power)
	for c := 0; c < l.chains; c += 2 {
		clear(l.pair)
		x := l.centered[c*l.n:]
		for i := range l.n {
			l.pair[i] = complex(x[i], 0)
		}
		if c+1 < l.chains {
			for i, v := range x[l.n : 2*l.n] {
				l.pair[i] += complex(0, v)
			}
		}
		l.fft.Coefficients(l.pair, l.pair)
		for i, v := range l.pair {
			l.power[i] += complex(real(v)*real(v)+imag(v)*imag(v), 0)
		}
	}
	l.fft.Sequence(l.power, l.power)
	scale := 1 / (float64(len(l.power)) * float64(l.n*l.chains))
	for t := range l.acov {
		l.acov[t] = real(l.power[t]) * scale
	}
}
