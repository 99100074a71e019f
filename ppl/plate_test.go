package ppl_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// frames writes the plates of a site as name@dim[batch of size].
func frames(s *ppl.Site) []string {
	var out []string
	for _, f := range s.Plates {
		out = append(out, fmt.Sprintf("%s@%d[%d of %d]", f.Name, f.Dim, f.Batch, f.Size))
	}
	return out
}

func TestPlateExpandsAndSums(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "rows", 5, func(c *ppl.Context) { normal(c, "x") })
	}, 1)
	s := trace.Site("x")
	require.Equal(t, tensor.Shape{5}, s.Value.Shape())
	require.Equal(t, tensor.Shape{5}, s.LogProb().Shape())
	require.Equal(t, []string{"rows@-1[5 of 5]"}, frames(s))
	require.Len(t, slices.Compact(s.Value.Float64s()), 5, "rows are independent draws")
	requireNear(t, sumLogNormal(s.Value, 0, 1), trace.LogProb())
	require.NotContains(t, siteNames(trace), "rows")
	require.Equal(t, ppl.PlateSite, trace.Site("rows").Kind)
}

func TestNestedPlates(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "outer", 4, func(c *ppl.Context) {
			normal(c, "a")
			ppl.Plate(c, "middle", 3, func(c *ppl.Context) {
				normal(c, "b")
				ppl.Plate(c, "inner", 2, func(c *ppl.Context) {
					ppl.Sample(c, "c", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
				})
			})
		})
		ppl.Plate(c, "next", 6, func(c *ppl.Context) { normal(c, "d") })
	}, 1)
	require.Equal(t, tensor.Shape{4}, trace.Value("a").Shape())
	require.Equal(t, tensor.Shape{3, 4}, trace.Value("b").Shape())
	require.Equal(t, tensor.Shape{2, 3, 4, 2}, trace.Value("c").Shape())
	require.Equal(t, tensor.Shape{6}, trace.Value("d").Shape(), "the dimension is free again")
	require.Equal(t, []string{"outer@-1[4 of 4]", "middle@-2[3 of 3]", "inner@-3[2 of 2]"}, frames(trace.Site("c")))
}

func TestCrossedPlates(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		var a, b *tensor.Tensor
		rows := func(body func(c *ppl.Context)) { ppl.Plate(c, "rows", 4, body, ppl.Dim(-2)) }
		rows(func(c *ppl.Context) { a = normal(c, "a") })
		ppl.Plate(c, "columns", 3, func(c *ppl.Context) { b = normal(c, "b") })
		rows(func(c *ppl.Context) {
			ppl.Plate(c, "columns", 3, func(c *ppl.Context) { ppl.Sample(c, "cell", dist.Normal(a.Add(b), 1)) })
		})
		ppl.Plate(c, "columns", 3, func(c *ppl.Context) {
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "turned", dist.Normal(a.Add(b), 1)) })
		})
	}, 1)
	require.Equal(t, tensor.Shape{4, 1}, trace.Value("a").Shape())
	require.Equal(t, tensor.Shape{3}, trace.Value("b").Shape())
	require.Equal(t, tensor.Shape{4, 3}, trace.Value("cell").Shape())
	require.Equal(t, tensor.Shape{4, 3}, trace.Value("turned").Shape(), "a plate keeps its dimension, whatever is around it")
	require.Equal(t, []string{"columns@-1[3 of 3]", "rows@-2[4 of 4]"}, frames(trace.Site("turned")))
}

func TestPlateFarOut(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
			normal(c, "x")
			ppl.Plate(c, "columns", 3, func(c *ppl.Context) { normal(c, "y") })
		}, ppl.Dim(-3))
	}, 1)
	require.Equal(t, tensor.Shape{2, 1, 1}, trace.Value("x").Shape())
	require.Equal(t, tensor.Shape{2, 1, 3}, trace.Value("y").Shape())
}

func TestBatchOptions(t *testing.T) {
	for name, option := range map[string]ppl.PlateOption{
		"SubsampleSize": ppl.SubsampleSize(40),
		"BatchIndices":  ppl.BatchIndices(firstRows(40)),
		"BatchSize":     ppl.BatchSize(40),
	} {
		t.Run(name, func(t *testing.T) {
			x := tensor.Full(0.5, 40)
			trace := run(t, func(c *ppl.Context) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) { normal(c, "x", ppl.Obs(x)) }, option)
			}, 1)
			s := trace.Site("x")
			require.Equal(t, 2.5, s.Scale, "100/40 as real numbers")
			require.Equal(t, []string{"rows@-1[40 of 100]"}, frames(s))
			requireNear(t, 100*logNormal(0.5, 0, 1), trace.LogProb())
			require.Equal(t, tensor.Shape{40}, s.LogProb().Shape())
		})
	}
}

func firstRows(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

func TestScalesMultiply(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "a", 10, func(c *ppl.Context) {
			ppl.Plate(c, "b", 9, func(c *ppl.Context) { normal(c, "x") }, ppl.SubsampleSize(2))
			normal(c, "y")
		}, ppl.BatchSize(4))
	}, 1)
	require.Equal(t, 2.5*4.5, trace.Site("x").Scale)
	require.Equal(t, 2.5, trace.Site("y").Scale)
}

func TestIndices(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "all", 3, func(c *ppl.Context) {
			require.Equal(t, []int{0, 1, 2}, ppl.Indices(c, "all"))
			ppl.Plate(c, "given", 9, func(c *ppl.Context) {
				got := ppl.Indices(c, "given")
				require.Equal(t, []int{5, 0, 7}, got, "in the caller's order")
				got[0] = 99
				require.Equal(t, []int{5, 0, 7}, ppl.Indices(c, "given"), "the caller gets a copy")
				require.Equal(t, []int{0, 1, 2}, ppl.Indices(c, "all"), "outer plates can be read inside")
			}, ppl.BatchIndices([]int{5, 0, 7}))
		})
	}, 1)
	require.Equal(t, []int{5, 0, 7}, trace.Site("given").Frame.Indices)
}

func TestIndicesAreThoseOfTheInnermostPlate(t *testing.T) {
	run(t, func(c *ppl.Context) {
		for _, c := range ppl.Range(c, 1) {
			ppl.Plate(c, "rows", 9, func(c *ppl.Context) {
				for _, c := range ppl.Range(c, 1) {
					ppl.Plate(c, "rows", 9, func(c *ppl.Context) {
						require.Equal(t, []int{2}, ppl.Indices(c, "rows"))
						require.Equal(t, []int{1}, ppl.Indices(c, "rows/0"))
					}, ppl.BatchIndices([]int{2}))
				}
			}, ppl.BatchIndices([]int{1}))
		}
	}, 1)
}

func TestBatchIndicesAreCopied(t *testing.T) {
	rows := []int{5, 0}
	option := ppl.BatchIndices(rows)
	rows[0] = 1
	trace := run(t, func(c *ppl.Context) { ppl.Plate(c, "rows", 9, func(*ppl.Context) {}, option) }, 1)
	require.Equal(t, []int{5, 0}, trace.Site("rows").Frame.Indices)
}

// Plates side by side, deep inside, do not get into each other's sites.
func TestPlatesSideBySide(t *testing.T) {
	nest := func(name string, body ppl.Model) ppl.Model {
		return func(c *ppl.Context) { ppl.Plate(c, name, 2, body) }
	}
	trace := run(t, nest("a", nest("b", nest("c", func(c *ppl.Context) {
		nest("d", func(c *ppl.Context) { normal(c, "x") })(c)
		nest("e", func(c *ppl.Context) { normal(c, "y") })(c)
	}))), 1)
	require.Equal(t, "d@-4[2 of 2]", frames(trace.Site("x"))[3])
	require.Equal(t, "e@-4[2 of 2]", frames(trace.Site("y"))[3])
}

func TestIndicesInRange(t *testing.T) {
	run(t, func(c *ppl.Context) {
		ppl.Plate(c, "around", 2, func(c *ppl.Context) {
			for i, c := range ppl.Range(c, 2) {
				ppl.Plate(c, "rows", 9, func(c *ppl.Context) {
					for _, c := range ppl.Range(c, 2) {
						require.Equal(t, []int{i, 8}, ppl.Indices(c, "rows"), "by the name that the model gave it")
						require.Equal(t, []int{i, 8}, ppl.Indices(c, fmt.Sprintf("rows/%d", i)), "or by its full one")
						require.Equal(t, []int{0, 1}, ppl.Indices(c, "around"))
					}
				}, ppl.BatchIndices([]int{i, 8}))
			}
		})
	}, 1)
}

// subsampled observes the rows that it looks at.
func subsampled(size, batch int) ppl.Model {
	return func(c *ppl.Context) {
		ppl.Plate(c, "rows", size, func(c *ppl.Context) {
			ppl.Deterministic(c, "looked", tensor.Of(ppl.Indices(c, "rows")))
			normal(c, "x")
		}, ppl.SubsampleSize(batch))
	}
}

func TestSubsample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 40).Draw(t, "size")
		batch := rapid.IntRange(1, size).Draw(t, "batch")
		trace := run(t, subsampled(size, batch), rapid.Uint64().Draw(t, "seed"))
		rows := trace.Site("rows").Frame.Indices
		if batch == size {
			require.Nil(t, rows, "all of them, in order")
			for i, row := range trace.Value("looked").Float64s() {
				require.Equal(t, float64(i), row)
			}
			return
		}
		require.Len(t, rows, batch)
		require.True(t, slices.IsSorted(rows))
		require.Len(t, slices.Compact(slices.Clone(rows)), batch, "without replacement")
		require.GreaterOrEqual(t, rows[0], 0)
		require.Less(t, rows[batch-1], size)
		for i, row := range trace.Value("looked").Float64s() {
			require.Equal(t, float64(rows[i]), row)
		}
	})
}

// Every set of rows is as likely.
func TestSubsampleIsUniform(t *testing.T) {
	const runs = 4000
	count := map[string]float64{}
	for seed := range uint64(runs) {
		count[fmt.Sprint(run(t, subsampled(5, 2), seed).Site("rows").Frame.Indices)]++
	}
	require.Len(t, count, 10)
	chi2 := 0.0
	for _, n := range count {
		chi2 += (n - runs/10) * (n - runs/10) / (runs / 10)
	}
	require.Greater(t, distuv.ChiSquared{K: 9}.Survival(chi2), 1e-4)
}

func TestSubsampleDependsOnItsNameOnly(t *testing.T) {
	more := func(c *ppl.Context) {
		normal(c, "w")
		ppl.Plate(c, "other", 30, func(c *ppl.Context) { normal(c, "z") }, ppl.SubsampleSize(5))
		subsampled(30, 5)(c)
	}
	trace := run(t, more, 3)
	require.NotEqual(t, trace.Site("other").Frame.Indices, trace.Site("rows").Frame.Indices)
	require.Equal(t, run(t, subsampled(30, 5), 3).Site("rows").Frame.Indices, run(t, more, 3).Site("rows").Frame.Indices)
}

func TestPlateEnteredAgain(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		var first []int
		ppl.Plate(c, "rows", 50, func(c *ppl.Context) {
			first = ppl.Indices(c, "rows")
			normal(c, "x")
		}, ppl.SubsampleSize(3))
		ppl.Plate(c, "rows", 50, func(c *ppl.Context) {
			require.Equal(t, first, ppl.Indices(c, "rows"), "the same rows")
			normal(c, "y")
		}, ppl.SubsampleSize(3))
		ppl.Plate(c, "rows", 50, func(c *ppl.Context) {
			require.Equal(t, first, ppl.Indices(c, "rows"), "the batch option need not be said again")
			normal(c, "z")
		})
	}, 1)
	require.Same(t, trace.Site("x").Plates[0], trace.Site("z").Plates[0])
}

func TestFullPlates(t *testing.T) {
	full := func(m ppl.Model) *ppl.Trace {
		trace, err := ppl.RunWith(m, ppl.RunOptions{RNG: tensor.NewRNG(1), FullPlates: true})
		require.NoError(t, err)
		return trace
	}
	option := func(size int, o ppl.PlateOption) ppl.Model {
		return func(c *ppl.Context) {
			for _, name := range []string{"x", "y"} {
				ppl.Plate(c, "rows", size, func(c *ppl.Context) { normal(c, name) }, o)
			}
		}
	}
	trace := full(subsampled(10, 4))
	require.Equal(t, firstRows(10), toInts(trace.Value("looked")))
	require.Equal(t, []string{"rows@-1[10 of 10]"}, frames(trace.Site("x")))

	require.Equal(t, ppl.AllRows, trace.Site("rows").Frame.Mode)
	require.Nil(t, trace.Site("rows").Frame.Indices)

	trace = full(option(10, ppl.SubsampleSize(4)))
	require.Equal(t, []string{"rows@-1[10 of 10]"}, frames(trace.Site("y")))

	trace = full(option(10, ppl.BatchIndices([]int{3, 1})))
	require.Equal(t, []string{"rows@-1[2 of 10]"}, frames(trace.Site("x")), "rows that are given stay")
	require.Equal(t, []int{3, 1}, trace.Site("rows").Frame.Indices)
	require.Equal(t, 1.0, trace.Site("x").Scale, "and are not scaled")

	trace = full(option(10, ppl.BatchSize(4)))
	require.Equal(t, []string{"rows@-1[4 of 10]"}, frames(trace.Site("x")))
	require.Equal(t, 1.0, trace.Site("x").Scale)

	trace = full(option(10, ppl.BatchSize(25)))
	require.Equal(t, tensor.Shape{25}, trace.Value("x").Shape(), "more rows to predict than there were to learn from")
}

func toInts(x *tensor.Tensor) []int {
	var out []int
	for _, v := range x.Float64s() {
		out = append(out, int(v))
	}
	return out
}

// Averaged over batches, the scaled log-probability is that of all rows.
func TestSubsampleIsUnbiased(t *testing.T) {
	xs := tensor.Of([]float64{0.3, -1, 2, 0.5})
	sum, batches := 0.0, map[string]float64{}
	for seed := range uint64(400) {
		trace := run(t, func(c *ppl.Context) {
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
				normal(c, "x", ppl.Obs(xs.Take(0, ppl.Indices(c, "rows"))))
			}, ppl.SubsampleSize(3))
		}, seed)
		batches[fmt.Sprint(trace.Site("rows").Frame.Indices)] = trace.LogProb().Item()
	}
	require.Len(t, batches, 4, "all batches were met, so the average over them is exact")
	for _, lp := range batches {
		sum += lp / 4
	}
	require.InDelta(t, sumLogNormal(xs, 0, 1), sum, 1e-12)
}
