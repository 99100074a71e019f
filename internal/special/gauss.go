package special

// Gauss integrates f from low on, over an interval of the given width, by the Gauss-Legendre rule with 16 nodes.
func Gauss(low, width float64, f func(x float64) float64) float64 {
	total := 0.0
	for i, node := range gaussNodes {
		total += 0.5 * width * gaussWeights[i] * (f(low+0.5*width*(1-node)) + f(low+0.5*width*(1+node)))
	}
	return total
}

// The nodes on [-1, 1] come in pairs of either sign.
var (
	gaussNodes   = [...]float64{0.9894009349916499326, 0.94457502307323257608, 0.86563120238783174388, 0.7554044083550030339, 0.61787624440264374845, 0.45801677765722738634, 0.28160355077925891323, 0.095012509837637440185}
	gaussWeights = [...]float64{0.027152459411754094852, 0.062253523938647892863, 0.09515851168249278481, 0.12462897125553387205, 0.14959598881657673208, 0.16915651939500253819, 0.18260341504492358887, 0.18945061045506849629}
)
