package kernel

// Fetch asks for x to come into the cache of the second level, and goes on. Where x is whole lines of the cache, all of
// them come. It changes no result.
func Fetch(x []float64) { fetch(x) }
