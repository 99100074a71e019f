package ppl

// Replay gives latent sites the values that latents of the same name have in a trace, and subsampled plates the trace's
// rows. Sites that the trace does not have, or that were observed there, are drawn. All sites keep their roles, and are
// scored. A name that stands for another kind of site in the trace is an error.
func Replay(m Model, t *Trace) Model {
	replay := WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		from := t.Site(s.Name)
		switch {
		case from == nil:
		case from.Kind != s.Kind:
			s.Fail("it is a %v here, and a %v in the trace that is replayed; give one of them another name, and put Replay "+
				"outside Lift", s.Kind, from.Kind)
		case s.Kind == PlateSite:
			s.Frame.replay(from.Frame)
		case s.Latent() && s.Value == nil && !from.Observed:
			s.Value = from.Value
		}
		next.Apply(s)
	}))
	return func(c *Context) {
		if t == nil {
			c.fail("Replay: the trace is nil")
		}
		replay(c)
	}
}

// replay takes over the rows of another run.
func (f *Frame) replay(from *Frame) {
	if f.Mode != DrawnRows || from.Indices == nil {
		return
	}
	if from.Size != f.Size || len(from.Indices) != f.Batch {
		f.fail("the replayed run looked at %d of %d rows, this one looks at %d of %d; the plates must agree",
			len(from.Indices), from.Size, f.Batch, f.Size)
	}
	f.Indices = from.Indices
}
