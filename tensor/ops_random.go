package tensor

// drawAttr is what a random operation knows: its shape and where its numbers start.
type drawAttr struct {
	shape Shape
	from  Source
}

// Normal are standard normals.
func (r *RNG) Normal(shape ...int) *Tensor { return r.NormalAt(number(0), number(1), shape...) }

// NormalLike are standard normals with the shape and element type of t.
func (r *RNG) NormalLike(t *Tensor) *Tensor {
	scalar := t.Shape()[:0]
	return r.NormalAt(FullLike(&Tensor{shape: scalar, dtype: t.dtype}, 0), FullLike(&Tensor{shape: scalar, dtype: t.dtype}, 1), t.shape...)
}

// NormalAt is loc + scale · ε with ε standard normal, differentiable in loc and scale, which broadcast to the shape. ε is not
// stored: the derivative makes the same numbers again.
func (r *RNG) NormalAt(loc, scale *Tensor, shape ...int) *Tensor {
	s := checkShape("Normal", shape)
	return r.Apply(opNormal, drawAttr{s, r.reserve((s.Size() + 1) / 2)}, loc, scale)
}

// Uniform are uniform over (0, 1).
func (r *RNG) Uniform(shape ...int) *Tensor { return r.UniformAt(number(0), number(1), shape...) }

// UniformAt is low + (high - low) · u with u uniform over (0, 1), differentiable in low and high, which broadcast to the shape.
func (r *RNG) UniformAt(low, high *Tensor, shape ...int) *Tensor {
	s := checkShape("Uniform", shape)
	return r.Apply(opUniform, drawAttr{s, r.reserve((s.Size() + 1) / 2)}, low, high)
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
			fail(k.Op.Name, "parameter of shape %v does not broadcast to the draw's shape %v", []int(k.In[i].Shape), []int(shape))
		}
	}
	k.Out.Shape = shape
	k.PlanOperands(shape)
}

// normals fills out with the standard normals of elements [from, from+len(out)) of a draw; from must be even. Each block of words
// makes two.
func (s Source) normals(out []float64, from int) {
	for i := 0; i < len(out); i += 2 {
		w := block(s.key, s.stream, s.block+uint64((from+i)/2))
		a, b := boxMuller(unit(uint64(w[0])|uint64(w[1])<<32), unit(uint64(w[2])|uint64(w[3])<<32))
		out[i] = a
		if i+1 < len(out) {
			out[i+1] = b
		}
	}
}

// uniforms is normals for the uniform distribution over (0, 1).
func (s Source) uniforms(out []float64, from int) {
	for i := 0; i < len(out); i += 2 {
		w := block(s.key, s.stream, s.block+uint64((from+i)/2))
		out[i] = unit(uint64(w[0]) | uint64(w[1])<<32)
		if i+1 < len(out) {
			out[i+1] = unit(uint64(w[2]) | uint64(w[3])<<32)
		}
	}
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
		var noise [lane]float64
		lanes(lo, hi, func(at, n int) {
			from.normals(noise[:n], at)
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
	g, gs := Grad[T](&k.Out), Grad[T](&k.In[1])
	k.SplitVJP(func(lo, hi int) {
		var noise [lane]float64
		lanes(lo, hi, func(at, n int) {
			if gs != nil {
				from.normals(noise[:n], at)
			}
			for w := k.Walk(at, at+n); w.Next(); {
				addScaled(k, &w, 0, T(1))
				if gs == nil {
					continue
				}
				eps, g := noise[w.Out-at:], g[w.Out:w.Out+w.N]
				if w.Step[1] == 0 {
					sum := 0.0
					for i, v := range g {
						sum += float64(v) * eps[i]
					}
					gs[w.In[1]] += T(sum)
					continue
				}
				gs := gs[w.In[1] : w.In[1]+w.N]
				for i, v := range g {
					gs[i] += v * T(eps[i])
				}
			}
		})
	})
}

func uniformForward[T Float](k *Call) {
	from := k.Attr.(drawAttr).from
	out, low, high := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	k.Split(func(lo, hi int) {
		var noise [lane]float64
		lanes(lo, hi, func(at, n int) {
			from.uniforms(noise[:n], at)
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
	g, ga, gb := Grad[T](&k.Out), Grad[T](&k.In[0]), Grad[T](&k.In[1])
	k.SplitVJP(func(lo, hi int) {
		var noise [lane]float64
		lanes(lo, hi, func(at, n int) {
			from.uniforms(noise[:n], at)
			for w := k.Walk(at, at+n); w.Next(); {
				for i := range w.N {
					u, g := noise[w.Out-at+i], float64(g[w.Out+i])
					if ga != nil {
						ga[w.In[0]+i*w.Step[0]] += T(g * (1 - u))
					}
					if gb != nil {
						gb[w.In[1]+i*w.Step[1]] += T(g * u)
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
