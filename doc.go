// Package credence is the root of a probabilistic programming library in the style of Pyro: a model is a function that
// names its random choices, and inference runs over the trace they leave. It holds no code; see the packages, beside
// which module plot, in the same repository, draws pictures
//
//   - ppl: models, sites, plates, traces, handlers
//   - ppl/graph: models as pictures
//   - dist: distributions
//   - infer: stochastic variational inference, HMC and NUTS, predictions
//   - infer/draws: posterior draws, their diagnostics and summaries
//   - infer/optim: optimizers and schedules
//   - nn: networks and random networks
//   - table: CSV tables as tensors
//   - ode: differential equations in models
//   - tensor: arrays with derivatives
//   - dist/disttest, tensor/optest: what distributions, transforms and operations of one's own are tested by
package credence
