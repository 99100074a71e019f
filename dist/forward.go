package dist

import "github.com/credence-ppl/credence/tensor"

// wrapper has all of the distribution that it wraps. Those that embed it say what they change.
type wrapper struct{ base Distribution }

// Base returns the distribution that is wrapped.
func (w *wrapper) Base() Distribution { return w.base }

func (w *wrapper) BatchShape() tensor.Shape { return w.base.BatchShape() }
func (w *wrapper) EventShape() tensor.Shape { return w.base.EventShape() }
func (w *wrapper) HasRSample() bool         { return w.base.HasRSample() }
func (w *wrapper) Support() Constraint      { return w.base.Support() }

func (w *wrapper) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return w.base.Sample(rng, shape...)
}

func (w *wrapper) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return w.base.RSample(rng, shape...)
}

func (w *wrapper) EnumerateSupport() (*tensor.Tensor, bool) { return w.base.EnumerateSupport() }

func (w *wrapper) DType() (tensor.DType, bool)      { return DTypeOf(w.base) }
func (w *wrapper) CheckDType(t tensor.DType) error  { return checkDType(w.base, t) }
func (w *wrapper) Unmasked() *tensor.Tensor         { return Unmasked(w.base) }
func (w *wrapper) Mean() (*tensor.Tensor, bool)     { return Mean(w.base) }
func (w *wrapper) Variance() (*tensor.Tensor, bool) { return Variance(w.base) }

func (w *wrapper) CDF(x *tensor.Tensor) (*tensor.Tensor, bool)         { return CDF(w.base, x) }
func (w *wrapper) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool)      { return LogCDF(w.base, x) }
func (w *wrapper) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) { return LogSurvival(w.base, x) }
func (w *wrapper) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool)    { return Quantile(w.base, p) }
