// Package tensor provides dense arrays of floating-point numbers and differentiates what is computed with them. A
// [Tensor] has a shape of any rank up to [MaxRank] and one of two element types, [Float64] by default or [Float32]
// where asked for. Operations are functions and methods that return new tensors; shapes broadcast as in NumPy, from the
// right. Nothing is changed in place. What does not fit panics with an [*Error] that says what was found, what was
// expected and what to do; entries that run models return it as an error.
//
//	x := tensor.Of([]float64{1, 2, 3, 4}, 4)
//	y := tensor.Of([]float64{3.1, 4.9, 7.2, 8.8}, 4)
//
//	// The squared error of a line, and its derivative with respect to slope and intercept.
//	loss := func(p ...*tensor.Tensor) *tensor.Tensor {
//		line := tensor.Add(tensor.Mul(x, p[0]), p[1])
//		return tensor.Sub(y, line).Square().Sum()
//	}
//	slope, intercept := tensor.Scalar(0), tensor.Scalar(0)
//	for range 1000 {
//		_, g := tensor.ValueAndGrad(loss, slope, intercept)
//		slope = tensor.Sub(slope, tensor.Mul(g[0], 0.01))
//		intercept = tensor.Sub(intercept, tensor.Mul(g[1], 0.01))
//	}
//	fmt.Println(slope, intercept) // 1.94 1.15
//
// # Values
//
// [Of], [Scalar], [Full], [Zeros], [Ones], [FromMat] and the likes of [ZerosLike] make tensors. A tensor of one value
// spread over its shape, such as Zeros(1000, 1000), stores that value once. Reshape, T and slices of the first
// dimension share memory with the tensor they are taken from.
//
// Numbers are operands like tensors: tensor.Mul(x, 2). Numbers and tensors of rank 0 take the element type of the
// other operand. Tensors of rank above 0 must agree; As converts. Sums of Float32 are taken in Float64.
//
// # Operations
//
// Arithmetic broadcasts: [Add], [Sub], [Mul], [Div], [Pow], [Maximum], [Minimum], the comparisons [Less], [LessEqual]
// and [Equal] with [Where], and the functions of one argument, which are methods: Exp, Log, Tanh, Softplus, Lgamma, …
// Reductions name the dimensions they remove: Sum, Mean, Max, LogSumExp. Products are MatMul and [Linear]. Take,
// Slice, [Concat], [Stack], Permute and Expand move elements. An [RNG] draws, reproducibly for a seed on any number
// of processors.
//
// # Derivatives
//
// [ValueAndGrad] is the simple way. Underneath, a [Tape] records the operations of one run, and [Tape.Backward] goes
// through them in reverse. Every operation has a first derivative, or none (comparisons, ArgMax); there are no second
// derivatives. Except in matrix products, a term whose adjoint is 0 adds nothing, even where its factor is infinite
// or NaN, so that what [Where] leaves out has no effect.
//
// While a run is being differentiated, values that depend on what is differentiated cannot be read as Go numbers,
// because the derivative would be lost; Detach says that it is meant. Tensors live as long as their run; Detach also
// keeps a value longer.
//
// # Operations of your own
//
// The rest of this page serves code that adds operations, as dist does, that owns parameters, as optimizers do, or that
// runs models, as infer does. Programs that compute with tensors need none of it.
//
//   - Operations by a formula: [Elementwise].
//   - Others: [Op] with [Kernel], [Case] and [Input] describes one, [Register] enters it in the table that [Table]
//     returns, [Apply] and [RNG.Apply] run it. Its functions see a [Call], which has an [Operand] for each input and
//     the output, with [Values] and their [Grad], and [Scratch]. A [Walk] goes through them, a [Sink] ([SinkOf]) adds
//     up derivatives; [Blocks] ([BlocksOf]) do both for a formula. [RNG.Reserve] gives a random operation its [Source].
//   - Optimizers and checks: [Raw] and [RawShape] give access to memory; [Bound], [Within] and [Moderate] say what is
//     known of values, so that they need not be scanned.
//   - Engines: [Tape] differentiates and lends memory, [Record] makes a [Program], [NoiseOf] and [InputOf] find how a
//     draw was made.
//
// The life of a call, from [Apply] to adjoint:
//
//  1. [Apply] finds the tape and the element type of the inputs and fits them to what the operation accepts:
//     conversions and copies are calls of their own.
//  2. The operation's Shape, or broadcasting, gives the output's shape and a plan: runs of elements along which each
//     input advances or stays ([Call.Plan], [Call.Walk]).
//  3. The output and the scratch space come from the tape's memory, and Forward computes.
//  4. If some input needs a derivative, the tape keeps the [Call]. Otherwise it is forgotten.
//  5. [Tape.Backward] goes through the calls in reverse. Where the output's adjoint was reached, VJP adds to those of
//     the inputs, through a [Sink] if several terms meet in one element.
//  6. [Tape.Grad] reads the adjoint of a [Tape.Leaf]. [Tape.Reset] begins the next run in the same memory.
//
// Package optest checks operations.
package tensor
