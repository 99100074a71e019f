// Package credence is the root of a probabilistic programming library in the style of Pyro: a model is a function that
// names its random choices, and inference runs over the trace they leave. It holds no code; see the packages
//
//   - ppl: models, sites, plates, traces, handlers
//   - dist: distributions
//   - infer: stochastic variational inference and predictions
//   - nn: networks and random networks
//   - tensor: arrays with derivatives
package credence
