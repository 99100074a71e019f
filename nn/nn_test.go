package nn_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Net is two dense layers.
type Net struct {
	FC1 *nn.Linear `nn:"fc1"`
	Out *nn.Linear `nn:"out"`

	note string // not exported, and copied all the same
}

func newNet() *Net { return &Net{FC1: nn.NewLinear(3, 4), Out: nn.NewLinear(4, 2), note: "mine"} }

func (n *Net) Forward(x *tensor.Tensor) *tensor.Tensor {
	return n.Out.Forward(n.FC1.Forward(x).ReLU())
}

// forwarder is a module behind an interface.
type forwarder interface {
	Forward(*tensor.Tensor) *tensor.Tensor
}

// tanh is a module without parameters.
type tanh struct{}

func (*tanh) Forward(x *tensor.Tensor) *tensor.Tensor { return x.Tanh() }

// deep has every kind of field.
type deep struct {
	Blocks []forwarder      `nn:"blocks"`
	Scales []*tensor.Tensor `nn:"scales"`
	Net    *Net             `nn:"net"`
	Mask   *tensor.Tensor   `nn:"-"`
	Name   string
	Act    func(*tensor.Tensor) *tensor.Tensor
}

func newDeep() *deep {
	return &deep{
		Blocks: []forwarder{nn.NewLinear(2, 2), &tanh{}, &tanh{}, nn.NewMLP((*tensor.Tensor).ReLU, 2, 5, 2)},
		Scales: []*tensor.Tensor{tensor.Of([]float64{1, 2}), tensor.Full(3)},
		Net:    newNet(),
		Mask:   tensor.Ones(2),
		Name:   "deep",
		Act:    (*tensor.Tensor).Tanh,
	}
}

var deepPaths = []string{"blocks.0.weight", "blocks.0.bias", "blocks.3.layers.0.weight", "blocks.3.layers.0.bias", "blocks.3.layers.1.weight",
	"blocks.3.layers.1.bias", "scales.0", "scales.1", "net.fc1.weight", "net.fc1.bias", "net.out.weight", "net.out.bias"}

// run is the trace of a model that must be right.
func run(t *testing.T, m ppl.Model) *ppl.Trace {
	t.Helper()
	trace, err := ppl.Run(m, 1)
	require.NoError(t, err)
	return trace
}

// sites are the names of a trace's sites.
func sites(trace *ppl.Trace) []string {
	var names []string
	for name := range trace.Sites() {
		names = append(names, name)
	}
	return names
}

func prefixed(prefix string, paths []string) []string {
	var out []string
	for _, p := range paths {
		out = append(out, prefix+p)
	}
	return out
}

func standard(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }

func TestParametersListsPathsInOrder(t *testing.T) {
	d := newDeep()
	var paths []string
	values := map[string]*tensor.Tensor{}
	for path, w := range nn.Parameters(d) {
		paths = append(paths, path)
		values[path] = w
	}
	require.Equal(t, deepPaths, paths)
	require.Same(t, d.Scales[1], values["scales.1"])
	require.Same(t, d.Net.Out.Bias, values["net.out.bias"])

	for path := range nn.Parameters(d) { // a caller may stop early
		require.Equal(t, deepPaths[0], path)
		break
	}
}

func TestAsCopiesTheModule(t *testing.T) {
	d := newDeep()
	single := nn.As(d, tensor.Float32)
	for path, w := range nn.Parameters(single) {
		require.Equal(t, tensor.Float32, w.DType(), path)
	}
	require.Equal(t, []float64{1, 2}, single.Scales[0].Float64s())
	require.Equal(t, "mine", single.Net.note)
	require.Equal(t, "deep", single.Name)
	require.Same(t, d.Mask, single.Mask, "a constant is shared")
	require.NotNil(t, single.Act)
	for path, w := range nn.Parameters(d) {
		require.Equal(t, tensor.Float64, w.DType(), "the original %s", path)
	}
	require.NotSame(t, d.Net, single.Net)

	// The type may be an interface that holds a module.
	var f forwarder = newNet()
	require.IsType(t, newNet(), nn.As(f, tensor.Float32))
}

// constants has tensors, none of which is a parameter.
type constants struct {
	Mean, Scale *tensor.Tensor `nn:"-"`
}

func TestFieldsWithoutParametersNeedNoTag(t *testing.T) {
	type normalized struct {
		W     *tensor.Tensor `nn:"w"`
		Input *constants
		Next  *normalized `nn:"-"`
	}
	net := &normalized{W: tensor.Zeros(1), Input: &constants{Mean: tensor.Zeros(1)}}
	require.Same(t, net.Input, nn.As(net, tensor.Float32).Input)
}

// Each mistake is found by every function that takes a module, and words say what it is.
func TestWhatIsNoModule(t *testing.T) {
	type untagged struct {
		W *tensor.Tensor `nn:"w"`
		V *tensor.Tensor
	}
	type forgotten struct {
		W     *tensor.Tensor `nn:"w"`
		Heads map[string][]*nn.Linear
	}
	type unexported struct {
		w *tensor.Tensor `nn:"w"`
	}
	type twice struct {
		A *tensor.Tensor `nn:"a"`
		B *tensor.Tensor `nn:"a"`
	}
	type dotted struct {
		A *tensor.Tensor `nn:"a.b"`
	}
	type empty struct {
		A *tensor.Tensor `nn:""`
	}
	type byValue struct {
		L nn.Linear `nn:"l"`
	}
	type number struct {
		N int `nn:"n"`
	}
	type shared struct {
		A *nn.Linear `nn:"a"`
		B *nn.Linear `nn:"b"`
	}
	type cyclic struct {
		W    *tensor.Tensor `nn:"w"`
		Next forwarder      `nn:"next"`
	}
	one := nn.NewLinear(1, 1)
	same := tensor.Zeros(1)
	type loop struct {
		W    *tensor.Tensor `nn:"w"`
		Next any            `nn:"next"`
	}
	l := &loop{W: tensor.Zeros(1)}
	l.Next = &loop{W: tensor.Zeros(2), Next: l}
	_ = unexported{}.w

	for _, c := range []struct {
		net  any
		want string
	}{
		{*newNet(), `nn_test.Net is not a module; a module is a pointer to a struct with nn tags`},
		{nil, `<nil> is not a module; a module is a pointer to a struct with nn tags`},
		{same, `*tensor.Tensor is not a module; a module is a pointer to a struct with nn tags`},
		{(*Net)(nil), `the module is nil`},
		{&tanh{}, `*nn_test.tanh has no parameters; tag its fields, for example nn:"weight"`},
		{&untagged{W: same}, `field V of nn_test.untagged holds tensors and has no tag; give it one, for example nn:"v", or nn:"-" if it is not a parameter`},
		{&forgotten{W: same}, `field Heads of nn_test.forgotten holds tensors and has no tag; give it one, for example nn:"heads", or nn:"-" if it is not a parameter`},
		{&unexported{}, `field w of nn_test.unexported has a tag and is not exported, so that it cannot be set; export it`},
		{&twice{same, one.Bias}, `fields A and B of nn_test.twice have the same tag nn:"a"; paths must differ`},
		{&dotted{same}, `field A of nn_test.dotted has the tag nn:"a.b"; a tag is a name without dots, slashes and spaces`},
		{&empty{same}, `field A of nn_test.empty has the tag nn:""; a tag is a name without dots, slashes and spaces`},
		{&byValue{*one}, `"l" has type nn.Linear; a tagged field is a *tensor.Tensor, a pointer to a struct, a slice of these, or an interface that holds one`},
		{&number{1}, `"n" has type int; a tagged field is a *tensor.Tensor, a pointer to a struct, a slice of these, or an interface that holds one`},
		{&shared{one, one}, `"a" and "b" are the same *nn.Linear; give each its own, and to use one twice use it twice in Forward`},
		{&deep{Net: newNet(), Scales: []*tensor.Tensor{same, same}}, `"scales.0" and "scales.1" are the same *tensor.Tensor; give each its own, and to use one twice use it twice in Forward`},
		{l, `"next.next" is a module that it is itself part of; modules cannot contain themselves`},
		{&Net{FC1: one}, `"out" is a nil *nn.Linear; set it, or tag it nn:"-" to leave it out`},
		{&nn.Linear{Weight: same}, `"bias" is a nil *tensor.Tensor; set it, or tag it nn:"-" to leave it out`},
		{&cyclic{W: same}, `"next" is a nil nn_test.forwarder; set it, or tag it nn:"-" to leave it out`},
	} {
		typed := fmt.Sprintf("nn: module %q: %s", fmt.Sprintf("%T", c.net), c.want)
		require.PanicsWithError(t, typed, func() { nn.Parameters(c.net) })
		require.PanicsWithError(t, typed, func() { nn.As(c.net, tensor.Float32) })

		named := "ppl: before the first site: nn: module \"net\": " + c.want
		_, err := ppl.Run(func(ctx *ppl.Context) { nn.Params(ctx, "net", c.net) }, 1)
		require.EqualError(t, err, named)
		_, err = ppl.Run(func(ctx *ppl.Context) { nn.RandomModule(ctx, "net", c.net, nn.PriorFunc(standard)) }, 1)
		require.EqualError(t, err, named)
	}
}

func ExampleParameters() {
	net := nn.NewMLP((*tensor.Tensor).ReLU, 2, 8, 1)
	for path, w := range nn.Parameters(net) {
		fmt.Println(path, w.Shape())
	}
	// Output:
	// layers.0.weight [8 2]
	// layers.0.bias [8]
	// layers.1.weight [1 8]
	// layers.1.bias [1]
}

func ExampleAs() {
	net := nn.As(nn.NewLinear(2, 1), tensor.Float32)
	fmt.Println(net.Weight.DType())
	// Output: Float32
}
