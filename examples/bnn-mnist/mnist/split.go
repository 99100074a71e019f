package mnist

import (
	"fmt"
	"math/rand/v2"
)

// split draws a fifth of each class, at least one image, to test with. Both sets are in random order.
func (s Set) split(seed uint64) (train, test Set, err error) {
	left := make([]int, len(s.Classes())) // to draw
	for _, label := range s.Labels {
		left[label]++
	}
	for class, images := range left {
		if images < 2 {
			return Set{}, Set{}, fmt.Errorf("found %d image of the class %q, expected at least 2, one to train on and one to test with",
				images, s.Classes()[class])
		}
		left[class] = max((images+2)/5, 1)
	}
	var trained, tested []int
	for _, i := range s.order(seed) {
		if label := s.Labels[i]; left[label] > 0 {
			left[label]--
			tested = append(tested, i)
		} else {
			trained = append(trained, i)
		}
	}
	train, test = s.pick(trained), s.pick(tested)
	test.Drawn = true
	return train, test, nil
}

// order returns the numbers of all images in random order. A part of a set, such as the first images that are shown, is
// then of all classes.
func (s Set) order(seed uint64) []int { return rand.New(rand.NewPCG(seed, 4)).Perm(s.Len()) }

// pick returns copies of the images with the given numbers.
func (s Set) pick(numbers []int) Set {
	picked := Set{Images: make([]byte, 0, len(numbers)*Pixels), Labels: make([]byte, 0, len(numbers)), Names: s.Names}
	for _, i := range numbers {
		picked.Images = append(picked.Images, s.Image(i)...)
		picked.Labels = append(picked.Labels, s.Labels[i])
	}
	return picked
}
