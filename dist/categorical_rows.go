package dist

import (
	"math"
	"sync"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// oddsEach is how many odds are computed together, and oddsRows for how many rows: they stay in the first-level cache.
const oddsEach, oddsRows = 1024, 128

// odds are those of the other categories against the observed one, e^(l - l_observed) or w/w_observed, for rows with an
// observation each. Their sum s gives the log-probability, -log(1 + s), without a search for the largest category, and
// with all digits where it is near 0. Its derivatives with respect to logits are -odds/(1 + s), and s/(1 + s) for the
// observed one; those with respect to weights are -1/(1 + s)/w_observed, and -s times that for the observed one.
//
// A row that is not a distribution, or whose observation is as good as impossible, so that s is not finite, is read
// with care instead.
type odds[T tensor.Float] struct {
	logits     bool
	categories int
	p          []T // the rows
	d          []T // the derivatives times scale, if they are wanted
	scale      float64
	*oddsRoom
}

// oddsRoom is the memory for a group of rows.
type oddsRoom struct {
	at    [oddsRows]int     // the observed category of each row; -1 if it cannot be, or is masked
	value [oddsRows]float64 // its parameter
	sum   [oddsRows]float64 // of the odds
	norm  [oddsRows]float64 // -scale/(1 + sum), or log(1 + sum)
	each  []float64         // the odds, or weights, of all categories; 0 for the observed
}

var oddsRooms = sync.Pool{New: func() any { return new(oddsRoom) }}

// rowEach reports whether each element has a row of its own.
func rowEach(k *tensor.Call) bool { return k.In[1].Stored() == k.Size()*categories(&k.In[1]) }

// rowEachScratch returns the room for derivatives, which the forward pass makes of what it has at hand.
func rowEachScratch(k *tensor.Call) int {
	if k.In[1].NeedsGrad() && rowEach(k) {
		return k.In[1].Stored()
	}
	return 0
}

// rowEachPiece does as categoricalPiece.
func rowEachPiece[T tensor.Float](k *tensor.Call, lo, hi int, out []T) (total float64) {
	of, x, mask := k.Attr.(categoricalCall), tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[2])
	room := oddsRooms.Get().(*oddsRoom)
	defer oddsRooms.Put(room)
	o := odds[T]{of.logits, categories(&k.In[1]), tensor.Values[T](&k.In[1]), tensor.Scratch[T](k), of.scale, room}
	if most := max(oddsEach, o.categories); len(o.each) < most {
		o.each = make([]float64, most)
	}
	for w := k.Walk(lo, hi); w.Next(); {
		for i, n := 0, 0; i < w.N; i += n {
			n = min(w.N-i, oddsRows, len(o.each)/o.categories)
			x, mask, first := x[w.In[0]+i*w.Step[0]:], mask[w.In[2]+i*w.Step[2]:], w.Out+i
			for j := range n {
				o.observe(j, first+j, float64(x[j*w.Step[0]]), mask[j*w.Step[2]] != 0)
			}
			o.compute(first, n)
			for j := range n {
				v := -o.norm[j]
				if !special.Finite(v) {
					v = o.careful(first+j, float64(x[j*w.Step[0]]), mask[j*w.Step[2]] != 0)
				}
				if out == nil {
					total += v
				} else {
					out[first+j] = T(of.scale * v)
				}
			}
		}
	}
	return total
}

// observe reads the observation of row j of a group, row i of all.
func (o *odds[T]) observe(j, i int, x float64, unmasked bool) {
	o.at[j], o.value[j] = -1, 0
	if at := int(x); unmasked && float64(at) == x && uint(at) < uint(o.categories) {
		if v := float64(o.p[i*o.categories+at]); special.Finite(v) && (o.logits || v > 0) {
			o.at[j], o.value[j] = at, v
		}
	}
}

// compute works out the sums of a group of n rows from the first on, their derivatives, and log(1 + sum), which is NaN
// where there is no observation.
func (o *odds[T]) compute(first, n int) {
	k := o.categories
	p, each, value, sum, norm := o.p[first*k:(first+n)*k], o.each[:n*k], o.value[:n], o.sum[:n], o.norm[:n]
	if o.logits {
		kernel.ShiftRows(each, p, value)
		kernel.Exp(each, each)
	} else {
		for i, v := range p {
			if each[i] = float64(v); v < 0 {
				each[i] = math.NaN()
			}
		}
	}
	for j, at := range o.at[:n] {
		each[j*k+max(at, 0)] = 0
	}
	kernel.SumRows(sum, each)
	for j, at := range o.at[:n] {
		if !o.logits {
			sum[j] /= value[j]
		}
		if at < 0 {
			sum[j] = math.NaN()
		}
		norm[j] = -o.scale / (1 + sum[j])
	}
	if len(o.d) > 0 {
		o.derive(o.d[first*k:(first+n)*k], each, n)
	}
	kernel.Log1p(norm, sum)
}

// derive sets d to the derivatives of a group of n rows.
func (o *odds[T]) derive(d []T, each []float64, n int) {
	if o.logits {
		kernel.ScaleRows(d, each, o.norm[:n])
	}
	for j, v := range o.norm[:n] {
		d := d[j*o.categories:][:o.categories]
		if !o.logits {
			v /= o.value[j]
			for i := range d {
				d[i] = T(v)
			}
		}
		d[max(o.at[j], 0)] = T(-v * o.sum[j])
	}
}

// careful returns the log-probability of row i, and works out its derivatives again. They are 0 if it is masked.
func (o *odds[T]) careful(i int, x float64, unmasked bool) (v float64) {
	var r row[T]
	pick := 0.0
	r.read(o.p[i*o.categories:][:o.categories], o.logits)
	if unmasked {
		v, pick = r.logProb(x), times(o.scale, r.gradPick(x))
	}
	if len(o.d) > 0 {
		d := o.d[i*o.categories:][:o.categories]
		clear(d)
		for k := 0; pick != 0 && k < len(d); k++ {
			v := -o.scale * r.gradNorm(k)
			if k == int(x) {
				v += pick
			}
			d[k] = T(v)
		}
	}
	return v
}

// rowEachVJP adds the derivatives of rows lo to hi times their adjoints, or all times that of their sum.
func rowEachVJP[T tensor.Float](k *tensor.Call, lo, hi int) {
	width, fresh := categories(&k.In[1]), k.In[1].Fresh()
	g, d, to := tensor.Grad[T](&k.Out), tensor.Scratch[T](k), tensor.Grad[T](&k.In[1])
	rows, step := 1, 1
	if len(g) < k.Size() {
		rows, step = hi-lo, 0
	}
	for i := lo; i < hi; i += rows {
		switch g, to, d := g[i*step], to[i*width:(i+rows)*width], d[i*width:(i+rows)*width]; {
		case g == 1 && &to[0] == &d[0]: // the scratch has become the adjoint
		case g != 0:
			kernel.Scaled(to, d, g, !fresh)
		case fresh:
			clear(to)
		}
	}
}
