package expr

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDerivatives(t *testing.T) {
	for _, c := range []struct{ params, text, by, want string }{
		{"x loc scale", "-((x - loc)/scale)^2/2 - log(scale)", "x", ""},
		{"x loc scale", "z = (x - loc)/scale\n -z^2/2 - log(scale)", "scale", ""},
		{"x loc scale", "z = (x - loc)/scale\n -z^2/2 - log(scale)", "loc", ""},
		{"x df loc scale", "z = (x - loc)/scale; lgamma((df+1)/2) - lgamma(df/2) - log(pi*df)/2 - log(scale) - (df+1)/2*log1p(z^2/df)", "df", ""},
		{"x df loc scale", "z = (x - loc)/scale; lgamma((df+1)/2) - lgamma(df/2) - log(pi*df)/2 - log(scale) - (df+1)/2*log1p(z^2/df)", "x", ""},
		{"x a b", "where(a < 10, xlogy(a, b) + (a-1)*log(x) - b*x - lgamma(a), a > 100, 3, x)", "a", ""},
	} {
		f, err := Parse(c.text, strings.Fields(c.params)...)
		require.NoError(t, err)
		t.Log(f, " by ", c.by, ": ", f.Derivative(c.by))
	}
}
