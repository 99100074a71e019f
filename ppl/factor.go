package ppl

import "github.com/credence-ppl/credence/tensor"

// Factor adds logWeight to the log-probability of the model, scaled and masked like that of any site. Its dimensions
// are batch dimensions: it is expanded to the plates around, so that a number counts once for every row.
func Factor[L tensor.Like](c *Context, name string, logWeight L) {
	apply(c, &Site{Name: name, Kind: FactorSite, Value: tensor.To(logWeight)})
}
