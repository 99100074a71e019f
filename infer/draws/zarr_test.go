package draws

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// school returns the draws of two sites in 2 chains of 3, and their statistics.
func school() InferenceData {
	d := New(2, 3)
	d.Add("mu", nil, tensor.Float64, nil)
	d.Add("group/theta", tensor.Shape{2, 2}, tensor.Float32, []string{"schools", ""})
	stats := New(2, 3)
	stats.Add("divergent", nil, tensor.Float64, nil)
	stats.Add("lp", nil, tensor.Float64, nil)
	predicted := New(2, 3)
	predicted.Add("y", tensor.Shape{2}, tensor.Float64, []string{"schools"})
	for c := range 2 {
		for i := range 3 {
			v := float64(10*c + i)
			d.Put("mu", c, i, tensor.Scalar(v))
			d.Put("group/theta", c, i, tensor.Of([]float32{float32(v), 0.5, 1, 2}, 2, 2))
			stats.Put("divergent", c, i, tensor.Scalar(float64(i%2)))
			stats.Put("lp", c, i, tensor.Scalar(-v))
			predicted.Put("y", c, i, tensor.Of([]float64{v, -v}))
		}
	}
	d.stats = stats
	return InferenceData{
		Posterior: d, PosteriorPredictive: predicted,
		Observed: map[string]*tensor.Tensor{"y": tensor.Of([]float64{1, math.NaN()})},
		Constant: map[string]*tensor.Tensor{"scale": tensor.Scalar(3)},
		Coords:   map[string][]string{"schools": {"Choate", "Phillips Ändover"}},
	}
}

// variable is an array as a reader finds it.
type variable struct {
	Dims   []string `json:"dims"`
	DType  string   `json:"dtype"`
	Values []any    `json:"values"`
}

func requireSchool(t *testing.T, found map[string]map[string]variable) {
	mu := []any{0.0, 1.0, 2.0, 10.0, 11.0, 12.0}
	require.Equal(t, variable{[]string{"chain", "draw"}, "float64", mu}, found["posterior"]["mu"])
	theta := found["posterior"]["group.theta"]
	require.Equal(t, []string{"chain", "draw", "schools", "group.theta_dim_1"}, theta.Dims)
	require.Equal(t, "float32", theta.DType)
	require.Equal(t, []any{0.0, 0.5, 1.0, 2.0, 1.0, 0.5, 1.0, 2.0}, theta.Values[:8])
	require.Equal(t, []any{"Choate", "Phillips Ändover"}, found["posterior"]["schools"].Values)
	require.Equal(t, []any{0.0, 1.0}, found["posterior"]["group.theta_dim_1"].Values)
	require.Equal(t, []any{0.0, 1.0, 2.0}, found["posterior"]["draw"].Values)
	require.Equal(t, variable{[]string{"chain", "draw"}, "bool", []any{false, true, false, false, true, false}}, found["sample_stats"]["diverging"])
	require.Equal(t, []any{0.0, -1.0, -2.0, -10.0, -11.0, -12.0}, found["sample_stats"]["lp"].Values)
	require.Equal(t, []string{"chain", "draw", "schools"}, found["posterior_predictive"]["y"].Dims)
	require.Equal(t, []string{"schools"}, found["observed_data"]["y"].Dims)
	require.Equal(t, 1.0, found["observed_data"]["y"].Values[0])
	require.Equal(t, []any{3.0}, found["constant_data"]["scale"].Values)
	require.Len(t, found, 5)
}

// TestZarr reads a store by a reader of its own, of whole arrays.
func TestZarr(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run.zarr")
	require.NoError(t, school().SaveZarr(folder))
	found := readStore(t, folder)
	require.True(t, math.IsNaN(found["observed_data"]["y"].Values[1].(float64)))
	requireSchool(t, found)
}

// TestZarrInArviZ has ArviZ read a store, if CREDENCE_ARVIZ names a Python that has arviz-base 1 and zarr.
func TestZarrInArviZ(t *testing.T) {
	python := os.Getenv("CREDENCE_ARVIZ")
	if python == "" {
		t.Skip("CREDENCE_ARVIZ does not name a Python with ArviZ")
	}
	folder := filepath.Join(t.TempDir(), "run.zarr")
	data := school()
	data.Observed["y"] = tensor.Of([]float64{1, 2}) // JSON has no NaN
	require.NoError(t, data.SaveZarr(folder))
	out, err := exec.Command(python, filepath.Join("testdata", "read_store.py"), folder).Output()
	require.NoError(t, err)
	var found map[string]map[string]variable
	require.NoError(t, json.Unmarshal(out, &found))
	requireSchool(t, found)
}

// masked returns the log-likelihood of three numbers and of three pairs, of which the second are not data.
func masked() InferenceData {
	l := LogLikelihood{Draws: New(4, 100)}
	for _, name := range []string{"y", "pair"} {
		l.Add(name, tensor.Shape{3}, tensor.Float64, []string{"rows"})
		for c := range 4 {
			for i := range 100 {
				at := math.Sin(float64(100*c + i))
				l.Put(name, c, i, tensor.Of([]float64{at - 1, 0, -at * at}))
			}
		}
		l.SetMask(name, tensor.Of([]float64{1, 0, 1}))
	}
	return InferenceData{Posterior: l.With("mu", tensor.NewRNG(1).Normal(4, 100)), LogLikelihood: l.Draws,
		Observed: map[string]*tensor.Tensor{"y": tensor.Of([]float64{1, 2, 3}), "pair": tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 3, 2), "other": tensor.Ones(3)},
		Constant: map[string]*tensor.Tensor{"y": tensor.Of([]float64{1, 2, 3})}}
}

// What a mask leaves out is NaN in a store.
func TestZarrOfMasked(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run.zarr")
	require.NoError(t, masked().SaveZarr(folder))
	found := readStore(t, folder)
	require.Equal(t, "[1 NaN 3]", fmt.Sprint(found["observed_data"]["y"].Values))
	require.Equal(t, "[1 2 NaN NaN 5 6]", fmt.Sprint(found["observed_data"]["pair"].Values))
	require.Equal(t, "[1 1 1]", fmt.Sprint(found["observed_data"]["other"].Values))
	require.Equal(t, "[1 2 3]", fmt.Sprint(found["constant_data"]["y"].Values))
	for i, v := range found["log_likelihood"]["y"].Values {
		require.Equal(t, i%3 == 1, math.IsNaN(v.(float64)))
	}
	require.Zero(t, masked().LogLikelihood.Get("y").At(0, 0, 1), "what is written is a copy")
}

// ArviZ finds as many data as are not masked, once rows of no number are dropped, and the same LOO.
func TestMaskedLOOInArviZ(t *testing.T) {
	python := os.Getenv("CREDENCE_ARVIZ")
	if python == "" {
		t.Skip("CREDENCE_ARVIZ does not name a Python with ArviZ")
	}
	folder := filepath.Join(t.TempDir(), "run.zarr")
	data := masked()
	require.NoError(t, data.SaveZarr(folder))
	out, err := exec.Command(python, "-W", "ignore", "-c", `import arviz, json, sys
data = arviz.from_zarr(sys.argv[1])
group = data["log_likelihood"]
group.dataset = group.to_dataset().dropna("rows")
loo = arviz.loo(data, var_name="y", reff=1)
json.dump([float(loo.n_data_points), float(loo.elpd)], sys.stdout)`, folder).CombinedOutput()
	require.NoError(t, err, "%s", out)
	var found [2]float64
	require.NoError(t, json.Unmarshal(out, &found), "%s", out)
	e := LogLikelihood{Draws: data.LogLikelihood}.LOO("y")
	require.Equal(t, float64(len(e.Points)), found[0])
	require.InDelta(t, e.Estimate, found[1], 0.02)
}

func TestZarrInChunks(t *testing.T) {
	for _, shape := range []tensor.Shape{{3000}, {chunkElements + 1}} {
		d := New(2, 1001)
		if shape[0] > 3000 {
			d = New(2, 2)
		}
		d.Add("w", shape, tensor.Float32, nil)
		values := tensor.Raw[float32](d.Get("w"))
		for i := range values {
			values[i] = float32(i % 9973)
		}
		folder := filepath.Join(t.TempDir(), "run.zarr")
		require.NoError(t, InferenceData{Prior: d}.SaveZarr(folder))
		path := filepath.Join(folder, "prior", "w")
		var n node
		readJSON(t, filepath.Join(path, zarrFile), &n)
		chunk := shapeOf(n.ChunkGrid.Configuration["chunk_shape"])
		require.LessOrEqual(t, chunk.Size(), max(chunkElements, shape[0]))
		seen := 0
		for c := range d.Chains() {
			for _, i := range []int{0, chunk[1] - 1, min(chunk[1], d.Draws()-1), d.Draws() - 1} {
				file, err := os.ReadFile(filepath.Join(path, "c", fmt.Sprint(c/chunk[0]), fmt.Sprint(i/chunk[1]), "0"))
				require.NoError(t, err)
				require.Len(t, file, 4*chunk.Size())
				at := ((c%chunk[0])*chunk[1] + i%chunk[1]) * shape[0]
				for _, e := range []int{0, shape[0] - 1} {
					bits := uint32(file[4*(at+e)]) | uint32(file[4*(at+e)+1])<<8 | uint32(file[4*(at+e)+2])<<16 | uint32(file[4*(at+e)+3])<<24
					require.Equal(t, values[(c*d.Draws()+i)*shape[0]+e], math.Float32frombits(bits))
					seen++
				}
			}
		}
		require.Equal(t, 2*2*4, seen)
	}
}

func TestZarrKeepsWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run.zarr")
	data := school()
	require.NoError(t, data.SaveZarr(folder))
	data.Constant["scale"] = tensor.Scalar(4)
	require.NoError(t, data.SaveZarr(folder))
	require.Equal(t, []any{4.0}, readStore(t, folder)["constant_data"]["scale"].Values)

	data.Constant["dose"] = tensor.Of([]float64{3, 4})
	data.Dims = map[string][]string{"dose": {"schools"}}
	require.NoError(t, data.SaveZarr(folder))
	require.Equal(t, []string{"schools"}, readStore(t, folder)["constant_data"]["dose"].Dims)
	data.Dims["dose"] = nil
	require.ErrorContains(t, data.SaveZarr(folder), `there are 0 names in Dims for the 1 dimensions of "dose"`)
	delete(data.Dims, "dose")

	data.Coords = map[string][]string{"schools": {"one"}}
	require.ErrorContains(t, data.SaveZarr(folder), `there are 1 names in Coords for the 2 rows of "schools"`)
	require.Equal(t, []any{4.0}, readStore(t, folder)["constant_data"]["scale"].Values)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)

	other := filepath.Join(dir, "thesis")
	require.NoError(t, os.Mkdir(other, 0o700))
	require.ErrorContains(t, school().SaveZarr(other), "is not a Zarr store")
	require.DirExists(t, other)
}

func TestZarrRefuses(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run.zarr")
	named := func(sites ...string) *Draws {
		d := New(1, 1)
		for _, s := range sites {
			d.Add(s, nil, tensor.Float64, nil)
		}
		return d
	}
	for want, data := range map[string]InferenceData{
		"there is nothing to write":             {},
		`a store cannot have an array "x.y"`:    {Posterior: named("x.y", "x/y")},
		`a store cannot have an array ".."`:     {Posterior: named("..")},
		`the value of "y" is nil`:               {Observed: map[string]*tensor.Tensor{"y": nil}},
		`"rows", which is not a dimension; the`: {Posterior: named("x"), Coords: map[string][]string{"rows": {"a"}}},
	} {
		require.ErrorContains(t, data.SaveZarr(folder), want)
		require.NoFileExists(t, folder)
	}
	require.ErrorContains(t, school().SaveZarr(filepath.Join(folder, "none", "run.zarr")), "no such file")
}

// TestZarrDimensions has names that stand for dimensions of two sizes, for a site, and twice in one site.
func TestZarrDimensions(t *testing.T) {
	d := New(1, 1)
	d.Add("a", tensor.Shape{2}, tensor.Float64, []string{"rows"})
	d.Add("b", tensor.Shape{3}, tensor.Float64, []string{"rows"})
	d.Add("c", tensor.Shape{2, 2}, tensor.Float64, []string{"rows", "rows"})
	d.Add("e", tensor.Shape{4}, tensor.Float64, []string{"a"})
	d.Add("f", tensor.Shape{0}, tensor.Float64, []string{"none"})
	folder := filepath.Join(t.TempDir(), "run.zarr")
	require.NoError(t, InferenceData{Posterior: d}.SaveZarr(folder))
	found := readStore(t, folder)["posterior"]
	require.Equal(t, "rows", found["a"].Dims[2])
	require.Equal(t, "b_dim_0", found["b"].Dims[2])
	require.Equal(t, []string{"rows", "c_dim_1"}, found["c"].Dims[2:])
	require.Equal(t, "e_dim_0", found["e"].Dims[2])
	require.Len(t, found["b_dim_0"].Values, 3)
	require.Empty(t, found["f"].Values)
}

func readJSON(t *testing.T, file string, into any) {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}

func shapeOf(v any) tensor.Shape {
	var s tensor.Shape
	for _, n := range v.([]any) {
		s = append(s, int(n.(float64)))
	}
	return s
}

// readStore reads all arrays of a store, each of which is one chunk, by the metadata at its root.
func readStore(t *testing.T, folder string) map[string]map[string]variable {
	var root node
	readJSON(t, filepath.Join(folder, zarrFile), &root)
	found := map[string]map[string]variable{}
	for path, n := range root.Consolidated.Metadata {
		var own node
		readJSON(t, filepath.Join(folder, path, zarrFile), &own)
		require.Equal(t, n, own)
		if n.NodeType == "group" {
			continue
		}
		group, name := filepath.Split(path)
		group = filepath.Clean(group)
		if found[group] == nil {
			found[group] = map[string]variable{}
		}
		v := variable{Dims: n.Dimensions, DType: n.DataType}
		if n.Shape.Size() > 0 {
			file := filepath.Join(folder, path, "c")
			for range *n.Shape {
				file = filepath.Join(file, "0")
			}
			bytes, err := os.ReadFile(file)
			require.NoError(t, err)
			v.Values = decode(n.DataType, bytes)
			require.Len(t, v.Values, n.Shape.Size())
		}
		found[group][name] = v
	}
	return found
}

// decode returns the elements of a chunk, numbers as those of JSON.
func decode(dtype string, b []byte) (values []any) {
	uint := func(n int) (v uint64) {
		for i := range n {
			v |= uint64(b[i]) << (8 * i)
		}
		b = b[n:]
		return v
	}
	if dtype == "string" {
		for range uint(4) {
			n := uint(4)
			values = append(values, string(b[:n]))
			b = b[n:]
		}
		return values
	}
	for len(b) > 0 {
		switch dtype {
		case "float64":
			values = append(values, math.Float64frombits(uint(8)))
		case "float32":
			values = append(values, float64(math.Float32frombits(uint32(uint(4)))))
		case "int64":
			values = append(values, float64(uint(8)))
		case "bool":
			values = append(values, uint(1) != 0)
		}
	}
	return values
}

func ExampleInferenceData_SaveZarr() {
	posterior := New(4, 1000) // from a sampler
	posterior.Add("effect", tensor.Shape{2}, tensor.Float64, []string{"schools"})

	data := InferenceData{
		Posterior: posterior,
		Coords:    map[string][]string{"schools": {"Choate", "Deerfield"}},
	}
	folder := filepath.Join(os.TempDir(), "example.zarr")
	defer os.RemoveAll(folder)
	fmt.Println(data.SaveZarr(folder))
	// Output: <nil>
}
