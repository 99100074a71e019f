package dist

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
)

// Operands that are stored whole: the value alone, as under a prior with the same parameters for all, and all three.
const (
	valueWhole = 1 << 0
	allWhole   = 1<<3 - 1
)

// normalPeak returns the log-density at loc, and normalAt that at a distance of z scales from there.
func normalPeak(scale float64) float64 { return -special.Log(scale) - halfLog2Pi }
func normalAt(z, peak float64) float64 { return peak - 0.5*z*z }

var normalValues = denseOf[float32]{
	sum: func(in pieces[float32]) float64 {
		loc, scale, n := in[1][0], float64(in[2][0]), float64(len(in[0]))
		return n*normalPeak(scale) - 0.5*kernel.Squares(in[0], loc)/(scale*scale)
	},
	sumGrad: func(d, in pieces[float32], factor float32, add uint) {
		scale := float64(in[2][0])
		kernel.Centred(d[0], in[0], in[1][0], float32(-float64(factor)/(scale*scale)), add)
	},
	each: func(out []float32, in pieces[float32]) bool {
		loc, scale := float64(in[1][0]), float64(in[2][0])
		precision, peak := 1/scale, normalPeak(scale)
		for i, x := range in[0][:len(out)] {
			out[i] = float32(normalAt((float64(x)-loc)*precision, peak))
		}
		return scale > 0 && special.Finite(peak) && special.Finite(precision) && special.Finite(loc)
	},
	singles: func(in pieces[float32], g []float32) (sums [maxOperands]float64) {
		loc, precision := float64(in[1][0]), 1/float64(in[2][0])
		x := in[0][:len(g)]
		// Σ g, Σ g z, Σ g z²; two of each, because additions wait for each other
		var total, first, second, total1, first1, second1 float64
		i := 0
		for ; i+1 < len(g); i += 2 {
			w, w1 := float64(g[i]), float64(g[i+1])
			z, z1 := (float64(x[i])-loc)*precision, (float64(x[i+1])-loc)*precision
			total += w
			total1 += w1
			w *= z
			w1 *= z1
			first += w
			first1 += w1
			second += w * z
			second1 += w1 * z1
		}
		if i < len(g) {
			w, z := float64(g[i]), (float64(x[i])-loc)*precision
			total += w
			first += w * z
			second += w * z * z
		}
		sums[1] = (first + first1) * precision
		sums[2] = (second + second1 - total - total1) * precision
		return sums
	},
}

var normalDense = denseOf[float32]{
	sum: func(in pieces[float32]) float64 {
		return -0.5*kernel.StandardSquares(in[0], in[1], in[2]) - kernel.LogSum(in[2]) - float64(len(in[0]))*halfLog2Pi
	},
	sumGrad: func(d, in pieces[float32], factor float32, add uint) {
		kernel.NormalGrads(d[0], d[1], d[2], in[0], in[1], in[2], factor, add)
	},
}
