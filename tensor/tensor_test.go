package tensor_test

import (
	"math"
	"math/bits"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestOfTakesEveryElementType(t *testing.T) {
	want := []float64{0, 1, 1}
	for _, x := range []*tensor.Tensor{
		tensor.Of([]float64{0, 1, 1}), tensor.Of([]int{0, 1, 1}), tensor.Of([]int8{0, 1, 1}), tensor.Of([]int16{0, 1, 1}),
		tensor.Of([]int32{0, 1, 1}), tensor.Of([]int64{0, 1, 1}), tensor.Of([]byte{0, 1, 1}), tensor.Of([]uint16{0, 1, 1}),
		tensor.Of([]uint32{0, 1, 1}), tensor.Of([]bool{false, true, true}),
	} {
		require.Equal(t, want, x.Float64s())
		require.Equal(t, tensor.Float64, x.DType())
		require.Equal(t, tensor.Shape{3}, x.Shape())
	}
	half := tensor.Of([]float32{0, 1, 0.1})
	require.Equal(t, tensor.Float32, half.DType())
	require.Equal(t, []float64{0, 1, float64(float32(0.1))}, half.Float64s())
}

func TestOfCopiesItsData(t *testing.T) {
	wide, narrow := []float64{1, 2}, []float32{1, 2}
	x, y := tensor.Of(wide), tensor.Of(narrow)
	wide[0], narrow[0] = 7, 7
	require.Equal(t, []float64{1, 2}, x.Float64s())
	require.Equal(t, []float64{1, 2}, y.Float64s())
}

func TestConstructorsRefuseBadShapes(t *testing.T) {
	refused(t, func() { tensor.Of([]int{1, 2, 3}, 2, 2) }, "3 values", "[2 2]", "4 elements")
	refused(t, func() { tensor.Zeros(2, -1) }, "[2 -1]", "negative")
	refused(t, func() { tensor.Ones(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) }, "17 dimensions", "at most 16")
	refused(t, func() { tensor.Full(1, 1<<30, 1<<30) }, "too many elements")
	for _, shape := range [][]int{{0, math.MaxInt, math.MaxInt}, {math.MaxInt, 0, math.MaxInt}, {math.MaxInt, math.MaxInt, 0}, {0, 1 << 30, 1 << 30}} {
		refused(t, func() { tensor.Zeros(shape...).Sum(0) }, "too many elements")
		refused(t, func() { tensor.Of([]float64{}, shape...) }, "too many elements")
		refused(t, func() { tensor.Zeros(0, 1, 1).Expand(shape...) }, "too many elements")
	}
	require.Equal(t, tensor.Shape{0, 1 << 30}, tensor.Zeros(0, 1<<30).Shape())
}

// What cannot be stored is refused before it is asked of the memory, which would end the program.
func TestResultsThatCannotBeStored(t *testing.T) {
	const most, root = min(1<<48, math.MaxInt), 1 << (bits.UintSize / 2) // root², and nothing less, is 0 in an int
	column := tensor.Of([]float64{1, 2}).Expand(1<<20, 2)
	wide := tensor.Ones(most/2, 1)
	refused(t, func() { tensor.Of([]float64{1, 2}).Expand(most/8, 2) }, "Expand", "too many elements")
	refused(t, func() { tensor.Mul(wide, tensor.Of([]float64{1, 2, 3})) }, "Mul", "too many elements")
	refused(t, func() { tensor.Mul(tensor.Ones(most/8, 1, 1), tensor.Ones(most/8, 1)) }, "Mul", "too many elements")
	refused(t, func() { tensor.Mul(tensor.Ones(root, 1), tensor.Ones(1, root)) }, "Mul", "too many elements")
	refused(t, func() { tensor.NewRNG(1).Normal(most/8, 2) }, "too many elements")
	refused(t, func() { tensor.NewRNG(1).Normal(-1) }, "negative")
	refused(t, func() { tensor.NewRNG(1).Normal(math.MaxInt, math.MaxInt) }, "too many elements")
	refused(t, func() { wide.Float64s() }, "Float64s", "too many elements")
	require.Equal(t, tensor.Shape{1 << 20, 2}, column.Shape())
}

// A tensor that is nil, as data are that a model does without, is an error of the model and no bug.
func TestNilTensors(t *testing.T) {
	var none *tensor.Tensor
	v := reflect.ValueOf(none)
	for i := range v.NumMethod() {
		if v.Type().Method(i).Name == "String" {
			require.Equal(t, "nil", none.String())
			continue
		}
		call := v.Method(i).Call
		if v.Method(i).Type().IsVariadic() {
			call = v.Method(i).CallSlice
		}
		var args []reflect.Value
		for k := range v.Method(i).Type().NumIn() {
			args = append(args, reflect.Zero(v.Method(i).Type().In(k)))
		}
		refused(t, func() { call(args) }, "nil")
	}
	for _, f := range []func(){
		func() { tensor.Add(1, none) }, func() { tensor.Stack(0, none) }, func() { tensor.ZerosLike(none) }, func() { tensor.Where(none, none, 1) },
	} {
		refused(t, f, "nil")
	}
}

func TestUniformTensors(t *testing.T) {
	require.Equal(t, []float64{0, 0}, tensor.Zeros(2).Float64s())
	require.Equal(t, []float64{1, 1}, tensor.Ones(2).Float64s())
	require.Equal(t, []float64{3, 3, 3, 3}, tensor.Full(3, 2, 2).Float64s())
	require.Empty(t, tensor.Ones(0, 3).Float64s())

	like := tensor.Of([]float32{1, 2}).Reshape(1, 2)
	for v, x := range map[float64]*tensor.Tensor{0: tensor.ZerosLike(like), 1: tensor.OnesLike(like), 5: tensor.FullLike(like, 5)} {
		require.Equal(t, []float64{v, v}, x.Float64s())
		require.Equal(t, tensor.Float32, x.DType())
		require.Equal(t, tensor.Shape{1, 2}, x.Shape())
	}

	huge := tensor.Add(tensor.Full(2, 1<<15, 1<<15), tensor.Ones(1<<15)).Exp() // one value, or this would need gigabytes
	require.Equal(t, huge.At(3, 4), huge.At(1<<14, 7))
}

func TestShapeIsACopy(t *testing.T) {
	x := tensor.Zeros(2, 3)
	x.Shape()[0] = 7
	require.Equal(t, tensor.Shape{2, 3}, x.Shape())
	require.Equal(t, 2, x.Rank())
	require.Equal(t, 6, x.Size())
	require.Equal(t, 3, x.Dim(-1))
	refused(t, func() { x.Dim(2) }, "dimension 2", "[2 3]")
}

func TestReading(t *testing.T) {
	x := counting(2, 3)
	require.Equal(t, 5.0, x.At(1, 2))
	require.Equal(t, 5.0, x.T().At(2, 1))
	require.Equal(t, []float64{0, 3, 1, 4, 2, 5}, x.T().Float64s())
	require.Equal(t, 7.0, tensor.Full(7, 1, 1).Item())
	require.Equal(t, 2.5, tensor.Scalar(2.5).At())

	x.Float64s()[0] = 9
	require.Equal(t, 0.0, x.At(0, 0))

	refused(t, func() { x.Item() }, "[2 3]", "6 elements", "At or Float64s")
	refused(t, func() { x.At(1) }, "[1] has 1 numbers", "[2 3] needs 2")
	refused(t, func() { x.At(1, 3) }, "[1 3] is outside shape [2 3]")
	refused(t, func() { x.At(-1, 0) }, "[-1 0] is outside")
}

func TestString(t *testing.T) {
	for want, x := range map[string]*tensor.Tensor{
		"nil":                      nil,
		"2.5":                      tensor.Scalar(2.5),
		"[3]{0 1 2}":               counting(3),
		"[2 2]{0 2 1 3}":           counting(2, 2).T(),
		"[4 5]{0 1 2 3 4 5 6 7 …}": counting(4, 5),
		"[1000 10]{all 0.1}":       tensor.Full(0.1, 1000, 10),
		"[0 2]{}":                  tensor.Zeros(0, 2),
		"Float32[2]{0.1 0.2}":      tensor.Of([]float32{0.1, 0.2}),
		"Float32[]1.5":             tensor.Of([]float32{1.5}).Reshape(),
	} {
		require.Equal(t, want, x.String())
	}
}

func TestNumbersTakeTheOthersType(t *testing.T) {
	x := tensor.Of([]float32{1, 2})
	for _, y := range []*tensor.Tensor{
		tensor.Mul(x, 2), tensor.Mul(2.0, x), tensor.Mul(float32(2), x), tensor.Mul(x, tensor.Add(1, 1)), tensor.Mul(tensor.Scalar(2), x),
	} {
		require.Equal(t, tensor.Float32, y.DType())
		require.Equal(t, []float64{2, 4}, y.Float64s())
	}
	require.Equal(t, tensor.Float64, tensor.Add(tensor.Scalar(1), x.Sum()).DType(), "of two scalars the more precise")
	require.Equal(t, tensor.Float64, tensor.Add(x.Sum(), tensor.Scalar(1)).DType())
	require.True(t, tensor.To(3).IsNumber())
	require.False(t, tensor.Scalar(3).IsNumber())
	require.False(t, tensor.To(3).Expand(2).IsNumber(), "only scalars follow the others' type")
	require.False(t, tensor.NewRNG(1).Normal(2).IsNumber())
	require.Same(t, x, tensor.To(x))
	require.Equal(t, tensor.Shape{1}, tensor.To(3).Reshape(1).Shape())
}

func TestMixedTypesAreRefused(t *testing.T) {
	x, y := tensor.Zeros(2), tensor.Of([]float32{1, 2})
	refused(t, func() { x.Add(y) }, "Float64 [2]", "Float32 [2]", "As(tensor.Float64)")
	refused(t, func() { y.Add(x) }, "As(tensor.Float32)")
}

func TestIntegerZeroIsRefused(t *testing.T) {
	n := 100
	refused(t, func() { tensor.Mul(tensor.Ones(2), 1/n) }, "integer 0", "1/float64(n)")
	refused(t, func() { tensor.Mul(1/n, tensor.Ones(2)) }, "integer 0")
	require.Equal(t, []float64{0, 0}, tensor.Mul(tensor.Ones(2), 0.0).Float64s())
	require.Equal(t, []float64{1, 1}, tensor.Add(tensor.Ones(2), 0).Float64s())
}

func TestNilOperandsAreRefused(t *testing.T) {
	refused(t, func() { tensor.Add(tensor.Ones(2), (*tensor.Tensor)(nil)) }, "Add", "nil")
	refused(t, func() { tensor.Stack(0, tensor.Ones(2), nil) }, "Stack", "nil")
	refused(t, func() { tensor.Concat(0) }, "Concat", "nothing to join")
}
