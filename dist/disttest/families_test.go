package disttest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

func scalar(v float64) *tensor.Tensor { return tensor.Scalar(v) }

func vec(v ...float64) *tensor.Tensor { return tensor.Of(v) }

// TestFamilies tries the laws, and requires that those that do not apply are the ones that the family lists.
func TestFamilies(t *testing.T) {
	for k, f := range families.All {
		for i, params := range f.Params {
			if racing.On && (i > 0 || k%8 > 0) {
				break // the laws run in one goroutine; what families share with other goroutines is in every eighth
			}
			t.Run(fmt.Sprintf("%s/%d", f.Name, i), func(t *testing.T) {
				t.Parallel()
				report := disttest.Run(t, f.Build, params...)
				for law, why := range report.Skipped {
					require.True(t, slices.Contains(f.Skips, law), "%q is skipped: %s", law, why)
				}
				for _, law := range f.Skips {
					require.Contains(t, report.Skipped, law, "%q is not skipped", law)
				}
			})
		}
	}
}
