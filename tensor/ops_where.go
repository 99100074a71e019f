package tensor

// Where returns a where cond is not 0, and b elsewhere, broadcast. The side that is not picked is not touched: a NaN or
// an infinite derivative there reaches neither value nor derivative.
func Where[A, B Like](cond *Tensor, a A, b B) *Tensor { return Apply(opWhere, nil, cond, To(a), To(b)) }

var opWhere = func() *Op {
	op := Elementwise("Where", "where(c, x, y)", "c", "x", "y")
	op.Cases = whereCases
	return Register(op)
}()

var whereCases = func() []Case {
	var cases []Case
	for _, s := range [][3]Shape{
		{{3, 4}, {3, 4}, {3, 4}}, {{3, 4}, {}, {4}}, {{3, 1}, {1, 4}, {}}, {{}, {3}, {3}}, {{}, {}, {}},
	} {
		cond := Input{Shape: s[0], Low: 0, High: 2, Whole: true}
		cases = append(cases, Case{In: []Input{cond, {Shape: s[1]}, {Shape: s[2]}}})
	}
	return cases
}()
