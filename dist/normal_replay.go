package dist

// normalReplay has the logarithm and the inverse of a scale that is fixed, and takes one of each for a scale that is
// one number.
func normalReplay(s *prepared) (total func() float64, grad func()) {
	const scale = 2
	if (s.fixed|s.numbers)&(1<<scale) == 0 {
		return nil, nil
	}
	x, loc, scales := s.in[0], s.in[1][:s.n], s.in[scale][:s.n]
	z, precision, peaks := make([]float64, s.n), make([]float64, s.n), 0.0
	refresh := func() {
		fill(precision, 1/scales[0])
		peaks = float64(s.n) * normalPeak(scales[0])
	}
	if s.fixed&(1<<scale) != 0 {
		for i, v := range scales {
			precision[i] = 1 / v
			peaks += normalPeak(v)
		}
		refresh = func() {}
	}
	dx, dloc, dscale := s.d[0][:s.n], s.d[1][:s.n], s.d[scale][:s.n]
	total = func() float64 {
		refresh()
		squares := 0.0
		z, loc, precision := z[:len(x)], loc[:len(x)], precision[:len(x)]
		for i, v := range x {
			z[i] = (v - loc[i]) * precision[i]
			squares += z[i] * z[i]
		}
		return peaks - 0.5*squares
	}
	grad = func() {
		dx, dloc, dscale, precision := dx[:len(z)], dloc[:len(z)], dscale[:len(z)], precision[:len(z)]
		for i, v := range z {
			dloc[i] = v * precision[i]
			dx[i], dscale[i] = -dloc[i], v*dloc[i]-precision[i]
		}
	}
	return total, grad
}
