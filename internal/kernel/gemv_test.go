package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Products with vectors, of every width of a strip and of several strips, with the matrix either way round.
func TestGemmWithVectors(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		widths := []int{127, 128, 129, 200}
		for n := range 70 {
			widths = append(widths, n)
		}
		for _, n := range widths {
			for _, rows := range []int{1, 2, 7} {
				for flips := range 8 {
					checkGemm[float32](t, r, rows, n, 1, flips, flips%3 == 0)
					checkGemm[float64](t, r, rows, n, 1, flips, flips%3 == 0)
					checkGemm[float32](t, r, 1, rows, n, flips, flips%3 > 0)
					checkGemm[float64](t, r, 1, rows, n, flips, flips%3 > 0)
				}
			}
		}
		checkGemm[float32](t, r, 5000, 20, 1, 0, false)
		checkGemm[float64](t, r, 20, 5000, 1, 1, false)
	})
}

func BenchmarkGemmWithVectors(b *testing.B) {
	const rows, columns = 10_000, 20
	r := rand.New(rand.NewPCG(1, 1))
	m, x, y := random[float64](r, rows, columns, 0, false), random[float64](r, columns, 1, 0, false), random[float64](r, rows, 1, 0, false)
	for tier := Portable; tier <= best(); tier++ {
		b.Run(fmt.Sprintf("rows/%v", tier), func(b *testing.B) {
			measure(b, tier, rows*columns, rows*columns*8, func() { Gemm(y, m, x, false) })
		})
		b.Run(fmt.Sprintf("columns/%v", tier), func(b *testing.B) {
			measure(b, tier, rows*columns, rows*columns*8, func() { Gemm(x, m.Transpose(), y, false) })
		})
	}
}
