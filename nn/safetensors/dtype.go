package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// dtype is how a file stores numbers.
type dtype struct {
	size  int // in bytes
	to    tensor.DType
	value func(b []byte) float64
}

// dtypes are those whose values a tensor of this library can hold. Half-precision numbers become Float32, whole numbers
// and yes or no become Float64.
var dtypes = map[string]dtype{
	"F64": {8, tensor.Float64, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }},
	"F32": {4, tensor.Float32, func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }},
	"F16": {2, tensor.Float32, func(b []byte) float64 { return half(binary.LittleEndian.Uint16(b)) }},
	"BF16": {2, tensor.Float32, func(b []byte) float64 {
		return float64(math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16))
	}},
	"I64":  {8, tensor.Float64, func(b []byte) float64 { return float64(int64(binary.LittleEndian.Uint64(b))) }},
	"U64":  {8, tensor.Float64, func(b []byte) float64 { return float64(binary.LittleEndian.Uint64(b)) }},
	"I32":  {4, tensor.Float64, func(b []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(b))) }},
	"U32":  {4, tensor.Float64, func(b []byte) float64 { return float64(binary.LittleEndian.Uint32(b)) }},
	"I16":  {2, tensor.Float64, func(b []byte) float64 { return float64(int16(binary.LittleEndian.Uint16(b))) }},
	"U16":  {2, tensor.Float64, func(b []byte) float64 { return float64(binary.LittleEndian.Uint16(b)) }},
	"I8":   {1, tensor.Float64, func(b []byte) float64 { return float64(int8(b[0])) }},
	"U8":   {1, tensor.Float64, func(b []byte) float64 { return float64(b[0]) }},
	"BOOL": {1, tensor.Float64, func(b []byte) float64 { return float64(b[0]) }},
}

// half returns a number of IEEE 754's binary16: a sign, 5 bits of exponent and 10 of mantissa.
func half(bits uint16) float64 {
	sign := 1 - 2*float64(bits>>15)
	exponent, mantissa := int(bits>>10&31), float64(bits&1023)
	switch exponent {
	case 0:
		return sign * math.Ldexp(mantissa, -24)
	case 31:
		if mantissa != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+mantissa, exponent-25)
}

// decode returns the numbers of a tensor.
func (d dtype) decode(name string, b []byte) ([]float64, error) {
	values := make([]float64, len(b)/d.size)
	for i := range values {
		values[i] = d.value(b[i*d.size:])
		if inexact := math.Abs(values[i]) >= 1<<53; inexact && (name == "I64" || name == "U64") {
			return nil, fmt.Errorf("found %.0f as element %d, expected whole numbers below 2⁵³, which Float64 holds", values[i], i)
		}
	}
	return values, nil
}
