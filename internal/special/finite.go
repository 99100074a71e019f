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
