"""Prints the coefficient tables of package special that are not simple fractions.

Run: python3 coefficients.py   (needs mpmath)
"""

from mpmath import bernoulli, chebyfit, findroot, mp, mpf, nstr, psi, taylor, zeta

mp.dps = 60


def table(name, values):
    print(f"var {name} = [...]float64{{")
    for v in values:
        print(f"\t{nstr(v, 20)},")
    print("}\n")


# log Γ(2+t) = (1-γ) t + Σ_{k≥2} (-1)^k (ζ(k)-1) t^k / k        (DLMF 5.7.3), divided by t.
table("lgamma2pCoef", [1 - mp.euler] + [(-1) ** k * (zeta(k) - 1) / k for k in range(2, 27)])

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
