package tensor

// Where returns a where cond is not 0, and b elsewhere, broadcast. The side that is not picked is not touched: a NaN or
// an infinite derivative there reaches neither value nor derivative.
func Where[A, B Like](cond *Tensor, a A, b B) *Tensor { return Apply(opWhere, nil, cond, To(a), To(b)) }

var opWhere = Register(Op{Name: "Where", Elementwise: true, NoGrad: 1, Cases: whereCases,
	Forward: pieces(whereForward[float64], whereForward[float32]),
	VJP:     piecesVJP(whereVJP[float64], whereVJP[float32])})

func whereForward[T Float](k *Call, lo, hi int) {
	out, cond, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1]), Values[T](&k.In[2])
	for w := k.Walk(lo, hi); w.Next(); {
		for n := range w.N {
			if cond[w.In[0]+n*w.Step[0]] != 0 {
				out[w.Out+n] = a[w.In[1]+n*w.Step[1]]
			} else {
				out[w.Out+n] = b[w.In[2]+n*w.Step[2]]
			}
		}
	}
}

func whereVJP[T Float](k *Call, lo, hi int) {
	g, cond, ga, gb := Grad[T](&k.Out), Values[T](&k.In[0]), SinkOf[T](&k.In[1]), SinkOf[T](&k.In[2])
	for w := k.Walk(lo, hi); w.Next(); {
		for n := range w.N {
			switch picked := cond[w.In[0]+n*w.Step[0]] != 0; {
			case picked && ga.Wanted():
				ga.Add(w.In[1]+n*w.Step[1], float64(g[w.Out+n]))
			case !picked && gb.Wanted():
				gb.Add(w.In[2]+n*w.Step[2], float64(g[w.Out+n]))
			}
		}
	}
}

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
