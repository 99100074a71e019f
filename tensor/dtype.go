package tensor

// DType is the element type of a tensor. The zero value is Float64.
type DType uint8

const (
	Float64 DType = iota // the default
	Float32              // half the memory, about 7 digits; has to be asked for
)

func (d DType) String() string {
	if d == Float32 {
		return "Float32"
	}
	return "Float64"
}

// other is the other element type.
func (d DType) other() DType { return Float64 + Float32 - d }

// Float is the Go type behind a DType.
type Float interface{ float32 | float64 }

// typeOf is the DType of a Go type.
func typeOf[T Float]() DType {
	if _, ok := any(T(0)).(float32); ok {
		return Float32
	}
	return Float64
}

// Element is what a tensor can be made of. Values that are not floats become whole-number Float64.
type Element interface {
	float32 | float64 | int | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | bool
}

// Like is an operand: a number, which takes the element type of the other operand, or a tensor. It has no ~, so that a
// type switch sees every case.
type Like interface {
	int | float32 | float64 | *Tensor
}

// To returns the tensor, or makes one of rank 0 from a number.
func To[T Like](x T) *Tensor {
	switch v := any(x).(type) {
	case *Tensor:
		return v
	case int:
		return number(float64(v))
	case float32:
		return number(float64(v))
	default:
		return number(v.(float64))
	}
}

// number is a Go number as an operand: in any operation it takes the type of the other operands.
func number(v float64) *Tensor {
	t := oneValue(Float64, v)
	t.weak = true
	return t
}
