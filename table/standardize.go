package table

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/tensor"
)

// Unit is what a column is measured in after [Numbers.Standardized]: standard deviations from the mean.
type Unit struct{ Mean, SD float64 }

// Standardized returns the column less its mean, over its standard deviation, so that priors of unit scale fit, and
// samplers and guides start where the posterior is. Rows without a value are NaN. The unit undoes it.
func (n Numbers) Standardized() (Numbers, Unit, error) {
	known := n.Known()
	if len(known) < 2 {
		return Numbers{}, Unit{}, fmt.Errorf("table: a column with %d values cannot be standardized; it takes two", len(known))
	}
	var u Unit
	u.Mean, u.SD = stat.MeanStdDev(known, nil)
	if !(u.SD > 0) {
		return Numbers{}, Unit{}, fmt.Errorf("table: a column whose values are all %v cannot be standardized; leave it out of the model", known[0])
	}
	values := tensor.Div(tensor.Sub(n.Values, u.Mean), u.SD)
	if n.Present != nil {
		values = tensor.Where(n.Present, values, math.NaN())
	}
	return Numbers{values, n.Present}, u, nil
}

// Restore returns values in the units of the column, u.Mean + u.SD·z: those of predictions, for instance.
func (u Unit) Restore(z *tensor.Tensor) *tensor.Tensor {
	return tensor.Add(tensor.Mul(z, u.SD), u.Mean)
}

// RestoreSD returns distances in the units of the column, u.SD·z: standard deviations, for instance.
func (u Unit) RestoreSD(z *tensor.Tensor) *tensor.Tensor { return tensor.Mul(z, u.SD) }

// RestoreLine returns the intercept and the slopes of a linear regression in the units of the data, for one of u on
// columns of the units x. Unit{SD: 1} is that of a column that was not standardized.
//
//	y = intercept + Σⱼ slopesⱼ xⱼ
//
// The last dimension of slopes is that of the columns; slopes on a single column need one of 1 (Unsqueeze(-1)). Its
// other dimensions are those of intercept, so that draws of all chains and groups are restored at once. If only one of
// them differs between groups, it alone has their dimension, the last of intercept, the one before the columns of
// slopes: intercepts [chain, draw, group] go with slopes [chain, draw, column].
func (u Unit) RestoreLine(x []Unit, intercept, slopes *tensor.Tensor) (i, s *tensor.Tensor, err error) {
	if slopes.Rank() == 0 || slopes.Dim(-1) != len(x) {
		return nil, nil, fmt.Errorf("table: slopes of shape %v and %d units of columns; the last dimension is that of the columns, 1 for a single one", []int(slopes.Shape()), len(x))
	}
	for _, v := range append([]Unit{u}, x...) {
		if !(v.SD > 0) {
			return nil, nil, fmt.Errorf("table: a unit with standard deviation %v; that of a column that was not standardized is Unit{SD: 1}", v.SD)
		}
	}
	means, sds := make([]float64, len(x)), make([]float64, len(x))
	for j, v := range x {
		means[j], sds[j] = v.Mean, v.SD
	}
	s = tensor.Mul(slopes, u.SD).Div(tensor.Of(sds))
	i, shift := u.Restore(intercept), s.Mul(tensor.Of(means)).Sum(-1)
	for i.Rank() < shift.Rank() {
		i = i.Unsqueeze(-1)
	}
	for shift.Rank() < i.Rank() {
		shift = shift.Unsqueeze(-1)
	}
	if _, ok := tensor.BroadcastShapes(i.Shape(), shift.Shape()); !ok {
		return nil, nil, fmt.Errorf("table: an intercept of shape %v and slopes of shape %v; without the columns, the last dimension of slopes, they are of the same draws and groups",
			[]int(intercept.Shape()), []int(slopes.Shape()))
	}
	return i.Sub(shift), s, nil
}
