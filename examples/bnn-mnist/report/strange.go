package report

import (
	"errors"
	"math/rand/v2"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Noise returns n images of no class: every pixel is uniform over 0 to 255, a function of the seed.
func Noise(n int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	images := make([]byte, n*mnist.Pixels)
	for i := range images {
		images[i] = byte(r.Uint32())
	}
	return images
}

// Turned returns the images turned clockwise by 90°. Most are not digits any more; a round 0 remains one.
func Turned(images []byte) []byte {
	turned := make([]byte, len(images))
	for start := 0; start < len(images); start += mnist.Pixels {
		for row := range mnist.Rows {
			for col := range mnist.Cols {
				to := col*mnist.Cols + (mnist.Rows - 1 - row)
				turned[start+to] = images[start+row*mnist.Cols+col]
			}
		}
	}
	return turned
}

// Averages returns n images that are two at once: the average of two images of the set that are of different classes,
// drawn as a function of the seed.
func Averages(set mnist.Set, n int, seed uint64) ([]byte, error) {
	classes := map[byte]bool{}
	for _, label := range set.Labels {
		classes[label] = true
	}
	if len(classes) < 2 {
		return nil, errors.New("report: found images of fewer than 2 classes, expected 2 or more to average images of different classes")
	}
	r := rand.New(rand.NewPCG(seed, 2))
	averages := make([]byte, 0, n*mnist.Pixels)
	for range n {
		i, j := r.IntN(set.Len()), r.IntN(set.Len())
		for set.Labels[i] == set.Labels[j] {
			j = r.IntN(set.Len())
		}
		a, b := set.Image(i), set.Image(j)
		for p := range a {
			averages = append(averages, byte((int(a[p])+int(b[p])+1)/2))
		}
	}
	return averages, nil
}
