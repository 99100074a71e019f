package optest_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
	"github.com/credence-ppl/credence/tensor/optest"
)

// The operations of tensor; the packages that add some check the table with them.
func TestTable(t *testing.T) { optest.CheckTable(t) }

// square returns an operation as it should be, and everything a test below breaks.
func square() *tensor.Op {
	return &tensor.Op{Name: "square", Elementwise: true,
		Cases:   []tensor.Case{{In: []tensor.Input{{Shape: tensor.Shape{3, 2}}}}},
		Forward: tensor.Kernel{F64: forward[float64], F32: forward[float32]},
		VJP:     tensor.Kernel{F64: vjp[float64](2), F32: vjp[float32](2)}}
}

func forward[T tensor.Float](k *tensor.Call) {
	out, x := tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0])
	for i, v := range x {
		out[i] = v * v
	}
}

func vjp[T tensor.Float](factor T) func(*tensor.Call) {
	return func(k *tensor.Call) {
		g, x, gx := tensor.Grad[T](&k.Out), tensor.Values[T](&k.In[0]), tensor.Grad[T](&k.In[0])
		for i, v := range x {
			if g[i] != 0 {
				gx[i] += factor * v * g[i]
			}
		}
	}
}

func TestVerifyFindsWhatIsBroken(t *testing.T) {
	require.Empty(t, optest.Verify(square()))

	for want, spoil := range map[string]func(op *tensor.Op){
		"one element type only":       func(op *tensor.Op) { op.VJP.F32 = nil },
		"without Cases":               func(op *tensor.Op) { op.Cases = nil },
		"against central differences": func(op *tensor.Op) { op.VJP.F64 = vjp[float64](2.00001) },
		"in Float32":                  func(op *tensor.Op) { op.VJP.F32 = vjp[float32](2.01) },
		"used twice": func(op *tensor.Op) {
			op.VJP.F64 = func(k *tensor.Call) {
				clear(tensor.Grad[float64](&k.In[0]))
				vjp[float64](2)(k)
			}
		},
		"in used memory": func(op *tensor.Op) {
			op.Forward.F64 = func(k *tensor.Call) {
				out := tensor.Values[float64](&k.Out)
				rest := out[0]
				forward[float64](k)
				out[0] += 0 * rest
			}
		},
		"after the operation": func(op *tensor.Op) {
			op.Forward.F64 = func(k *tensor.Call) {
				forward[float64](k)
				tensor.Values[float64](&k.In[0])[0] = 7
			}
		},
		"input 0 uniform": func(op *tensor.Op) {
			op.Elementwise, op.Uniform = false, 1
			op.Shape = func(k *tensor.Call) { k.Out.Shape = k.In[0].Shape }
			op.Forward.F64 = func(k *tensor.Call) {
				clear(tensor.Values[float64](&k.Out))
				forward[float64](k)
			}
		},
		"input 0 transposed": func(op *tensor.Op) {
			op.Elementwise, op.Transposed = false, 1
			op.Shape = func(k *tensor.Call) { k.Out.Shape = k.In[0].Shape }
		},
		"masked elements": func(op *tensor.Op) {
			op.VJP.F64 = func(k *tensor.Call) {
				for i, x := range tensor.Values[float64](&k.In[0]) {
					tensor.Grad[float64](&k.In[0])[i] += 2 * x * tensor.Grad[float64](&k.Out)[i]
				}
			}
		},
		"several processors": func(op *tensor.Op) {
			op.Forward.F64 = func(k *tensor.Call) {
				out, x := tensor.Values[float64](&k.Out), tensor.Values[float64](&k.In[0])
				k.Split(func(lo, hi int) {
					for i := lo; i < hi; i++ {
						out[i] = x[i%len(x)] * x[i%len(x)]
					}
					out[lo] += 1e-12 * float64(runtime.GOMAXPROCS(0))
				})
			}
		},
	} {
		t.Run(want, func(t *testing.T) {
			if want == "several processors" {
				racing.SkipNumbers(t)
			}
			op := square()
			spoil(op)
			var found string
			for _, err := range optest.Verify(op) {
				found += err.Error() + "\n"
			}
			require.Contains(t, found, want)
		})
	}
}
