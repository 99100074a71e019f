package expr_test

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/expr"
)

func ExampleParse() {
	f, err := expr.Parse(`
		z = (x - loc)/scale
		-z^2/2 - log(scale) - log(2*pi)/2`, "x", "loc", "scale")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Eval(1, 0, 2))

	_, err = expr.Parse("-z^2/2 - log(scale", "z", "scale")
	fmt.Println(err)
	// Output:
	// -1.737085713764618
	// expr: line 1, column 19: found the end, expected an operator, a comma or )
	// 	-z^2/2 - log(scale
	// 	                  ^
}

func ExampleFormula_Derivative() {
	f := expr.MustParse("z = (x - loc)/scale; -z^2/2 - log(scale)", "x", "loc", "scale")
	fmt.Println(f.Derivative("loc"))
	fmt.Println(f.Derivative("scale"))
	// What is not selected has no part in a derivative.
	fmt.Println(expr.MustParse("where(x > 0, log(x), 0)", "x").Derivative("x").Eval(-1))
	// Output:
	// (x - loc)/scale/scale
	// z = (x - loc)/scale; z*(z/scale) - 1/scale
	// 0
}

func ExampleFormula_Also() {
	f := expr.MustParse("x^3", "x")
	newton, err := f.Also("x - value/slope", map[string]*expr.Formula{"value": f, "slope": f.Derivative("x")})
	fmt.Println(newton, err)
	fmt.Println(newton.Eval(3))
	// Output:
	// x - x*x^2/(3*x^2) <nil>
	// 2
}

func ExampleFormula_LaTeX() {
	f := expr.MustParse("z = (x - mu)/sigma; -z^2/2 - log(sigma) - log1p(nu)", "x", "mu", "sigma", "nu")
	fmt.Println(f.LaTeX())
	fmt.Println(f.Derivative("sigma").LaTeX())
	fmt.Println(expr.MustParse("where(a <= 1, lgamma(a)/2, exp(-sqrt(a)))", "a").LaTeX())
	// Output:
	// -\frac{(x - \mu)^2}{2 \sigma^2} - \log \sigma - \log(\nu + 1)
	// \frac{z^2}{\sigma} - \frac{1}{\sigma}, \quad z = \frac{x - \mu}{\sigma}
	// \begin{cases} \frac{\log \Gamma(a)}{2} & \text{if } a \le 1 \\ e^{-\sqrt{a}} & \text{otherwise} \end{cases}
}

func ExampleDefine() {
	expr.Define("asinh", math.Asinh, "1/sqrt(1 + x^2)")
	f := expr.MustParse("asinh(2*t)", "t")
	fmt.Println(f.Derivative("t"))
	// Output:
	// 2/sqrt(1 + (2*t)^2)
}

func ExampleAbbreviate() {
	expr.Abbreviate("logit", "log(p) - log1p(-p)", "p")
	fmt.Println(expr.MustParse("logit(x/10)", "x"))
	// Output:
	// log(x/10) - log1p(-x/10)
}
