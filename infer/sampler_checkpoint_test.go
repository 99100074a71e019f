package infer_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func savedBytes(t testing.TB, s *Sampler) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, s.Save(&b))
	return b.Bytes()
}

func TestSavedSamplerGoesOn(t *testing.T) {
	m := MCMC{Chains: 2, Warmup: 150, Seed: 3}
	whole, err := m.Sampler(eightSchools)
	require.NoError(t, err)
	_, err = whole.Run(background, 20)
	require.NoError(t, err)
	saved := savedBytes(t, whole)
	want, err := whole.Run(background, 20)
	require.NoError(t, err)

	m.Seed, m.Warmup = 8, 70
	loaded, err := m.Sampler(eightSchools)
	require.NoError(t, err)
	require.NoError(t, loaded.Load(bytes.NewReader(saved)))
	require.Equal(t, saved, savedBytes(t, loaded))
	got, err := loaded.Run(background, 20)
	require.NoError(t, err)
	sameDraws(t, want, got)
	require.Equal(t, want.Sampling(), got.Sampling())
}

// TestSavedAtEveryTransition: another sampler goes on after every transition, in the warm-up and after it.
func TestSavedAtEveryTransition(t *testing.T) {
	for name, kernel := range map[string]Kernel{
		"NUTS": NUTS{}, "HMC": HMC{PathLength: 1, Metric: Metric{Diagonal: true}}, "Fisher": NUTS{Metric: Metric{Fisher: true}},
		"blocks": NUTS{Metric: Metric{Blocks: [][]string{{"y"}}}}, "random walk": RandomWalk{Scale: 1}, "Langevin": &langevin{step: 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			const n = 6
			m := MCMC{Kernel: kernel, Chains: 2, Warmup: 40, Draws: n, Thin: 2, Seed: 5}
			whole, err := m.Run(background, new(watched).model)
			require.NoError(t, err)

			var w watched
			s, err := m.Sampler(w.model)
			require.NoError(t, err)
			saved := savedBytes(t, s)
			m.Seed = 6 // the saved one is loaded
			var got pieces
			for got.n < n {
				w.call.Store(nil)
				s, err := m.Sampler(w.model)
				require.NoError(t, err)
				require.NoError(t, s.Load(bytes.NewReader(saved)))
				require.Equal(t, saved, savedBytes(t, s))
				ctx, cancel := context.WithCancel(background)
				w.call.Store((*func())(&cancel))
				d, err := s.Run(ctx, n-got.n)
				if err != nil {
					require.ErrorIs(t, err, context.Canceled)
				}
				if d != nil && d.Chains() == 2 {
					got.add(d)
				}
				cancel()
				saved = savedBytes(t, s)
			}
			got.requireSame(t, whole)
		})
	}
}

// TestSavedDrawsComeBack: those that a run which failed has left in the sampler, of all element types.
func TestSavedDrawsComeBack(t *testing.T) {
	model := func(w *watched) ppl.Model {
		return func(c *ppl.Context) {
			w.model(c)
			ppl.Deterministic(c, "half", tensor.Of([]float32{1, 2, 0.1}))
			ppl.Deterministic(c, "infinite", tensor.Scalar(math.Inf(1)))
			ppl.Deterministic(c, "none", tensor.Zeros(0))
		}
	}
	m := MCMC{Chains: 2, Warmup: 20, Draws: 30, Seed: 5}
	whole, err := m.Run(background, model(new(watched)))
	require.NoError(t, err)

	var w watched
	s, err := m.Sampler(model(&w))
	require.NoError(t, err)
	_, err = s.Run(background, 5)
	require.NoError(t, err)
	var runs atomic.Int64
	fail := func() {
		if runs.Add(1) > 60 {
			panic(&draws.Error{Detail: "on purpose"})
		}
	}
	w.call.Store(&fail)
	d, err := s.Run(background, 25)
	require.ErrorContains(t, err, "on purpose")
	require.Nil(t, d)
	saved := savedBytes(t, s)

	w.call.Store(nil)
	loaded, err := m.Sampler(model(&w))
	require.NoError(t, err)
	require.NoError(t, loaded.Load(bytes.NewReader(saved)))
	got, err := loaded.Run(background, 25)
	require.NoError(t, err)
	for _, name := range whole.Names() {
		require.Equal(t, whole.Get(name).Slice(1, 5, 30).Float64s(), got.Get(name).Float64s(), name)
	}
	require.Equal(t, whole.Sampling(), got.Sampling())

	// Draws of other sites, or further apart, do not go with them.
	m.Sites = []string{"x"}
	other, err := m.Sampler(model(&w))
	require.NoError(t, err)
	require.ErrorContains(t, other.Load(bytes.NewReader(saved)), "it has draws of [")
	m.Sites, m.Thin = nil, 2
	other, err = m.Sampler(model(&w))
	require.NoError(t, err)
	require.ErrorContains(t, other.Load(bytes.NewReader(saved)), "it has draws with Thin: 1, this one has Thin: 2")
}

const savedMagic = "credence sampler\n"

// parts are the header of a saved sampler and its values, without their checksums.
func parts(data []byte) (header, values []byte) {
	begin := len(savedMagic) + 8
	length := int(binary.LittleEndian.Uint32(data[begin-4:]))
	return data[begin : begin+length], data[begin+length+4 : len(data)-4]
}

// joined is a saved sampler of such parts, with the checksums that they should have.
func joined(header, values []byte) []byte {
	data := binary.LittleEndian.AppendUint32([]byte(savedMagic), 4)
	data = append(binary.LittleEndian.AppendUint32(data, uint32(len(header))), header...)
	data = binary.LittleEndian.AppendUint32(data, crc32.ChecksumIEEE(data))
	data = append(data, values...)
	return binary.LittleEndian.AppendUint32(data, crc32.ChecksumIEEE(values))
}

// resummed is data with the checksums of a saved sampler, if there is room for them, so that more than these is read.
func resummed(data []byte) []byte {
	begin := len(savedMagic) + 8
	if len(data) < begin+8 {
		return data
	}
	length := int(binary.LittleEndian.Uint32(data[begin-4:]))
	if length < 0 || length > len(data)-begin-8 {
		return data
	}
	return joined(parts(data))
}

// edited is a saved sampler whose header was changed.
func edited(t *testing.T, data []byte, change func(state map[string]any, first map[string]any)) []byte {
	t.Helper()
	header, values := parts(data)
	var state map[string]any
	require.NoError(t, json.Unmarshal(header, &state))
	change(state, state["chains"].([]any)[0].(map[string]any))
	header, err := json.Marshal(state)
	require.NoError(t, err)
	return joined(header, values)
}

// bits are numbers as a saved sampler has them.
func bits(values ...float64) string {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func TestWhatASavedSamplerIsRefusedFor(t *testing.T) {
	m := MCMC{Chains: 2, Warmup: 60, Seed: 3}
	in := func(warm bool) (*Sampler, []byte) {
		var w watched
		s, err := m.Sampler(w.model)
		require.NoError(t, err)
		if warm {
			_, err = s.Run(background, 3)
			require.NoError(t, err)
		} else {
			for range 2 {
				ctx, cancel := context.WithCancel(background)
				w.call.Store((*func())(&cancel))
				_, err = s.Run(ctx, 3)
				require.ErrorIs(t, err, context.Canceled)
			}
		}
		return s, savedBytes(t, s)
	}
	set := func(key string, value any) func(state, first map[string]any) {
		return func(_, first map[string]any) { first[key] = value }
	}
	learned := func(key string, value any) func(state, first map[string]any) {
		return func(_, first map[string]any) { first["state"].(map[string]any)[key] = value }
	}
	inWarmup := func(key string, value any) func(state, first map[string]any) {
		return func(_, first map[string]any) {
			first["state"].(map[string]any)["adaptation"].(map[string]any)["moments"].(map[string]any)[key] = value
		}
	}
	warm, saved := in(true)
	cold, early := in(false)
	require.NoError(t, cold.Load(bytes.NewReader(saved)))
	require.NoError(t, cold.Load(bytes.NewReader(edited(t, early, func(map[string]any, map[string]any) {}))))
	for _, c := range []struct {
		words string
		data  []byte
	}{
		{"this is not a saved sampler", []byte("credence svi\n\x01\x00\x00\x00")},
		{"this is not a saved sampler", nil},
		{"it has version 5, this program reads version 4", bytes.Replace(saved, []byte("sampler\n\x04"), []byte("sampler\n\x05"), 1)},
		{"has version \"4\", which this program does not know", []byte("credence sampler 4\n")},
		{"it is cut short", saved[:200]},
		{"it is cut short", saved[:len(saved)-2]},
		{"something comes after its end", append(bytes.Clone(saved), 0)},
		{"the step size is 0; it is positive and finite", edited(t, saved, learned("step_size", 0))},
		{"the step size is -0.5", edited(t, saved, learned("step_size", -0.5))},
		{"the position is NaN", edited(t, saved, set("position", bits(math.NaN(), 1)))},
		{"the position is 1 with derivative +Inf at element 0 of site \"x\"", edited(t, saved, func(_, first map[string]any) {
			first["position"], first["gradient"] = bits(1, 1), bits(math.Inf(1), 1)
		})},
		{"is not at 2 elements with as many derivatives", edited(t, saved, set("position", bits(1)))},
		{"3 bytes are not numbers of 8 bytes", edited(t, saved, set("position", "AAAA"))},
		{"the variance of element 1 is 0; variances are positive and finite", edited(t, saved, learned("variance", bits(1, 0)))},
		{"the variance of element 1 is +Inf", edited(t, saved, learned("variance", bits(1, math.Inf(1))))},
		{"not positive definite", edited(t, saved, learned("covariances", []string{bits(1, 2, 2, 1)}))},
		{"not positive definite", edited(t, saved, learned("covariances", []string{bits(0, 0, 0, 0)}))},
		{"not finite and symmetric", edited(t, saved, learned("covariances", []string{bits(1, 0.5, 0.1, 1)}))},
		{"not finite and symmetric", edited(t, saved, learned("covariances", []string{bits(math.Inf(1), 0, 0, 1)}))},
		{"another Metric", edited(t, saved, learned("covariances", []string{bits(1)}))},
		{"another Metric", edited(t, saved, learned("covariances", nil))},
		{"another Metric", edited(t, saved, learned("metric", map[string]any{"fisher": true}))},
		{"has counted to -1", edited(t, saved, set("transitions", -1))},
		{"leapfrogs", edited(t, saved, learned("leapfrogs", int64(1e18)))},
		{"5 transitions with a warm-up of 60, and does not have what it learned", edited(t, saved, set("transitions", 5))},
		{"it has a warm-up of -1", edited(t, saved, func(state, _ map[string]any) { state["warmup"] = -1 })},
		{"it has 1 chains, this one has 2", edited(t, saved, func(state, _ map[string]any) { state["chains"] = state["chains"].([]any)[:1] })},
		{"it was made by infer.HMC, this one uses infer.NUTS", edited(t, saved, func(state, _ map[string]any) { state["kernel"] = "infer.HMC" })},
		{"it has the latents [{z [] }]", edited(t, saved, func(state, _ map[string]any) {
			state["latents"] = []any{map[string]any{"name": "z", "shape": []int{}}}
		})},
		{`its kernel tells ["a"] of a draw, this one [`, edited(t, saved, func(state, first map[string]any) {
			first["kept"], state["stats"] = 1, []string{"a"}
		})},
		{"cut short", edited(t, saved, set("kept", 5))},
		{"cut short", edited(t, saved, set("kept", 1<<30))},
		{"has counted to", edited(t, saved, set("kept", -1))},
		{"the log-density at its position is", edited(t, saved, set("log_density", -1.5))},
		{"chain 0: the derivative with respect to element 0 of site \"y\" at its position is", edited(t, saved, func(_, first map[string]any) {
			var g []byte
			g, _ = base64.StdEncoding.DecodeString(first["gradient"].(string))
			g[15] ^= 0x80
			first["gradient"] = base64.StdEncoding.EncodeToString(g)
		})},
		{"the moments of -1 draws", edited(t, early, inWarmup("n", -1))},
		{"the moments of", edited(t, early, inWarmup("draws", bits(1, 2)))},
		{"the warm-up has 2 numbers of", edited(t, early, inWarmup("rows", bits(1, 2)))},
		{"the warm-up has 2 numbers of", edited(t, early, inWarmup("slopes", bits(1, 2)))},
		{"chain 0 has 5 draws after ", edited(t, early, set("kept", 5))},
		{"the step size is 0", edited(t, saved, set("state", nil))},
		{"cannot unmarshal", edited(t, saved, set("state", "?"))},
	} {
		for _, s := range []*Sampler{warm, cold} {
			before := savedBytes(t, s)
			err := s.Load(bytes.NewReader(c.data))
			require.ErrorContains(t, err, c.words)
			var e *CheckpointError
			require.ErrorAs(t, err, &e)
			require.Equal(t, before, savedBytes(t, s), c.words)
		}
	}
	for at := range saved {
		damaged := bytes.Clone(saved)
		damaged[at] ^= 4
		for _, data := range [][]byte{damaged, saved[:at]} {
			require.Error(t, warm.Load(bytes.NewReader(data)), "%d", at)
		}
	}
	require.Equal(t, saved, savedBytes(t, warm))
}

// TestASamplerBesideOtherDataIsRefused: what the density tells.
func TestASamplerBesideOtherDataIsRefused(t *testing.T) {
	model := func(y, scale float64) ppl.Model {
		return func(c *ppl.Context) {
			mu := ppl.Sample(c, "mu", dist.Normal(0, scale))
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(mu, 1), ppl.Obs(tensor.Of([]float64{y, 1, 2})))
			})
		}
	}
	in := func(model ppl.Model) *Sampler {
		s, err := MCMC{Chains: 2, Warmup: 60, Seed: 3}.Sampler(model)
		require.NoError(t, err)
		return s
	}
	s := in(model(1, 5))
	for range 2 { // before the first transition, too
		saved := savedBytes(t, s)
		require.NoError(t, in(model(1, 5)).Load(bytes.NewReader(saved)))
		for _, other := range []ppl.Model{model(1.00001, 5), model(1, 5.00001), model(1, 1e-200), model(math.MaxFloat64, 5)} {
			loaded, err := MCMC{Chains: 2, Warmup: 60, Seed: 3, InitValues: []ppl.Values{{"mu": tensor.Scalar(0)}}}.Sampler(other)
			if err != nil {
				continue // nothing to start from
			}
			before := savedBytes(t, loaded)
			err = loaded.Load(bytes.NewReader(saved))
			require.ErrorContains(t, err, "infer: checkpoint: the saved sampler belongs to another model or other data: chain 0: the log-density at its position is ")
			require.Equal(t, before, savedBytes(t, loaded))
		}
		_, err := s.Run(background, 3)
		require.NoError(t, err)
	}
}

// TestOtherProcessorsRoundOtherwise: that is no reason to refuse a sampler.
func TestOtherProcessorsRoundOtherwise(t *testing.T) {
	for name, k := range map[string]struct {
		data        *tensor.Tensor
		fine, wrong float64
	}{
		"Float64": {tensor.Of([]float64{3, 1, 2}), 1e-13, 1e-8},
		"Float32": {tensor.Of([]float32{3, 1, 2}), 1e-7, 1e-3},
	} {
		s, err := MCMC{Chains: 1, Warmup: 20}.Sampler(func(c *ppl.Context) {
			mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(mu.As(k.data.DType()), 1), ppl.Obs(k.data))
			})
		})
		require.NoError(t, err, name)
		_, err = s.Run(background, 1)
		require.NoError(t, err)
		by := func(relative float64) []byte {
			return edited(t, savedBytes(t, s), func(_, first map[string]any) {
				first["log_density"] = first["log_density"].(float64) * (1 + relative)
			})
		}
		require.NoError(t, s.Load(bytes.NewReader(by(k.fine))), name)
		require.ErrorContains(t, s.Load(bytes.NewReader(by(k.wrong))), "other data", name)
	}
}

// TestOldSavedSamplersAreRead has files of the versions before, and the draws with which the programs of their time
// went on: versions 1 and 2 after draws that a Run had returned, version 3 with draws, and in the warm-up.
func TestOldSavedSamplersAreRead(t *testing.T) {
	for _, c := range []struct {
		file, version string
		n             int
		want          []float64
	}{
		{"sampler-2", "1", 2, []float64{2.863654923211589, 3.4944368000229766, 1.668369610045377, 5.255956644955134}},
		{"sampler-2", "2", 2, []float64{2.863654923211589, 3.4944368000229766, 1.668369610045377, 5.255956644955134}},
		{"sampler-3", "3", 4, []float64{1.8770119985075502, -1.722947645407025, 6.203463979355863, 6.8776234711168645,
			4.118621781887191, 3.5538894208833134, 5.275856667836551, 6.590063673828834}},
		{"sampler-3-warmup", "3", 3, []float64{1.8770119985075502, -1.722947645407025, 6.203463979355863, 4.118621781887191, 3.5538894208833134, 5.275856667836551}},
	} {
		data, err := os.ReadFile("testdata/" + c.file)
		require.NoError(t, err)
		data[len("credence sampler ")] = c.version[0]
		s, err := MCMC{Chains: 2, Warmup: 150, Seed: 3}.Sampler(eightSchools)
		require.NoError(t, err)
		require.NoError(t, s.Load(bytes.NewReader(data)), c.file)
		d, err := s.Run(background, c.n)
		require.NoError(t, err)
		require.InDeltaSlice(t, c.want, d.Get("mu").Float64s(), 1e-4, c.file) // rounding grows along a path

		fresh, err := MCMC{Chains: 2, Kernel: NUTS{Metric: Metric{Fisher: true}}}.Sampler(eightSchools)
		require.NoError(t, err)
		require.ErrorContains(t, fresh.Load(bytes.NewReader(data)), "it has another Metric")
		for at := range data[:len(data)-1] {
			require.Error(t, s.Load(bytes.NewReader(data[:at])), "%s: %d bytes", c.file, at)
		}
	}
}

// TestWhatAnOldSavedSamplerIsRefusedFor: each part of the format, under a checksum that fits but where it is the part.
func TestWhatAnOldSavedSamplerIsRefusedFor(t *testing.T) {
	data, err := os.ReadFile("testdata/sampler-3")
	require.NoError(t, err)
	lines := bytes.SplitN(data, []byte("\n"), 4)
	changed := func(from, to string) []byte {
		state := bytes.Replace(lines[2], []byte(from), []byte(to), 1)
		require.NotEqual(t, lines[2], state)
		sum := fmt.Appendf(nil, "%08x", crc32.ChecksumIEEE(state))
		return bytes.Join([][]byte{lines[0], sum, state, lines[3]}, []byte("\n"))
	}
	for words, data := range map[string][]byte{
		"it is cut short": bytes.Join(lines[:3], []byte("\n")),
		"the saved sampler is damaged or cut short: its checksum does not fit": bytes.Replace(data, []byte(`"seed":3`), []byte(`"seed":4`), 1),
		"the saved sampler is damaged: json: cannot unmarshal string":          changed(`"seed":3`, `"seed":"3"`),
		"the saved sampler is damaged: illegal base64 data":                    changed(`"position":"`, `"position":"?`),
		"the saved sampler is another one: it has another Metric":              changed(`"metric":{}`, `"metric":{"fisher":true}`),
		"the saved sampler is another one: it was made by infer.HMC":           changed(`"kernel":"NUTS"`, `"kernel":"HMC"`),
	} {
		s, err := MCMC{Chains: 2, Warmup: 150, Seed: 3}.Sampler(eightSchools)
		require.NoError(t, err)
		require.ErrorContains(t, s.Load(bytes.NewReader(data)), words)
	}
}

// TestClaimsMakeNoRoom: what a file claims to hold costs nothing before it is there.
func TestClaimsMakeNoRoom(t *testing.T) {
	s, err := MCMC{Chains: 2, Warmup: 60, Seed: 3}.Sampler(eightSchools)
	require.NoError(t, err)
	_, err = s.Run(background, 1)
	require.NoError(t, err)
	saved := savedBytes(t, s)
	for key, claim := range map[string]int64{"kept": 1 << 40, "transitions": 1 << 47} {
		data := edited(t, saved, func(state, first map[string]any) { first[key], state["warmup"] = claim, int64(1)<<47 })
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_ = s.Load(bytes.NewReader(data))
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(20*len(data)+1<<20))
	}

	// The bytes of so many draws cannot be counted.
	s, err = MCMC{Chains: 2, Warmup: 60, Seed: 3}.Sampler(func(c *ppl.Context) {
		ppl.Deterministic(c, "large", ppl.Sample(c, "x", dist.Normal(0, 1)).Expand(1<<17))
	})
	require.NoError(t, err)
	_, err = s.Run(background, 1)
	require.NoError(t, err)
	data := edited(t, savedBytes(t, s), func(_, first map[string]any) { first["kept"], first["transitions"] = int64(1)<<46, int64(1)<<47 })
	require.ErrorContains(t, s.Load(bytes.NewReader(data)), "it claims 70368744177664 draws")
}

// FuzzLoadSampler: whatever the bytes are, they are a sampler, which can be saved, or an error that changes nothing.
func FuzzLoadSampler(f *testing.F) {
	m := MCMC{Chains: 2, Warmup: 30, Seed: 3}
	model := func(c *ppl.Context) {
		x := ppl.Sample(c, "x", dist.Normal(0, 1))
		ppl.Deterministic(c, "small", x.As(tensor.Float32))
	}
	for _, kernel := range []Kernel{NUTS{}, HMC{PathLength: 1}, NUTS{Metric: Metric{Fisher: true}}} {
		m.Kernel = kernel
		s, err := m.Sampler(model)
		require.NoError(f, err)
		f.Add(savedBytes(f, s))
		_, err = s.Run(background, 3)
		require.NoError(f, err)
		f.Add(savedBytes(f, s))
		ctx, cancel := context.WithCancel(background)
		m.Progress = func(Progress) { cancel() }
		s, err = m.Sampler(model)
		require.NoError(f, err)
		_, _ = s.Run(ctx, 10_000)
		f.Add(savedBytes(f, s))
		m.Progress = nil
	}
	m.Kernel = NUTS{}
	s, err := m.Sampler(model)
	require.NoError(f, err)
	start := savedBytes(f, s)
	f.Add(start[:len(start)/2])
	for _, file := range []string{"sampler-2", "sampler-3", "sampler-3-warmup"} {
		data, err := os.ReadFile("testdata/" + file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("credence sampler 3\n00000000\n{}\n"))
	for _, claim := range [][2]string{{`"leapfrogs":`, `"kept":1099511627776,"leapfrogs":`}, {`"transitions":0`, `"transitions":281474976710656`}, {`"warmup":30`, `"warmup":281474976710656`},
		{`"step_size":`, `"step_size":-`}, {`"chains":[`, `"chains":[{},`}, {`"n":0`, `"n":4611686018427387904`}, {`"leapfrogs":`, `"rejected":{"x":-1},"leapfrogs":`}} {
		header, values := parts(start)
		f.Add(joined(bytes.ReplaceAll(header, []byte(claim[0]), []byte(claim[1])), values))
	}
	ended, cancel := context.WithCancel(background)
	cancel()
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, data := range [][]byte{data, resummed(data)} {
			before := savedBytes(t, s)
			err := s.Load(bytes.NewReader(data))
			if err == nil {
				again := savedBytes(t, s)
				require.NoError(t, s.Load(bytes.NewReader(again)))
				require.Equal(t, again, savedBytes(t, s))
				_, err := s.Run(ended, 1)
				if err != nil {
					require.ErrorIs(t, err, context.Canceled)
				}
				continue
			}
			require.True(t, strings.HasPrefix(err.Error(), "infer: checkpoint: "), err.Error())
			require.Equal(t, before, savedBytes(t, s))
		}
	})
}
