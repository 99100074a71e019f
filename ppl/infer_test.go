package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/ppl"
)

// speed and direction are settings that a test reads.
type speed float64

func (v speed) Check(s *ppl.Site) {
	if !s.Latent() {
		s.Fail("speed is for latents")
	}
}

type direction string

func (direction) Check(*ppl.Site) {}

func TestInfer(t *testing.T) {
	m := ppl.Infer(ppl.Infer(chain, speed(2), "x", "y"), direction("up"), "y")
	trace := run(t, m, 1)
	requireSame(t, run(t, chain, 1), trace)
	for name, want := range map[string]struct {
		speed     speed
		direction direction
	}{"x": {2, ""}, "y": {2, "up"}} {
		v, ok := ppl.SettingOf[speed](trace.Site(name))
		require.True(t, ok)
		require.Equal(t, want.speed, v)
		d, ok := ppl.SettingOf[direction](trace.Site(name))
		require.Equal(t, want.direction != "", ok)
		require.Equal(t, want.direction, d)
	}
	outer, _ := ppl.SettingOf[speed](run(t, ppl.Infer(m, speed(3), "x"), 1).Site("x"))
	require.Equal(t, speed(3), outer, "the outer one counts")
	_, ok := ppl.SettingOf[speed](run(t, chain, 1).Site("x"))
	require.False(t, ok)
}

func TestMistakesOfInfer(t *testing.T) {
	observed := then(chain, sampled2("z", std, ppl.Obs(scalar(1))))
	var none *nothing
	checkMistakes(t, []mistake{
		{"misspelt site", ppl.Infer(chain, speed(1), "xx"), []string{`site "xx": Infer names it, and the model has no such site; it has "x", "y"`}},
		{"no site", ppl.Infer(chain, speed(1)), []string{"Infer names no site; say which it is for"}},
		{"nil setting", ppl.Infer(chain, nil, "x"), []string{`site "x": Infer has a nil setting for it`}},
		{"setting that is a nil pointer", ppl.Infer(chain, none, "x"), []string{`site "x": Infer has a nil setting for it`}},
		{"site that the setting is not for", ppl.Infer(observed, speed(1), "z"), []string{`site "z": speed is for latents`}},
		{
			"LocScale outside", ppl.LocScale(ppl.Infer(chain, speed(1), "x"), 0, "x"),
			[]string{`site "x": LocScale names it, and Infer inside has given it a ppl_test.speed; put Infer outside, for "x_decentered"`},
		},
		{"LocScale of nothing", ppl.LocScale(chain, 0), []string{"LocScale names no site"}},
	})
	run(t, ppl.Infer(ppl.LocScale(chain, 0, "x"), speed(1), "x_decentered"), 1)
}

type nothing struct{}

func (*nothing) Check(*ppl.Site) {}
