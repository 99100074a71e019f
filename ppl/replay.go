package ppl

// Replay gives latent sites the values they have in a trace, and subsampled plates its rows. Sites that the trace does not
// have are drawn. The sites stay latent, and are scored.
func Replay(m Model, t *Trace) Model {
	return WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		from := t.Site(s.Name)
		switch {
		case from == nil:
		case s.Kind == PlateSite && from.Kind == PlateSite:
			s.replayRows(from.Frame)
		case s.Kind == SampleSite && from.Kind == SampleSite && s.Value == nil && !from.Observed:
			s.Value = from.Value
		}
		next.Apply(s)
	}))
}

// replayRows looks at the rows that were looked at before.
func (s *Site) replayRows(from *Frame) {
	f := s.Frame
	if f.Mode != DrawnRows || from.Indices == nil {
		return
	}
	if from.Size != f.Size || len(from.Indices) != f.Batch {
		s.Fail("the replayed run looked at %d of %d rows, this one looks at %d of %d; the plates must agree", len(from.Indices), from.Size, f.Batch, f.Size)
	}
	f.Indices = from.Indices
}
