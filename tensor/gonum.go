package tensor

import "gonum.org/v1/gonum/mat"

// FromMat returns a Float64 copy of a gonum matrix, [rows, columns]; of a gonum vector, [n].
func FromMat(m mat.Matrix) *Tensor {
	rows, columns := m.Dims()
	data := make([]float64, 0, rows*columns)
	for i := range rows {
		for j := range columns {
			data = append(data, m.At(i, j))
		}
	}
	if _, ok := m.(mat.Vector); ok {
		return Of(data, len(data))
	}
	return Of(data, rows, columns)
}

// Mat returns a copy as a gonum matrix: a vector becomes a single column. Like every reading it is refused while t is
// being differentiated.
func (t *Tensor) Mat() *mat.Dense {
	t.read("Mat")
	if len(t.shape) != 1 && len(t.shape) != 2 {
		fail("Mat", "shape %v is neither vector nor matrix; Reshape it first", []int(t.shape))
	}
	if t.Size() == 0 {
		return new(mat.Dense)
	}
	return mat.NewDense(t.shape[0], t.Size()/t.shape[0], t.copyValues())
}
