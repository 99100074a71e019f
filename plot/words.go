package plot

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// percent returns a part in percent, without claiming none or all where there are some.
func percent(p float64) string {
	switch {
	case p > 0 && p < 0.001:
		return "< 0.1 %"
	case p > 0.999 && p < 1:
		return "> 99.9 %"
	case p > 0 && p < 0.1 || p > 0.99 && p < 1:
		return fmt.Sprintf("%.1f %%", 100*p)
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

// number returns v with three significant digits.
func number(v float64) string {
	if a := math.Abs(v); a >= 1000 && a < 1e6 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// join joins sentences of a caption, of which some may be empty.
func join(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}

// missing says how many data there are not, "" if there are all.
func missing(gaps, size int) string {
	if gaps == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d data are missing and left out.", gaps, size)
}
