package tensor

import "testing"

// The sizes are those of a network of 784 inputs and one layer of 1024 units, at a batch of 128.
const (
	weights = 814_000
	batch   = 128
	pixels  = 784
	units   = 1024
)

// benchRun measures f on a warm tape: its values alone, and with its derivative.
func benchRun(b *testing.B, f func(x *Tensor, rng *RNG) *Tensor, x *Tensor) {
	b.Run("Forward", func(b *testing.B) {
		tape := NewArena()
		b.ReportAllocs()
		for b.Loop() {
			tape.Reset()
			f(tape.Leaf(x, false), NewRNG(1).On(tape))
		}
	})
	b.Run("Backward", func(b *testing.B) {
		tape := NewTape()
		b.ReportAllocs()
		for b.Loop() {
			tape.Reset()
			tape.Backward(f(tape.Leaf(x, true), NewRNG(1).On(tape)).Sum())
		}
	})
}

func floats(d DType, shape ...int) *Tensor { return NewRNG(3).Uniform(shape...).As(d) }

func BenchmarkSum(b *testing.B) {
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return x }, floats(Float32, weights))
}

func BenchmarkAdd(b *testing.B) {
	y := floats(Float32, weights)
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return Add(x, y) }, floats(Float32, weights))
}

func BenchmarkAddBias(b *testing.B) {
	y := floats(Float32, batch, units)
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return Add(x, y) }, floats(Float32, units))
}

func BenchmarkExp(b *testing.B) {
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return x.Exp() }, floats(Float32, weights))
}

func BenchmarkSoftplus(b *testing.B) {
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return x.Softplus() }, floats(Float32, weights))
}

func BenchmarkReLU(b *testing.B) {
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return x.ReLU() }, floats(Float32, weights))
}

func BenchmarkLinear(b *testing.B) {
	x, bias := floats(Float32, batch, pixels), floats(Float32, units)
	benchRun(b, func(w *Tensor, _ *RNG) *Tensor { return Linear(x, w, bias) }, floats(Float32, units, pixels))
}

func BenchmarkNormal(b *testing.B) {
	loc := floats(Float32, weights)
	benchRun(b, func(scale *Tensor, rng *RNG) *Tensor { return rng.NormalAt(loc, scale, weights) }, loc)
}

// What an operation costs besides its arithmetic.
func BenchmarkScalars(b *testing.B) {
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor {
		for range 10 {
			x = x.Add(x)
		}
		return x
	}, Scalar(1))
}

func BenchmarkSoftmax(b *testing.B) {
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return x.LogSoftmax(-1) }, floats(Float32, batch, units))
}

func BenchmarkTranspose(b *testing.B) {
	benchRun(b, func(x *Tensor, _ *RNG) *Tensor { return x.Permute(1, 0) }, floats(Float32, units, pixels))
}
