package tensor

// Normal are standard normals.
func (r *RNG) Normal(shape ...int) *Tensor { return r.NormalAt(number(0), number(1), shape...) }

// NormalLike are standard normals with the shape and element type of t.
func (r *RNG) NormalLike(t *Tensor) *Tensor {
	like := &Tensor{dtype: t.dtype}
	return r.NormalAt(FullLike(like, 0), FullLike(like, 1), t.shape...)
}

// NormalAt is loc + scale · ε with ε standard normal, differentiable in loc and scale, which broadcast to the shape.
// ε is not stored: the derivative makes the same numbers again.
func (r *RNG) NormalAt(loc, scale *Tensor, shape ...int) *Tensor {
	return r.drawAt(opNormal, loc, scale, shape)
}

// Uniform are uniform over (0, 1).
func (r *RNG) Uniform(shape ...int) *Tensor { return r.UniformAt(number(0), number(1), shape...) }

// UniformAt is low + (high - low) · u with u uniform over (0, 1), differentiable in low and high, which broadcast to
// the shape.
func (r *RNG) UniformAt(low, high *Tensor, shape ...int) *Tensor {
	return r.drawAt(opUniform, low, high, shape)
}

func (r *RNG) drawAt(op *Op, a, b *Tensor, shape []int) *Tensor {
	s := checkShape(op.Name, shape)
	return r.Apply(op, drawAttr{s, r.advance(s.Size())}, a, b)
}

// drawAttr is what a random operation knows: its shape and where its numbers start.
type drawAttr struct {
	shape Shape
	from  Source
}

var (
	opNormal = Register(Op{Name: "Normal", Shape: drawShape, Uniform: 3, Cases: drawCases,
		Forward: Kernel{normalForward[float64], normalForward[float32]},
		VJP:     Kernel{normalVJP[float64], normalVJP[float32]}})
	opUniform = Register(Op{Name: "Uniform", Shape: drawShape, Uniform: 3, Cases: drawCases,
		Forward: Kernel{uniformForward[float64], uniformForward[float32]},
		VJP:     Kernel{uniformVJP[float64], uniformVJP[float32]}})
)

// drawShape is the Shape of operations that broadcast their inputs to the shape asked for.
func drawShape(k *Call) {
	shape := k.Attr.(drawAttr).shape
	for i := range k.In {
		if out, ok := BroadcastShapes(k.In[i].Shape, shape); !ok || !out.Equal(shape) {
			fail(k.Op.Name, "parameter of shape %v does not broadcast to the draw's shape %v",
				[]int(k.In[i].Shape), []int(shape))
		}
	}
	k.Out.Shape = shape
	k.PlanOperands(shape)
}

// lanes goes over [lo, hi) in steps of a lane; lo is a multiple of it.
func lanes(lo, hi int, body func(at, n int)) {
	for at := lo; at < hi; at += lane {
		body(at, min(lane, hi-at))
	}
}

func normalForward[T Float](k *Call) {
	from := k.Attr.(drawAttr).from
	out, loc, scale := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	k.Split(func(lo, hi int) {
		var room noise
		lanes(lo, hi, func(at, n int) {
			noise := from.normals(&room, at, n)
			for w := k.Walk(at, at+n); w.Next(); {
				eps, o, l, s := noise[w.Out-at:], out[w.Out:w.Out+w.N], loc[w.In[0]:], scale[w.In[1]:]
				for i := range o {
					o[i] = l[i*w.Step[0]] + s[i*w.Step[1]]*T(eps[i])
				}
			}
		})
	})
}

func normalVJP[T Float](k *Call) {
	from := k.Attr.(drawAttr).from
	g, gs := Grad[T](&k.Out), SinkOf[T](&k.In[1])
	k.SplitVJP(func(lo, hi int) {
		var room noise
		lanes(lo, hi, func(at, n int) {
			var noise []float64
			if gs.Wanted() {
				noise = from.normals(&room, at, n)
			}
			for w := k.Walk(at, at+n); w.Next(); {
				addScaled(k, &w, 0, T(1))
				if !gs.Wanted() {
					continue
				}
				eps, g := noise[w.Out-at:][:w.N], g[w.Out:]
				if w.Step[1] == 0 {
					gs.Add(w.In[1], dot(eps, g, 1))
					continue
				}
				for i, e := range eps {
					gs.Add(w.In[1]+i, e*float64(g[i]))
				}
			}
		})
	})
}

func uniformForward[T Float](k *Call) {
	from := k.Attr.(drawAttr).from
	out, low, high := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	k.Split(func(lo, hi int) {
		var room noise
		lanes(lo, hi, func(at, n int) {
			noise := from.uniforms(&room, at, n)
			for w := k.Walk(at, at+n); w.Next(); {
				u, o, a, b := noise[w.Out-at:], out[w.Out:w.Out+w.N], low[w.In[0]:], high[w.In[1]:]
				for i := range o {
					a, b := float64(a[i*w.Step[0]]), float64(b[i*w.Step[1]])
					o[i] = T(a + (b-a)*u[i])
				}
			}
		})
	})
}

func uniformVJP[T Float](k *Call) {
	from := k.Attr.(drawAttr).from
	g, ga, gb := Grad[T](&k.Out), SinkOf[T](&k.In[0]), SinkOf[T](&k.In[1])
	k.SplitVJP(func(lo, hi int) {
		var room noise
		lanes(lo, hi, func(at, n int) {
			noise := from.uniforms(&room, at, n)
			for w := k.Walk(at, at+n); w.Next(); {
				for i, u := range noise[w.Out-at:][:w.N] {
					g := float64(g[w.Out+i])
					if ga.Wanted() {
						ga.Add(w.In[0]+i*w.Step[0], g*(1-u))
					}
					if gb.Wanted() {
						gb.Add(w.In[1]+i*w.Step[1], g*u)
					}
				}
			}
		})
	})
}

var drawCases = func() []Case {
	var cases []Case
	for _, s := range [][3]Shape{{{3, 4}, {3, 4}, {3, 4}}, {{}, {}, {5}}, {{4}, {3, 1}, {3, 4}}, {{}, {7}, {2, 7}}} {
		cases = append(cases, Case{In: []Input{{Shape: s[0]}, {Shape: s[1]}}, Attr: drawAttr{s[2], Source{key: 5}}})
	}
	return cases
}()
