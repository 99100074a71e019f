package infer

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Models and guides whose ELBO has a closed form.

var (
	rows  = []float64{0.3, -1, 2, 0.5, 1.5, -0.2, 0.9, -2, 1.1, 0.1}
	xrows = tensor.Of(rows)
)

const noise = 1.5

// logNormalMean is E[log N(x; z, noise)] for z ~ N(m, s).
func logNormalMean(x, m, s, noise float64) float64 {
	return -((x-m)*(x-m)+s*s)/(2*noise*noise) - math.Log(noise) - math.Log(2*math.Pi)/2
}

// entropy is that of N(·, s).
func entropy(s float64) float64 { return math.Log(s) + (1+math.Log(2*math.Pi))/2 }

// maybe hides the reparameterized sampler.
func maybe(d dist.Distribution, hide bool) dist.Distribution {
	if hide {
		return scored{d}
	}
	return d
}

// batchings are the ways to look at some of ten rows; the sizes do not divide ten.
var batchings = map[string][]ppl.PlateOption{
	"full":    nil,
	"three":   {ppl.SubsampleSize(3)},
	"seven":   {ppl.SubsampleSize(7)},
	"one row": {ppl.SubsampleSize(1)},
}

// globalCase is z ~ N(0, 1), x_i ~ N(z, noise).
func globalCase(batching string, hide bool) elboCase {
	m, s := paramCase{"m", []float64{0.4}, false}, paramCase{"s", []float64{0.6}, true}
	return elboCase{
		name: fmt.Sprintf("global, %s, score %v", batching, hide),
		model: func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(xrows.Take(0, ppl.Indices(c, "rows"))))
			}, batchings[batching]...)
		},
		guide: func(c *ppl.Context) {
			ppl.Sample(c, "z", maybe(dist.Normal(m.declare(c), s.declare(c)), hide))
		},
		params: []paramCase{m, s},
		elbo: func(p map[string][]float64) float64 {
			m, s := p["m"][0], p["s"][0]
			total := logNormalMean(0, m, s, 1) + entropy(s)
			for _, x := range rows {
				total += logNormalMean(x, m, s, noise)
			}
			return total
		},
	}
}

// localCase is mu ~ N(0, 1), z_i ~ N(mu, 1), x_i ~ N(z_i, noise) with a latent for every row. reversed lets the guide
// draw the rows first, where the closed form of z's divergence does not hold.
func localCase(batching string, hide, reversed bool) elboCase {
	spread := make([]float64, len(rows))
	loc := make([]float64, len(rows))
	for i := range rows {
		loc[i], spread[i] = 0.5*rows[i]-0.1, 0.5+0.02*float64(i)
	}
	mu, sd := paramCase{"mu.loc", []float64{0.3}, false}, paramCase{"mu.scale", []float64{0.4}, true}
	locs, spreads := paramCase{"z.loc", loc, false}, paramCase{"z.scale", spread, true}
	options := batchings[batching]
	return elboCase{
		name: fmt.Sprintf("local, %s, score %v, reversed %v", batching, hide, reversed),
		model: func(c *ppl.Context) {
			mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
			ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(mu, 1))
				ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(xrows.Take(0, ppl.Indices(c, "rows"))))
			}, options...)
		},
		guide: func(c *ppl.Context) {
			global := func() { ppl.Sample(c, "mu", maybe(dist.Normal(mu.declare(c), sd.declare(c)), hide)) }
			local := func() {
				m, s := locs.declare(c), spreads.declare(c)
				ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
					i := ppl.Indices(c, "rows")
					ppl.Sample(c, "z", maybe(dist.Normal(m.Take(0, i), s.Take(0, i)), hide))
				}, options...)
			}
			if reversed {
				local()
				global()
			} else {
				global()
				local()
			}
		},
		params: []paramCase{mu, sd, locs, spreads},
		elbo: func(p map[string][]float64) float64 {
			m, s := p["mu.loc"][0], p["mu.scale"][0]
			total := logNormalMean(0, m, s, 1) + entropy(s)
			for i, x := range rows {
				mi, si := p["z.loc"][i], p["z.scale"][i]
				total += logNormalMean(mi, m, math.Hypot(s, si), 1) + logNormalMean(x, mi, si, noise) + entropy(si)
			}
			return total
		},
	}
}

// discreteCase is w ~ Bernoulli, u ~ N(0, 1), x ~ N(2w - 1 + u, noise): a discrete latent, and a continuous one after
// it.
func discreteCase() elboCase {
	logit, m, s := paramCase{"logit", []float64{0.3}, false}, paramCase{"m", []float64{0.2}, false}, paramCase{"s", []float64{0.8}, true}
	const x, prior = 0.9, 0.3
	return elboCase{
		name: "discrete and continuous",
		model: func(c *ppl.Context) {
			w := ppl.Sample(c, "w", dist.Bernoulli[dist.Probs](prior))
			u := ppl.Sample(c, "u", dist.Normal(0, 1))
			ppl.Sample(c, "x", dist.Normal(tensor.Sub(tensor.Mul(w, 2), 1).Add(u), noise), ppl.Obs(tensor.Scalar(x)))
		},
		guide: func(c *ppl.Context) {
			ppl.Sample(c, "w", dist.Bernoulli[dist.Logits](logit.declare(c)))
			ppl.Sample(c, "u", dist.Normal(m.declare(c), s.declare(c)))
		},
		params: []paramCase{logit, m, s},
		elbo: func(p map[string][]float64) float64 {
			q := sigmoid(p["logit"][0])
			m, s := p["m"][0], p["s"][0]
			return q*(math.Log(prior)-math.Log(q)+logNormalMean(x, 1+m, s, noise)) +
				(1-q)*(math.Log1p(-prior)-math.Log1p(-q)+logNormalMean(x, -1+m, s, noise)) +
				logNormalMean(0, m, s, 1) + entropy(s)
		},
	}
}

func sigmoid(u float64) float64 { return 1 / (1 + math.Exp(-u)) }

// logBernoulli is the log-probability of v under the given logit.
func logBernoulli(v int, logit float64) float64 {
	if v == 1 {
		return math.Log(sigmoid(logit))
	}
	return math.Log(sigmoid(-logit))
}

// logNormal is log N(x; loc, noise).
func logNormal(x, loc float64) float64 { return logNormalMean(x, loc, 0, noise) }

// orderedCase is a ~ Bernoulli, b ~ Bernoulli given a, x ~ N(a + 2 b, noise), whose divergences have closed forms. The
// guide draws a and then b given a, or reversed b and then a given b, where that of a does not hold.
func orderedCase(reversed bool) elboCase {
	const x, prior, base, slope = 1.2, -0.8, -0.5, 1.4
	first, second, link := paramCase{"first", []float64{0.3}, false}, paramCase{"second", []float64{-0.4}, false}, paramCase{"link", []float64{0.9}, false}
	return elboCase{
		name: fmt.Sprintf("ordered, reversed %v", reversed),
		model: func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.Bernoulli[dist.Logits](prior))
			b := ppl.Sample(c, "b", dist.Bernoulli[dist.Logits](tensor.Add(tensor.Mul(a, slope), base)))
			ppl.Sample(c, "x", dist.Normal(a.Add(tensor.Mul(b, 2)), noise), ppl.Obs(tensor.Scalar(x)))
		},
		guide: func(c *ppl.Context) {
			names := []string{"a", "b"}
			if reversed {
				names = []string{"b", "a"}
			}
			u := ppl.Sample(c, names[0], dist.Bernoulli[dist.Logits](first.declare(c)))
			ppl.Sample(c, names[1], dist.Bernoulli[dist.Logits](second.declare(c).Add(u.Mul(link.declare(c)))))
		},
		params: []paramCase{first, second, link},
		elbo: func(p map[string][]float64) float64 {
			total := 0.0
			for a := range 2 {
				for b := range 2 {
					u, v := a, b
					if reversed {
						u, v = b, a
					}
					q := logBernoulli(u, p["first"][0]) + logBernoulli(v, p["second"][0]+float64(u)*p["link"][0])
					joint := logBernoulli(a, prior) + logBernoulli(b, base+slope*float64(a)) + logNormal(x, float64(a+2*b))
					total += math.Exp(q) * (joint - q)
				}
			}
			return total
		},
	}
}

// switchesCase is a ~ Bernoulli and, for every row, b_i ~ Bernoulli given a, x_i ~ N(a + 2 b_i, noise); the last row's
// b is masked. The divergence of the rows is a cost of a.
func switchesCase(batching string) elboCase {
	const prior, base, slope = -0.8, -1, 2.0
	x := []float64{1.2, -0.3, 2.1, 0.4}
	first, link := paramCase{"first", []float64{0.3}, false}, paramCase{"link", []float64{-2}, false}
	second := paramCase{"second", []float64{-0.4, 0.2, 0.5, -0.1}, false}
	present := tensor.Of([]float64{1, 1, 1, 0})
	local := func(c *ppl.Context, logits *tensor.Tensor) (b *tensor.Tensor) {
		ppl.Mask(func(c *ppl.Context) {
			b = ppl.Sample(c, "b", dist.Bernoulli[dist.Logits](logits))
		}, present.Take(0, ppl.Indices(c, "rows")))(c)
		return b
	}
	return elboCase{
		name: "switches, " + batching,
		model: func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.Bernoulli[dist.Logits](prior))
			ppl.Plate(c, "rows", len(x), func(c *ppl.Context) {
				b := local(c, tensor.Add(tensor.Mul(a, slope), base))
				ppl.Sample(c, "x", dist.Normal(a.Add(tensor.Mul(b, 2)), noise), ppl.Obs(tensor.Of(x).Take(0, ppl.Indices(c, "rows"))))
			}, batchings[batching]...)
		},
		guide: func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.Bernoulli[dist.Logits](first.declare(c)))
			logits := second.declare(c).Add(a.Mul(link.declare(c)))
			ppl.Plate(c, "rows", len(x), func(c *ppl.Context) {
				local(c, logits.Take(0, ppl.Indices(c, "rows")))
			}, batchings[batching]...)
		},
		params: []paramCase{first, second, link},
		elbo: func(p map[string][]float64) float64 {
			total := 0.0
			for a := range 2 {
				q := logBernoulli(a, p["first"][0])
				rest := logBernoulli(a, prior) - q
				for i, x := range x {
					logit := p["second"][i] + float64(a)*p["link"][0]
					for b := range 2 {
						term := logNormal(x, float64(a+2*b))
						if i < 3 {
							term += logBernoulli(b, base+slope*float64(a)) - logBernoulli(b, logit)
						}
						rest += math.Exp(logBernoulli(b, logit)) * term
					}
				}
				total += math.Exp(q) * rest
			}
			return total
		},
	}
}

// crossedCase has a latent for every row and one for every column of a table, without a reparameterized sampler.
func crossedCase(hide bool) elboCase {
	table := tensor.Of([]float64{0.5, -0.4, 1.2, 0.1, 0.9, -1.1}, 3, 2)
	a, sa := paramCase{"a", []float64{0.2, -0.1, 0.3}, false}, paramCase{"sa", []float64{0.5, 0.6, 0.4}, true}
	b, sb := paramCase{"b", []float64{0.1, -0.3}, false}, paramCase{"sb", []float64{0.7, 0.5}, true}
	plates := func(c *ppl.Context, rows, columns, cells func(c *ppl.Context)) {
		ppl.Plate(c, "rows", 3, rows, ppl.Dim(-2))
		ppl.Plate(c, "columns", 2, columns, ppl.Dim(-1))
		if cells != nil {
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Plate(c, "columns", 2, cells) })
		}
	}
	return elboCase{
		name: fmt.Sprintf("crossed, score %v", hide),
		model: func(c *ppl.Context) {
			var r, k *tensor.Tensor
			plates(c,
				func(c *ppl.Context) { r = ppl.Sample(c, "r", dist.Normal(0, 1)) },
				func(c *ppl.Context) { k = ppl.Sample(c, "k", dist.Normal(0, 1)) },
				func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(r.Add(k), noise), ppl.Obs(table)) })
		},
		guide: func(c *ppl.Context) {
			ra, rs := a.declare(c), sa.declare(c)
			ka, ks := b.declare(c), sb.declare(c)
			plates(c,
				func(c *ppl.Context) {
					ppl.Sample(c, "r", maybe(dist.Normal(ra.Reshape(3, 1), rs.Reshape(3, 1)), hide))
				},
				func(c *ppl.Context) { ppl.Sample(c, "k", maybe(dist.Normal(ka, ks), hide)) }, nil)
		},
		params: []paramCase{a, sa, b, sb},
		elbo: func(p map[string][]float64) float64 {
			total := 0.0
			for i := range 3 {
				total += logNormalMean(0, p["a"][i], p["sa"][i], 1) + entropy(p["sa"][i])
				for j := range 2 {
					total += logNormalMean(table.At(i, j), p["a"][i]+p["b"][j], math.Hypot(p["sa"][i], p["sb"][j]), noise)
				}
			}
			for j := range 2 {
				total += logNormalMean(0, p["b"][j], p["sb"][j], 1) + entropy(p["sb"][j])
			}
			return total
		},
	}
}

// maskedCase has three latents, the first of which is masked: it has no prior and no entropy, and what is observed
// depends on it all the same.
func maskedCase(hide bool) elboCase {
	m, s := paramCase{"m", []float64{0.2, -0.1, 0.3}, false}, paramCase{"s", []float64{0.5, 0.6, 0.4}, true}
	x := []float64{1, -1, 0.5}
	mask := tensor.Of([]float64{0, 1, 1})
	latent := func(c *ppl.Context, d dist.Distribution) (z *tensor.Tensor) {
		ppl.Mask(func(c *ppl.Context) { z = ppl.Sample(c, "z", d) }, mask)(c)
		return z
	}
	return elboCase{
		name: fmt.Sprintf("masked, score %v", hide),
		model: func(c *ppl.Context) {
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Normal(latent(c, dist.Normal(0, 1)), noise), ppl.Obs(tensor.Of(x)))
			})
		},
		guide: func(c *ppl.Context) {
			loc, scale := m.declare(c), s.declare(c)
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) { latent(c, maybe(dist.Normal(loc, scale), hide)) })
		},
		params: []paramCase{m, s},
		elbo: func(p map[string][]float64) float64 {
			total := 0.0
			for i, x := range x {
				m, s := p["m"][i], p["s"][i]
				total += logNormalMean(x, m, s, noise)
				if i > 0 {
					total += logNormalMean(0, m, s, 1) + entropy(s)
				}
			}
			return total
		},
	}
}
