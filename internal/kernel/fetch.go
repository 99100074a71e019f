package kernel

// Fetch asks for x to come into the cache of the second level, unless it is in one, and goes on. Where it is whole lines
// of the cache, all of them come. It changes no result.
func Fetch(x []float64) { fetch(x) }
