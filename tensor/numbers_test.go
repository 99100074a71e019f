package tensor

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/exp/constraints"
)

type (
	label   uint8
	count   uint64
	offset  int32
	flag    bool
	celsius float32
	meters  float64
)

// elements are what Of makes of data, and that it is not their memory.
func elements[T Element](t *testing.T, dtype DType, want []float64, data ...T) {
	t.Helper()
	x := Of(data)
	require.Equal(t, dtype, x.DType())
	clear(data)
	require.Equal(t, want, x.Float64s())
}

// operand is what To makes of a number, as an operand of either element type.
func operand[T constraints.Integer | constraints.Float](t *testing.T, v T, want float64) {
	t.Helper()
	x := To(v)
	require.True(t, x.IsNumber())
	require.Equal(t, want, x.Item())
	require.Equal(t, Float32, Mul(Of([]float32{2}), v).DType())
	require.Equal(t, []float64{2 * want}, Mul(v, Of([]float64{2})).Float64s())
}

func TestEveryKindOfNumber(t *testing.T) {
	elements(t, Float64, []float64{-1, 3}, -1, 3)
	elements(t, Float64, []float64{-128, 127}, int8(-128), 127)
	elements(t, Float64, []float64{-1 << 15, 1<<15 - 1}, int16(-1<<15), 1<<15-1)
	elements(t, Float64, []float64{-1 << 31, 1<<31 - 1}, int32(-1<<31), 1<<31-1)
	elements(t, Float64, []float64{-1 << 63, 1 << 53}, int64(-1<<63), 1<<53)
	elements(t, Float64, []float64{7, 1<<32 - 1}, uint(7), 1<<32-1)
	elements(t, Float64, []float64{255}, uint8(255))
	elements(t, Float64, []float64{1<<16 - 1}, uint16(1<<16-1))
	elements(t, Float64, []float64{1<<32 - 1}, uint32(1<<32-1))
	elements(t, Float64, []float64{1 << 64, 1 << 63}, uint64(1<<64-1), 1<<63)
	elements(t, Float64, []float64{1<<32 - 1}, uintptr(1<<32-1))
	elements(t, Float64, []float64{1, 0}, true, false)
	elements(t, Float64, []float64{0.1}, 0.1)
	elements(t, Float32, []float64{float64(float32(0.1))}, float32(0.1))

	operand(t, -3, -3)
	operand(t, int8(-3), -3)
	operand(t, int16(-3), -3)
	operand(t, int32(-3), -3)
	operand(t, int64(-3), -3)
	operand(t, uint(3), 3)
	operand(t, uint8(255), 255)
	operand(t, uint16(3), 3)
	operand(t, uint32(3), 3)
	operand(t, uint64(1<<63), 1<<63)
	operand(t, uintptr(3), 3)
	operand(t, float32(0.5), 0.5)
	operand(t, 0.5, 0.5)
}

func TestDefinedTypesOfNumbers(t *testing.T) {
	elements(t, Float64, []float64{3, 255}, label(3), 255)
	elements(t, Float64, []float64{1 << 63}, count(1<<63))
	elements(t, Float64, []float64{-3}, offset(-3))
	elements(t, Float64, []float64{0, 1}, flag(false), true)
	elements(t, Float32, []float64{0.5, math.Inf(1)}, celsius(0.5), celsius(math.Inf(1)))
	elements(t, Float64, []float64{0.1}, meters(0.1))
	elements(t, Float64, []float64{}, []label{}...)

	operand(t, label(3), 3)
	operand(t, count(1<<63), 1<<63)
	operand(t, offset(-3), -3)
	operand(t, celsius(0.5), 0.5)
	operand(t, meters(0.1), 0.1)
}

// TestNumbersAllocateOnce holds that a number costs the memory of its tensor only.
func TestNumbersAllocateOnce(t *testing.T) {
	var kept *Tensor
	require.EqualValues(t, 1, testing.AllocsPerRun(100, func() { kept = To(2) }))
	require.EqualValues(t, 1, testing.AllocsPerRun(100, func() { kept = To(2.5) }))
	require.EqualValues(t, 1, testing.AllocsPerRun(100, func() { kept = To(float32(2.5)) }))
	require.EqualValues(t, 1, testing.AllocsPerRun(100, func() { kept = To(count(2000)) }))
	require.Equal(t, 2000.0, kept.Item())
}
