"""Prints the coefficient tables of package special that are not simple fractions.

Run: python3 coefficients.py   (needs mpmath)
"""

from mpmath import bernoulli, chebyfit, findroot, log, loggamma, mp, mpf, nstr, psi, sqrt

mp.dps = 60


def table(name, values):
    print(f"var {name} = [...]float64{{")
    for v in values:
        print(f"\t{nstr(v, 20)},")
    print("}\n")


# log Γ(2+t)/t on [-3/4, 1/2] as a polynomial in t + 1/8. At t = 0 it is the first coefficient of DLMF 5.7.3.
def lgamma2p(t):
    return loggamma(2 + t) / t if abs(t) > mpf(10) ** -30 else 1 - mp.euler


coefficients, error = chebyfit(lambda s: lgamma2p(s - mpf(1) / 8), [-0.625, 0.625], 22, error=True)
print(f"// largest error {nstr(error, 3)}")
coefficients.reverse()
for k in range(20):  # rounding adds d sᵏ, of which d sᵏ (1 - s²/0.625²) stays: nothing at the ends, where the function is smallest
    d = mpf(float(coefficients[k])) - coefficients[k]
    coefficients[k] += d
    coefficients[k + 2] -= d / mpf(0.625) ** 2
table("lgamma2pCoef", coefficients)

# ψ(x) / (x - root) on [1, 2] as a polynomial in x - 3/2.
root = findroot(lambda x: psi(0, x), 1.4616)
high = mpf(float(root))
print(f"// root {nstr(high, 20)} + {nstr(root - high, 20)}")


def quotient(t):
    x = t + mpf(3) / 2
    return psi(0, x) / (x - root) if abs(x - root) > mpf(10) ** -20 else psi(1, root)


coefficients, error = chebyfit(quotient, [-0.5, 0.5], 22, error=True)
print(f"// largest error {nstr(error, 3)}")
table("digamma12Coef", reversed(coefficients))

# x² (log x - 1/(2x) - ψ(x)) for x ≥ 2 as a polynomial in 1/x². Its series, DLMF 5.11.2, diverges.
def digamma_tail(z):
    if z < mpf(10) ** -4:
        return sum(bernoulli(2 * k) / (2 * k) * z ** (k - 1) for k in range(1, 13))
    x = 1 / sqrt(z)
    return x**2 * (log(x) - 1 / (2 * x) - psi(0, x))


coefficients, error = chebyfit(digamma_tail, [0, 0.25], 18, error=True)
print(f"// largest error {nstr(error, 3)}")
table("digammaTailCoef", reversed(coefficients))

# x (log Γ(x) - [(x-½) log x - x + ½ log 2π]) for x ≥ 10 as a polynomial in 1/x². Its series, DLMF 5.11.1, diverges.
def stirling(z):
    if z < mpf(10) ** -4:
        return sum(bernoulli(2 * k) / (2 * k * (2 * k - 1)) * z ** (k - 1) for k in range(1, 13))
    x = 1 / sqrt(z)
    return x * (loggamma(x) - (x - mpf(1) / 2) * log(x) + x - log(2 * mp.pi) / 2)


coefficients, error = chebyfit(stirling, [0, 0.01], 6, error=True)
print(f"// largest error {nstr(error, 3)}")
table("stirlingCoef", reversed(coefficients))

# f(η) = η / u(η) with η²/2 = u - log(1+u), of the uniform expansion for the gamma distribution.
# u u' = η (1+u), so with u = Σ u_n η^n, u_1 = 1:
N = 33
u = [mpf(0), mpf(1)]
for n in range(2, N + 2):
    # Coefficient of η^n in u u' is Σ_{i+j=n+1} j u_i u_j, and u_{n-1} on the right-hand side.
    inner = sum(j * u[n + 1 - j] * u[j] for j in range(2, n))
    u.append((u[n - 1] - inner) / (n + 1))
g = u[1:]  # u/η
f = [mpf(1)]
for n in range(1, N):
    f.append(-sum(g[k] * f[n - k] for k in range(1, n + 1)))
table("gammaUniformCoef", f)
