package ppl

import "fmt"

// Role is what a random choice is to inference.
type Role uint8

const (
	LatentRole      Role = iota // to be inferred
	AuxiliaryRole               // of a guide: latent, and without a counterpart in the model
	MissingRole                 // the model says Obs and there are no data, as with Obs(nil): latent, to be predicted
	DataRole                    // observed by Obs
	ConditionedRole             // observed by Condition
	IntervenedRole              // set by Do: not scored
)

func (r Role) String() string {
	names := [...]string{"latent", "auxiliary", "missing", "observed", "conditioned", "intervened"}
	if int(r) < len(names) {
		return names[r]
	}
	return fmt.Sprintf("Role(%d)", uint8(r))
}

func (r Role) observed() bool { return r == DataRole || r == ConditionedRole }

// Role returns what the site, if it is a random choice, is to inference.
func (s *Site) Role() Role { return s.role }

// SetRole makes the site something else to inference, and sets Observed accordingly. Handlers that observe a site or
// intervene on it, or that take such a value away, use it.
func (s *Site) SetRole(r Role) { s.role, s.Observed = r, r.observed() }

// declare sets the role that the model gives the site.
func (s *Site) declare(r Role) {
	if s.declared != LatentRole {
		s.Fail("it has two of the options Obs and Auxiliary; a site is observed once, and only a site of a guide is auxiliary")
	}
	s.declared = r
	s.SetRole(r)
}

// Latent reports whether the site is a random choice that is neither observed nor intervened on.
func (s *Site) Latent() bool { return s.Kind == SampleSite && s.role <= MissingRole }

// Free reports whether the site is a latent that inference is to find a value for: none has been set, and the model
// does not expect data for it.
func (s *Site) Free() bool { return s.Latent() && s.role != MissingRole && s.Value == nil }

// LogWeighted reports whether the site has a log-probability: a random choice that was not intervened on, or a factor.
func (s *Site) LogWeighted() bool {
	return s.Kind == FactorSite || s.Kind == SampleSite && s.role != IntervenedRole
}
