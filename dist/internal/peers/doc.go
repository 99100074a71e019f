// Package peers compares the distributions of package dist with those of other libraries, whose answers
// bench/peers/families_peer.py has written down, and makes the page docs/distributions.md. It has tests only.
package peers

//go:generate go test -run ^TestPage$ . -args -page
