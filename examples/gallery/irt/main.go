// Irt asks how hard each question of a test is, how much it tells about ability, and how able students are.
//
// Item response theory, with two parameters for each question: a student of some ability answers with log-odds
// discrimination · ability + easiness. Abilities are normal, and each student's is summed over, at points so near to
// each other that nothing is lost: then the 1000 students are 32 patterns of answers with their numbers. It prints
//
//	An average student answers question 1 with probability 0.94 and question 3, the hardest, with 0.56.
//	Question 3 tells most about ability with probability 0.36.
//	Abilities have mean 0 and standard deviation 1. That of students with all answers right is 0.64 on average,
//	of those with all but question 3 right 0.03, and of those with none -1.88.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1200 independent draws.
package main

//go:generate go run . -plot ../pictures/irt.svg

import (
	"context"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// students are the numbers with each pattern of answers to five questions of the Law School Admission Test: the first
// have all wrong, the next only the last right, the one after that only the last but one, and so on as binary numbers
// (Bock & Lieberman 1970, "Fitting a response model for n dichotomously scored items", table 1).
var students = tensor.Of([]int{3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15,
	10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298})

const questions = 5

// patterns returns 1 for each right answer [question, pattern].
func patterns() *tensor.Tensor {
	right := make([]float64, questions*32)
	for q := range questions {
		for p := range 32 {
			right[q*32+p] = float64(p >> (questions - 1 - q) & 1)
		}
	}
	return tensor.Of(right, questions, 32)
}

func model(c *ppl.Context) {
	ability := tensor.Of(gallery.Range(-5, 5, 31))
	prior := dist.Normal(0, 1).LogProb(ability).LogSoftmax(0) // of the points

	var discrimination, easiness *tensor.Tensor
	ppl.Plate(c, "questions", questions, func(c *ppl.Context) {
		discrimination = ppl.Sample(c, "discrimination", dist.LogNormal(0, 0.5))
		easiness = ppl.Sample(c, "easiness", dist.Normal(0, 2))
	})
	logOdds := ability.Unsqueeze(-1).Mul(discrimination).Add(easiness) // [ability, question]
	right := patterns()
	answers := logOdds.LogSigmoid().MatMul(right).Add(logOdds.Neg().LogSigmoid().MatMul(tensor.Sub(1, right)))
	joint := answers.Add(prior.Unsqueeze(-1)) // log p(pattern, ability) [ability, pattern]
	ppl.Factor(c, "students", joint.LogSumExp(0).Mul(students).Sum())

	ppl.Deterministic(c, "average student", easiness.Sigmoid()) // who answers right with this probability
	ppl.Deterministic(c, "ability", joint.Softmax(0).Mul(ability.Unsqueeze(-1)).Sum(0))
}

func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Draws: 500, Warmup: 500, Progress: progress}.Run(ctx, model)
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	sum := post.Summary()
	s.Printf("An average student answers question 1 with probability %.2f and question 3, the hardest, with %.2f.\n",
		sum.Row("average student[0]").Mean, sum.Row("average student[2]").Mean)
	most := post.Get("discrimination").ArgMax(2)
	s.Printf("Question 3 tells most about ability with probability %.2f.\n", tensor.Equal(most, 2).Mean().Item())
	s.Printf("Abilities have mean 0 and standard deviation 1. That of students with all answers right is %.2f on average,\n"+
		"of those with all but question 3 right %.2f, and of those with none %.2f.\n",
		sum.Row("ability[31]").Mean, sum.Row("ability[27]").Mean, sum.Row("ability[0]").Mean)
	s.Judge(post)
	return s.Draw(plot.Forest(post, plot.Sites("discrimination", "easiness")))
}

func main() { gallery.Main(run) }
