package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// VonMisesDist is the von Mises distribution of angles, the normal distribution of the circle.
type VonMisesDist struct{ univariate[*VonMisesDist] }

// VonMises returns the von Mises distribution of angles around the direction loc: with the modified Bessel function I₀
//
//	log p(x) = concentration·cos(x - loc) - log 2π - log I₀(concentration),  -π ≤ x ≤ π
//
// Concentration 0 is uniform; for large ones it tends to Normal(loc, 1/√concentration). The location is any angle, and
// values are those of [Circular]; others come there by x - 2π·round(x/2π). The mean of draws as numbers depends on
// where the circle is cut, and is not known here: the mean direction is loc, and the circular variance 1 - I₁/I₀ of the
// concentration. CDF is the probability from -π on. Draws are differentiable on the circle, as M. Figurnov, S. Mohamed,
// A. Mnih, "Implicit reparameterization gradients", 2018: they turn with loc, and approach it from both sides as the
// concentration grows. Means of functions that are the same at -π and π, such as cos and sin, get their derivatives so;
// those that jump there do not.
//
// Pyro's, NumPyro's and TFP's VonMises(loc, concentration), PyMC's VonMises(mu, kappa), Stan's von_mises(mu, kappa) and
// SciPy's vonmises(kappa, loc) are the same, but for densities of angles outside of the interval, which some take.
func VonMises[L, C tensor.Like](loc L, concentration C) *VonMisesDist {
	return newUnivariate[VonMisesDist](vonMisesFamily.get(), tensor.To(loc), tensor.To(concentration))
}

// Loc returns the mean direction, as it was given.
func (d *VonMisesDist) Loc() *tensor.Tensor { return d.params[0] }

// Concentration returns the concentration, as it was given.
func (d *VonMisesDist) Concentration() *tensor.Tensor { return d.params[1] }

var (
	vonMisesParams = []Param{{"loc", Real, ""}, {"concentration", NonNegative, ""}}
	vonMisesInputs = []tensor.Input{{Low: -1, High: 1}, positiveInput}

	// vonMisesNoise are draws around 0.
	vonMisesNoise = lazy[draw]{make: func() draw {
		return sampler{sample: func(r *tensor.RNG, p *point) float64 { return vonMisesDraw(r, p[0]) }}.
			register("VonMises.Sample", positiveInput)
	}}
	vonMisesSlopes = lazy[[]*pointwise]{make: func() []*pointwise {
		return implicitSlopes("VonMises", vonMisesParams[1:], vonMisesInputs[1:], "vonmisesshift(x, concentration)")
	}}
	vonMisesFromNoise = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is("wrapangle(wrapangle(loc) + z)"), 0, "loc", "z")}.
			register("VonMises.Draw", []tensor.Input{{Low: -1, High: 1}, {Low: -1, High: 1}})
	}}
)

var vonMisesFamily = lazy[*family]{make: func() *family {
	return define[VonMisesDist](family{
		Spec:    Spec{"VonMises", vonMisesParams},
		support: func([]*tensor.Tensor) Constraint { return Circular },
		cure:    "subtract 2π·round(x/2π) from angles, and turn degrees into radians",
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			noise := vonMisesNoise.get().apply(rng, []*tensor.Tensor{stop(p[1])}, shape)
			return vonMisesFromNoise.get().apply(nil, nil, p[0], implicitDraw(noise, p[1:], vonMisesSlopes.get()))
		},
		pathwise: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{Low: -3, High: 3}, vonMisesInputs),
		twins:  vonMisesTwins,
		logProb: is("vonmises(x, loc, concentration)").
			d("concentration", "i0drop(concentration) - 2*sin((x - loc)/2)^2"),
		entropy:     is("log(2*pi) + logi0e(concentration) + concentration*i0drop(concentration)").d("concentration", "-concentration*i0spread(concentration)"),
		cdf:         is("exp(vonmiseslogcdf(x, loc, concentration))"),
		logCDF:      is("vonmiseslogcdf(x, loc, concentration)"),
		logSurvival: is("vonmiseslogcdf(-x, -loc, concentration)"),
		quantile:    is("vonmisesquantile(p, loc, concentration)"),
	})
}}

// vonMisesDraw returns an angle around 0 by the rejection of D. J. Best, N. I. Fisher, "Efficient simulation of the von
// Mises distribution", 1979, written so that nothing cancels: neither 1 - cos of small angles for large concentrations,
// nor what is left of the envelope for small ones.
func vonMisesDraw(r *tensor.RNG, k float64) float64 {
	switch {
	case !(k >= 0) || math.IsInf(k, 1):
		return math.NaN()
	case k < 1e-20:
		return math.Pi * (2*r.Float64() - 1)
	}
	root := math.Hypot(1, 2*k)
	tau := 1 + root
	rho := 2 * k / (1 + root) * (math.Sqrt(tau) / (math.Sqrt(tau) + math.Sqrt2))
	rest := 1 - rho
	if k > 1 {
		rest = (math.Sqrt(2*tau) - 1 - 1/(root+2*k)) / (2 * k)
	}
	over := rest * rest / (2 * rho) // what the ratio of the envelope exceeds 1 by
	for {
		z := math.Cos(math.Pi * r.Float64())
		drop := over * (1 - z) / (1 + over + z) // 1 - cos of the angle
		y, u := k*(over+drop), r.Float64()
		if y*(2-y) > u || math.Log(y/u)+1 >= y {
			angle := 2 * math.Asin(math.Sqrt(min(drop/2, 1)))
			return math.Copysign(angle, r.Float64()-0.5)
		}
	}
}

// vonMisesShift returns how an angle z around 0 moves with the concentration where the probability between 0 and it
// stays the same: what that changes by, over the density. It is integrated on the side of z on which all densities rise
// or all fall.
func vonMisesShift(z, k float64) float64 {
	d, sign, i0 := math.Abs(z), math.Copysign(1, z), special.BesselI0At(k)
	drop := func(t float64) float64 { s := math.Sin(t / 2); return 2 * s * s }
	switch {
	case !(d < math.Pi):
		return 0 * z
	case drop(d) > i0.Drop:
		rest := vonMisesMass(d, math.Pi, 0, k, true)
		logDensity := -k*drop(d) - math.Log(2*math.Pi) - i0.Log
		return sign * math.Exp(rest.log-logDensity) * rest.slopes[0]
	}
	return sign * special.Gauss(0, d, func(t float64) float64 {
		return math.Exp(2*k*math.Sin((d-t)/2)*math.Sin((d+t)/2)) * (drop(t) - i0.Drop)
	})
}

// vonMisesSides integrates the density from -π to x, and from there to π: the logarithms of both, and their derivatives
// with respect to the concentration.
func vonMisesSides(x, loc, k float64) (lower, upper massSide) {
	loc = math.Remainder(loc, 2*math.Pi)
	switch {
	case x != x || loc != loc || !(k >= 0) || math.IsInf(k, 1):
		return massSide{log: math.NaN()}, massSide{log: math.NaN()}
	case x <= -math.Pi:
		return massSide{log: math.Inf(-1)}, massSide{}
	case x >= math.Pi:
		return massSide{}, massSide{log: math.Inf(-1)}
	}
	lower, upper = vonMisesMass(-math.Pi, x, loc, k, true), vonMisesMass(x, math.Pi, loc, k, true)
	if lower.log < upper.log {
		return lower, lower.other()
	}
	return upper.other(), upper
}

// vonMisesMass returns the logarithm of the probability between two angles, which Gauss-Legendre panels follow from
// where the density is larger, in pieces from a mode to the opposite. Its derivative is that with respect to the
// concentration, if it is wanted.
func vonMisesMass(from, to, loc, k float64, slopes bool) massSide {
	opposite := loc - math.Copysign(math.Pi, loc)
	ends := []float64{from}
	for _, turn := range []float64{min(loc, opposite), max(loc, opposite)} {
		if from < turn && turn < to {
			ends = append(ends, turn)
		}
	}
	ends = append(ends, to)
	i0 := special.BesselI0At(k)
	depth := func(t float64) float64 { s := math.Sin((t - loc) / 2); return 2 * k * s * s }
	least := math.Inf(1) // of the depths under the mode
	for _, t := range ends {
		least = min(least, depth(t))
	}
	total, slope := 0.0, 0.0
	for i := 1; i < len(ends); i++ {
		high, low, step := ends[i-1], ends[i], 1.0
		if depth(low) < depth(high) {
			high, low, step = low, high, -1
		}
		length, off := math.Abs(low-high), high-loc
		fall := func(d float64) float64 { return 2 * k * math.Sin(step*d/2) * math.Sin(off+step*d/2) }
		top := depth(high)
		for d := 0.0; d < length && fall(d)+top-least < 45; {
			steep := k * math.Abs(math.Sin(off+step*d))
			width := min(1, length-d, 32/(steep+math.Sqrt(steep*steep+32*k)))
			density := func(d float64) float64 { return math.Exp(least - top - fall(d)) }
			total += special.Gauss(d, width, density)
			if slopes {
				slope += special.Gauss(d, width, func(d float64) float64 {
					s := math.Sin((off + step*d) / 2)
					return density(d) * (i0.Drop - 2*s*s)
				})
			}
			d += width
		}
	}
	return massSide{math.Log(total) - least - math.Log(2*math.Pi) - i0.Log, [maxOperands]float64{slope / total}}
}

// vonMisesQuantile returns the angle with probability p from -π on.
func vonMisesQuantile(p, loc, k float64) float64 {
	loc = math.Remainder(loc, 2*math.Pi)
	if loc != loc || !(k >= 0) || math.IsInf(k, 1) {
		return math.NaN()
	}
	i0 := special.BesselI0At(k).Log + math.Log(2*math.Pi)
	return invert(p, -math.Pi, math.Pi, loc, func(x float64, upper bool) (log, slope, rise float64) {
		from, to, sign := -math.Pi, x, 1.0
		if upper {
			from, to, sign = x, math.Pi, -1
		}
		log, rise = math.Inf(-1), -k*math.Sin(x-loc)
		if from < to {
			log = vonMisesMass(from, to, loc, k, false).log
		}
		s := math.Sin((x - loc) / 2)
		return log, sign * math.Exp(-2*k*s*s-i0-log), rise
	})
}
