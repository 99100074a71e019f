package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
)

var std = dist.Normal(0, 1)

// before shows each site to see on its way out, before it has been drawn.
func before(m ppl.Model, see func(s *ppl.Site)) ppl.Model {
	return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		see(s)
		next.Apply(s)
	}))
}

func TestRoles(t *testing.T) {
	one := scalar(1)
	at := ppl.Values{"x": one}
	free, data, missing := sampled(std), sampled(std, ppl.Obs(one)), sampled(std, ppl.Obs(nil))
	for _, c := range []struct {
		model                         ppl.Model
		role                          ppl.Role
		words                         string
		latent, observed, logWeighted bool
	}{
		{free, ppl.LatentRole, "latent", true, false, true},
		{sampled(std, ppl.Auxiliary()), ppl.AuxiliaryRole, "auxiliary", true, false, true},
		{missing, ppl.MissingRole, "missing", true, false, true},
		{ppl.Uncondition(data), ppl.MissingRole, "missing", true, false, true},
		{data, ppl.DataRole, "observed", false, true, true},
		{ppl.Condition(free, at), ppl.ConditionedRole, "conditioned", false, true, true},
		{ppl.Condition(data, at), ppl.ConditionedRole, "conditioned", false, true, true},
		{ppl.Do(data, at), ppl.IntervenedRole, "intervened", false, false, false},
		{ppl.Substitute(free, at), ppl.LatentRole, "latent", true, false, true},
		{ppl.Uncondition(ppl.Condition(free, at)), ppl.LatentRole, "latent", true, false, true},
		{ppl.Uncondition(ppl.Condition(data, at)), ppl.MissingRole, "missing", true, false, true},
		{ppl.Uncondition(ppl.Condition(sampled(std, ppl.Auxiliary()), at)), ppl.AuxiliaryRole, "auxiliary", true, false, true},
	} {
		s := run(t, c.model, 1).Site("x")
		require.Equal(t, c.role, s.Role())
		require.Equal(t, c.words, s.Role().String())
		require.Equal(t, []bool{c.latent, c.observed, c.logWeighted}, []bool{s.Latent(), s.Observed, s.LogWeighted()}, c.words)
	}
}

// Free is what inference finds values for, seen before the draw.
func TestFree(t *testing.T) {
	one := scalar(1)
	for name, c := range map[string]struct {
		model ppl.Model
		free  bool
	}{
		"latent":      {sampled(std), true},
		"auxiliary":   {sampled(std, ppl.Auxiliary()), true},
		"missing":     {sampled(std, ppl.Obs(nil)), false},
		"data":        {sampled(std, ppl.Obs(one)), false},
		"substituted": {ppl.Substitute(sampled(std), ppl.Values{"x": one}), false},
		"intervened":  {ppl.Do(sampled(std), ppl.Values{"x": one}), false},
		"parameter":   {func(c *ppl.Context) { ppl.Param(c, "x", constant(1)) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, before(c.model, func(s *ppl.Site) { require.Equal(t, c.free, s.Free()) }), 1)
		})
	}
}

func TestMistakesOfRoles(t *testing.T) {
	const twice = `site "x": it has two of the options Obs and Auxiliary`
	requireMistake(t, sampled(std, ppl.Obs(scalar(1)), ppl.Auxiliary()), twice)
	requireMistake(t, sampled(std, ppl.Auxiliary(), ppl.Obs(nil)), twice)
	requireMistake(t, before(sampled(std), func(s *ppl.Site) { s.Observed = true }),
		`site "x": a handler set Observed, which follows from the role; SetRole changes that`)
}
