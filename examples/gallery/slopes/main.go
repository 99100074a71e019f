// Slopes asks how much slower people react after each day with little sleep, and whether those lose more who are slow
// from the start.
//
// Each person has a line: a reaction time to begin with, and a slope. The two vary together, as a pair of normal
// numbers with two scales and a correlation; dist.LKJCholesky is the prior of that, for any number of effects. Ten days
// say much about a person's line, so that chains draw lines themselves; noncentered is for persons with few days, and
// would take twice as long here for a quarter of the independent draws. By restricted maximum likelihood lme4 finds
// 251.4 and 10.5 ms, the scales 24.7 and 5.9, the correlation 0.07 and the noise 25.6 (Bates, Mächler, Bolker & Walker
// 2015, "Fitting linear mixed-effects models using lme4"). It prints
//
//	A reaction takes 251 ms at first, and 10.5 ms more each day, from 7.8 to 13.3 with probability 0.9.
//	Persons vary by 27 ms at first and by 6.5 ms a day; a person's days vary by 26 ms.
//	Start and slope have the correlation 0.07, from -0.38 to 0.53, which says little: above 0 with probability 0.59.
//	The slope of person 335 is -2.9 by these days alone; with the others it is -0.3, from -4.5 to 3.9.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1900 independent draws.
package main

//go:generate go run . -plot ../pictures/slopes.svg

import (
	"context"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var persons = strings.Fields("308 309 310 330 331 332 333 334 335 337 349 350 351 352 369 370 371 372")

// reaction has a row for each person: the average reaction times of ten days, in ms. After the third day they slept
// three hours a night (Belenky et al. 2003, "Patterns of performance degradation and restoration during sleep
// restriction and subsequent recovery"; sleepstudy in lme4).
var reaction = tensor.Of([]float64{
	249.56, 258.7047, 250.8006, 321.4398, 356.8519, 414.6901, 382.2038, 290.1486, 430.5853, 466.3535,
	222.7339, 205.2658, 202.9778, 204.707, 207.7161, 215.9618, 213.6303, 217.7272, 224.2957, 237.3142,
	199.0539, 194.3322, 234.32, 232.8416, 229.3074, 220.4579, 235.4208, 255.7511, 261.0125, 247.5153,
	321.5426, 300.4002, 283.8565, 285.133, 285.7973, 297.5855, 280.2396, 318.2613, 305.3495, 354.0487,
	287.6079, 285, 301.8206, 320.1153, 316.2773, 293.3187, 290.075, 334.8177, 293.7469, 371.5811,
	234.8606, 242.8118, 272.9613, 309.7688, 317.4629, 309.9976, 454.1619, 346.8311, 330.3003, 253.8644,
	283.8424, 289.555, 276.7693, 299.8097, 297.171, 338.1665, 332.0265, 348.8399, 333.36, 362.0428,
	265.4731, 276.2012, 243.3647, 254.6723, 279.0244, 284.1912, 305.5248, 331.5229, 335.7469, 377.299,
	241.6083, 273.9472, 254.4907, 270.8021, 251.4519, 254.6362, 245.4523, 235.311, 235.7541, 237.2466,
	312.3666, 313.8058, 291.6112, 346.1222, 365.7324, 391.8385, 404.2601, 416.6923, 455.8643, 458.9167,
	236.1032, 230.3167, 238.9256, 254.922, 250.7103, 269.7744, 281.5648, 308.102, 336.2806, 351.6451,
	256.2968, 243.4543, 256.2046, 255.5271, 268.9165, 329.7247, 379.4445, 362.9184, 394.4872, 389.0527,
	250.5265, 300.0576, 269.8939, 280.5891, 271.8274, 304.6336, 287.7466, 266.5955, 321.5418, 347.5655,
	221.6771, 298.1939, 326.8785, 346.8555, 348.7402, 352.8287, 354.4266, 360.4326, 375.6406, 388.5417,
	271.9235, 268.4369, 257.2424, 277.6566, 314.8222, 317.2135, 298.1353, 348.1229, 340.28, 366.5131,
	225.264, 234.5235, 238.9008, 240.473, 267.5373, 344.1937, 281.1481, 347.5855, 365.163, 372.2288,
	269.8804, 272.4428, 277.8989, 281.7895, 279.1705, 284.512, 259.2658, 304.6306, 350.7807, 369.4692,
	269.4117, 273.474, 297.5968, 310.6316, 287.1726, 329.6076, 334.4818, 343.2199, 369.1417, 364.1236,
}, 18, 10)

// lines draws the line of each person, [persons, 2], from their mean and the factor of their covariance.
type lines func(c *ppl.Context, mean, factor *tensor.Tensor) *tensor.Tensor

func centered(c *ppl.Context, mean, factor *tensor.Tensor) *tensor.Tensor {
	return ppl.Sample(c, "line", dist.MultivariateNormal[dist.ScaleTril](mean, factor))
}

func noncentered(c *ppl.Context, mean, factor *tensor.Tensor) *tensor.Tensor {
	z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
	return ppl.Deterministic(c, "line", mean.Add(z.MatMul(factor.T())))
}

func model(c *ppl.Context, lines lines) {
	mean := ppl.Sample(c, "mean", dist.Normal(tensor.Of([]float64{250, 10}), tensor.Of([]float64{100, 20})).ToEvent(1))
	scale := ppl.Sample(c, "scale", dist.HalfNormal(tensor.Of([]float64{50, 20})).ToEvent(1))
	l := ppl.Sample(c, "L", dist.LKJCholesky(2, 2)) // of the correlations, L Lᵀ
	noise := ppl.Sample(c, "noise", dist.HalfNormal(50))
	ppl.Deterministic(c, "correlation", l.Index(0, 1).Index(0, 0)) // row 1, column 0

	day := tensor.Of(gallery.Range(0, 9, 10))
	ppl.Plate(c, "persons", len(persons), func(c *ppl.Context) {
		line := lines(c, mean, scale.Unsqueeze(1).Mul(l))
		start, slope := line.Slice(1, 0, 1), line.Slice(1, 1, 2)
		ppl.Deterministic(c, "slope", slope.Squeeze(1))
		ppl.Sample(c, "reaction", dist.Normal(start.Add(slope.Mul(day)), noise).ToEvent(1), ppl.Obs(reaction))
	})
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := infer.MCMC{Seed: 1, Progress: s.Progress}.Run(ctx, ppl.Bind(model, centered))
	if err != nil {
		return err
	}
	post.SetCoords("persons", persons) // slope[335] for slope[8]
	sum := post.Summary()
	slope, noise, r, one := sum.Row("mean[1]"), sum.Row("noise"), sum.Row("correlation"), sum.Row("slope[335]")
	s.Printf("A reaction takes %.0f ms at first, and %.1f ms more each day, from %.1f to %.1f with probability 0.9.\n",
		sum.Row("mean[0]").Mean, slope.Mean, slope.Q5, slope.Q95)
	s.Printf("Persons vary by %.0f ms at first and by %.1f ms a day; a person's days vary by %.0f ms.\n",
		sum.Row("scale[0]").Mean, sum.Row("scale[1]").Mean, noise.Mean)
	s.Printf("Start and slope have the correlation %.2f, from %.2f to %.2f, which says little: above 0 with probability %.2f.\n",
		r.Mean, r.Q5, r.Q95, tensor.Less(0, post.Get("correlation")).Mean().Item())
	s.Printf("The slope of person 335 is %.1f by these days alone; with the others it is %.1f, from %.1f to %.1f.\n",
		alone(8), one.Mean, one.Q5, one.Q95)
	s.Judge(post)
	return s.Draw(plot.Forest(post, plot.Sites("slope"), plot.Limit(len(persons))))
}

// alone returns the slope of a person by least squares.
func alone(person int) float64 {
	d := tensor.Of(gallery.Range(-4.5, 4.5, 10))
	return d.Mul(reaction.Index(0, person)).Sum().Item() / d.Square().Sum().Item()
}

func main() { gallery.Main(run) }
