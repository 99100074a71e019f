package peers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// table is what other libraries answered.
type table struct {
	Peers    map[string]string // their names and versions
	Families []family
}

type family struct {
	Family     string // in package families
	Here       string // how it is written, if not by its name and the parameters
	Parameters []string
	At         []struct{ Arguments, Values []any }
	Exact      [][]real // log-densities at the values
	Peers      map[string]entry
}

type entry struct {
	Says, Wrong string
	Call        call  // the same distribution
	Guess       *call // looks like it, and is another one
}

type call struct {
	Call, Of string // the library's distribution, and its value for the value x
	Answers  []struct {
		LogDensity     []real `json:"log_density"`
		Mean, Variance any
	}
}

// real is a number, a word for one that JSON does not have, or null, which is what a library refuses.
type real struct {
	float64
	refused bool
}

func (r *real) UnmarshalJSON(text []byte) (err error) {
	if r.refused = string(text) == "null"; !r.refused {
		r.float64, err = strconv.ParseFloat(strings.Trim(string(text), `"`), 64)
	}
	return err
}

func read(t *testing.T) (p table) {
	text, err := os.ReadFile("../../testdata/peers.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &p))
	return p
}

// tensorOf returns numbers in nested lists as a tensor.
func tensorOf(v any) *tensor.Tensor {
	switch v := v.(type) {
	case []any:
		rows := make([]*tensor.Tensor, len(v))
		for i, row := range v {
			rows[i] = tensorOf(row)
		}
		return tensor.Stack(0, rows...)
	case string:
		f, _ := strconv.ParseFloat(v, 64)
		return tensor.Scalar(f)
	}
	return tensor.Scalar(v.(float64))
}

// difference is an answer that is not what is wanted.
type difference struct {
	what, where string
	got, want   float64
}

// differences returns where log-densities differ by more than 1e-9, or relatively, and by 1e-7 the moments that both
// know; the largest first.
func (f family) differences(t *testing.T, c call) (found []difference) {
	require.Len(t, c.Answers, len(f.At), "%s: %s was asked something else; run families_peer.py", f.Family, c.Call)
	for i, at := range f.At {
		d, answer := f.distribution(i), c.Answers[i]
		for j, x := range at.Values {
			got, want := answer.LogDensity[j], f.Exact[i][j].float64
			if !got.refused && !near(got.float64, want) {
				found = append(found, difference{"the log-density of " + shown(x), f.where(i), got.float64, want})
			}
		}
		for _, m := range []struct {
			name string
			of   func(dist.Distribution) (*tensor.Tensor, bool)
			got  any
		}{{"mean", dist.Mean, answer.Mean}, {"variance", dist.Variance, answer.Variance}} {
			want, known := m.of(d)
			if !known || m.got == nil {
				continue
			}
			got := tensorOf(m.got)
			if m.name == "variance" && got.Size() != want.Size() {
				continue // a covariance
			}
			require.Equal(t, want.Size(), got.Size(), "%s of %s", m.name, c.Call)
			for k, w := range want.Float64s() {
				if g := got.Float64s()[k]; !math.IsNaN(w) && !math.IsInf(w, 0) && !(math.Abs(g-w) <= 1e-7*math.Abs(w)+1e-12) {
					found = append(found, difference{"the " + m.name, f.where(i), g, w})
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b difference) int { return cmp.Compare(b.size(), a.size()) })
	return found
}

// size is how much they differ, in relation to what is wanted.
func (d difference) size() float64 {
	if math.IsNaN(d.got) {
		return math.Inf(1)
	}
	return math.Abs(d.got-d.want) / max(1, math.Abs(d.want))
}

// digits returns how many digits it takes to tell the two apart.
func (d difference) digits() (n int) {
	for n = 4; n < 17 && decimal(d.got, n) == decimal(d.want, n); n++ {
	}
	return n
}

func (d difference) String() string {
	return fmt.Sprintf("%s %s is %s, and exactly %s", d.what, d.where, decimal(d.got, d.digits()), decimal(d.want, d.digits()))
}

// near reports whether two log-densities are those of densities that agree to nine digits, or do so themselves.
func near(got, want float64) bool {
	return got == want || math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))
}

// decimal returns a number with up to so many digits, with -1 as many as it has.
func decimal(v float64, digits int) string {
	text := strconv.FormatFloat(v, 'g', digits, 64)
	if mantissa, exponent, _ := strings.Cut(text, "e"); digits > 0 && strings.Contains(mantissa, ".") {
		text = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		if exponent != "" {
			text += "e" + exponent
		}
	}
	return strings.NewReplacer("e+0", "e", "e+", "e", "e-0", "e−", "-", "−").Replace(text)
}

// shown returns an argument as a reader would write it.
func shown(v any) string {
	switch v := v.(type) {
	case float64:
		return decimal(v, -1)
	case []any:
		words := make([]string, len(v))
		for i := range v {
			words[i] = shown(v[i])
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// distribution returns the family with the i-th arguments.
func (f family) distribution(i int) dist.Distribution {
	var params []*tensor.Tensor
	for _, a := range f.At[i].Arguments {
		params = append(params, tensorOf(a))
	}
	return families.Named(f.Family).Build(params...)
}

// where says what the i-th arguments are.
func (f family) where(i int) string {
	var words []string
	for k, a := range f.At[i].Arguments {
		words = append(words, f.Parameters[k]+" = "+shown(a))
	}
	return "at " + strings.Join(words, ", ")
}

// TestAgreement compares with what other libraries answer to calls in their own words. Where one differs, the table
// says why, and this holds that it still does; and that calls that look right and are not are other distributions.
func TestAgreement(t *testing.T) {
	for _, f := range read(t).Families {
		t.Run(f.Family, func(t *testing.T) {
			for i, at := range f.At {
				for j, x := range at.Values {
					got := f.distribution(i).LogProb(tensorOf(x)).Item()
					want := f.Exact[i][j].float64
					if got != want && !(math.Abs(got-want) <= 1e-11*max(1, math.Abs(want))) {
						t.Errorf("the log-density of %v is %v here, and exactly %v, %s", x, got, want, f.where(i))
					}
				}
			}
			for peer, p := range f.Peers {
				switch differences := f.differences(t, p.Call); {
				case p.Wrong == "" && len(differences) > 0:
					t.Errorf("%s: %s; say why in families_table.py:\n%v", peer, p.Call.Call, differences)
				case p.Wrong != "" && len(differences) == 0:
					t.Errorf("%s: %s is right where it is said to be wrong", peer, p.Call.Call)
				}
				if p.Guess != nil && len(f.differences(t, *p.Guess)) == 0 {
					t.Errorf("%s: %s is said to be another distribution", peer, p.Guess.Call)
				}
			}
		})
	}
}

// TestCount: most distributions are compared with several libraries.
func TestCount(t *testing.T) {
	several := map[string]bool{}
	for _, f := range read(t).Families {
		if len(f.Peers) >= 3 {
			several[families.Named(f.Family).Constructor()] = true
		}
	}
	require.GreaterOrEqual(t, len(several), 50)
	t.Logf("%d distributions have three libraries or more", len(several))
}
