// Package ode solves ordinary differential equations within models: growth, infection, pharmacokinetics. A [System]
// is a text of equations, from which the derivatives follow that solvers and samplers need; [Solve] returns the
// states at given times as a tensor, with derivatives with respect to the state at the start, the parameters, the
// times, and what is added on the way.
//
//	var predators = ode.MustParse(`
//		hare' = (birth - hunt*lynx)*hare
//		lynx' = (feed*hare - death)*lynx`, "birth", "hunt", "feed", "death")
//
//	// start [2], params [4], times [20] → populations [20, 2]
//	populations := ode.Solve(predators, start, params, times, ode.Options{})
//
// # Accuracy
//
// Steps are as long as the tolerances allow. They hold for the states and, ten times as large, for the derivative of
// the states in one direction, which moves every element of the start and every parameter by an amount of its own. A
// system that starts in its steady state has no errors by which to choose a step, but derivatives that do change; and
// steps too long for them would make a sampler go wrong in silence.
//
// Derivatives are those of the computed solution, at the steps that it has taken: one sweep back through the steps,
// whose cost does not grow with the number of parameters.
//
// # Failure
//
// A solution that goes to infinity, or takes more than Options.MaxSteps, ends with an [*Error] that names the time
// and the state. Samplers count such a point as one without density, as they do where parameters of a distribution
// are not valid, and go on.
package ode
