// Package mistakes holds small programs, each with a mistake that users of probabilistic programs make, and what the
// library says of it; and right programs, of which it must say nothing. They are tests, and the page ../mistakes.md is
// made from them.
package mistakes

//go:generate go test . -run ^TestPage$ -update
