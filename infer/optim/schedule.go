package optim

import (
	"fmt"
	"math"
)

// Schedule is the factor of the learning rate at a step of the whole run; the first step is 1. It is finite and not
// negative.
type Schedule func(step int) float64

// Constant keeps the learning rate.
func Constant(int) float64 { return 1 }

// Cosine falls from 1 at the first step along half a cosine to floor, where it is after the given number of steps and
// stays (Loshchilov, Hutter 2017, "SGDR", equation 5, without restarts). floor is a share of the learning rate, between
// 0 and 1.
func Cosine(steps int, floor float64) Schedule {
	if steps < 1 || !(floor >= 0 && floor <= 1) {
		return impossible("Cosine(%d, %v): it takes at least one step and a floor between 0 and 1", steps, floor)
	}
	return func(step int) float64 {
		done := min(float64(step-1)/float64(steps), 1)
		return floor + (1-floor)*(1+math.Cos(math.Pi*done))/2
	}
}

// Exponential multiplies by rate after every step: rateᵗ⁻¹ at step t.
func Exponential(rate float64) Schedule {
	if !(rate > 0 && rate <= 1) {
		return impossible("Exponential(%v): the rate is above 0 and at most 1", rate)
	}
	return func(step int) float64 { return math.Pow(rate, float64(step-1)) }
}

// StepDecay multiplies by factor after every so many steps.
func StepDecay(every int, factor float64) Schedule {
	if every < 1 || !(factor > 0 && factor <= 1) {
		return impossible("StepDecay(%d, %v): it takes at least one step and a factor above 0 and at most 1", every, factor)
	}
	return func(step int) float64 { return math.Pow(factor, float64((step-1)/every)) }
}

// WarmUp rises in equal steps from 1/steps to 1, which it reaches after the given number of steps; then the next
// schedule begins at its first step. nil stays at 1.
func WarmUp(steps int, then Schedule) Schedule {
	if steps < 1 {
		return impossible("WarmUp(%d): it takes at least one step", steps)
	}
	if then == nil {
		then = Constant
	}
	return func(step int) float64 {
		if step <= steps {
			return float64(step) / float64(steps) * then(1)
		}
		return then(step - steps)
	}
}

// impossible returns a schedule that refuses its first use, by Validate as a rule: the functions that make schedules
// return no error.
func impossible(format string, args ...any) Schedule {
	err := &Error{Detail: "schedule " + fmt.Sprintf(format, args...)}
	return func(int) float64 { panic(err) }
}

// rate returns the learning rate at a step of the whole run.
func rate(optimizer string, lr float64, s Schedule, step int) float64 {
	if s == nil {
		return lr
	}
	f := s(step)
	if !(f >= 0) || math.IsInf(f, 1) {
		panic(&Error{optimizer, fmt.Sprintf("the schedule gives %v at step %d; a factor of the learning rate is finite and not negative", f, step)})
	}
	return lr * f
}
