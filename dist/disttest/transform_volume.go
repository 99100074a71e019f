package disttest

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// determinant compares with the volume that the derivatives span. Where a codomain has fewer free numbers than an
// element has, it may be that of the first ones that do not depend on those before them, or that of areas.
func determinant(m *mapping) error {
	u, domain := m.real(), m.t.Domain().Bijection()
	_, first := dist.ForwardLogDet(domain, u)
	y, logDet := dist.ForwardLogDet(m.t, m.x)
	n := logDet.Size()
	in, out := u.Size()/n, y.Size()/n
	both := first.Reshape(n, -1).Sum(-1).Add(logDet.Reshape(n)).Float64s()
	for b, got := range both {
		rows := make([][]float64, out)
		columns := make([][]float64, in)
		for i := range rows {
			_, g := tensor.ValueAndGrad(func(u ...*tensor.Tensor) *tensor.Tensor {
				return m.t.Forward(domain.Forward(u[0])).Reshape(n, out).Index(0, b).Index(0, i)
			}, u)
			row := g[0].Float64s()
			rows[i] = slices.Clone(row[b*in : (b+1)*in])
			for j, d := range rows[i] {
				columns[j] = append(columns[j], d)
			}
			clear(row[b*in : (b+1)*in])
			if slices.ContainsFunc(row, func(d float64) bool { return d != 0 }) {
				return fmt.Errorf("element %d of the batch depends on others", b)
			}
		}
		volume, free := logVolume(rows)
		area, _ := logVolume(columns)
		if free != in {
			return fmt.Errorf("the derivatives of element %d span %d of %d dimensions", b, free, in)
		}
		if off := min(math.Abs(got-volume), math.Abs(got-area)); !(off <= 1e-8*(1+math.Abs(got))) {
			return fmt.Errorf("LogDet of element %d is off by %v from the derivatives of Forward", b, off)
		}
	}
	return nil
}

// logVolume returns the logarithm of the volume that vectors span, without those that depend on the ones before them,
// and how many are left.
func logVolume(vectors [][]float64) (log float64, n int) {
	var basis [][]float64
	for _, v := range vectors {
		v = slices.Clone(v)
		before := norm(v)
		for range 2 { // once more for what rounding has left
			for _, b := range basis {
				along := 0.0
				for i := range b {
					along += b[i] * v[i]
				}
				for i := range b {
					v[i] -= along * b[i]
				}
			}
		}
		if length := norm(v); length > 1e-9*before {
			log += math.Log(length)
			scale(v, 1/length)
			basis = append(basis, v)
		}
	}
	return log, len(basis)
}

func norm(v []float64) (length float64) {
	for _, x := range v {
		length = math.Hypot(length, x)
	}
	return length
}
