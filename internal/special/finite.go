package special

// Finite reports whether v is neither NaN nor an infinity.
func Finite(v float64) bool { return v-v == 0 }

// Indicator returns 1 if yes and 0 if not.
func Indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Max returns the larger number, and NaN if either is NaN: math.Max loses one that meets +Inf.
func Max(x, y float64) float64 { return max(x, y) }

// Min returns the smaller number, and NaN if either is NaN: math.Min loses one that meets -Inf.
func Min(x, y float64) float64 { return min(x, y) }
