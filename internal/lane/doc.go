// Package lane computes formulas of package expr for many elements: a block of elements at a time, an instruction a
// loop over the block. Instructions that only a branch of where needs are skipped for blocks that do not take it.
package lane
