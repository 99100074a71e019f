// Package special holds the scalar special functions behind the distributions: log-space arithmetic, the gamma
// and beta families with their incomplete forms, inverses and derivatives, and the distribution functions of
// the normal distribution and of Student's t.
//
// Every function is pure, allocates nothing and takes and returns float64. Four conventions hold throughout:
//
//   - NaN in, NaN out, and NaN outside the domain; no function panics.
//   - Ends of the domain, infinities included, return the limit. Where the limit depends on the path, the comment
//     of the function says which value it returns.
//   - The incomplete functions and their derivatives take any argument above 1e300 for infinite.
//   - Accuracy is relative unless a comment says otherwise: the small tail of a distribution function keeps
//     its digits down to the smallest normal number.
//
// Tests compare every function with values computed to high precision; testdata/golden.py makes them.
//
// Sources named DLMF are equations of the NIST Digital Library of Mathematical Functions, dlmf.nist.gov.
package special
