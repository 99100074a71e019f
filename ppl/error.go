package ppl

import (
	"errors"
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// SiteError reports a mistake of a model, found at a site or between two.
type SiteError struct {
	Site    string
	Between bool   // found after Site and before the next one
	Detail  string // what was found, what was expected, what to do
	Err     error  // the error of tensor or dist behind it, if any
	Sites   string // the sites so far, with their shapes; empty where shapes do not matter
}

func (e *SiteError) Error() string {
	var b strings.Builder
	switch {
	case e.Between && e.Site == "":
		b.WriteString("ppl: before the first site: ")
	case e.Between:
		fmt.Fprintf(&b, "ppl: after site %q: ", e.Site)
	default:
		fmt.Fprintf(&b, "ppl: site %q: ", e.Site)
	}
	b.WriteString(e.Detail)
	if e.Err != nil {
		if e.Detail != "" {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	if e.Sites != "" {
		b.WriteString("\n" + e.Sites)
	}
	return b.String()
}

// Unwrap returns the error behind it.
func (e *SiteError) Unwrap() error { return e.Err }

// ModelFault marks SiteError as an error that model code raises by panic.
func (*SiteError) ModelFault() {}

// Fail panics with a SiteError for the site: handlers report with it what they cannot accept.
func (s *Site) Fail(format string, args ...any) {
	panic(&SiteError{Site: s.fullName(), Detail: fmt.Sprintf(format, args...)})
}

// failShape does as Fail, for mistakes of shape: it shows the sites so far and this one.
func (s *Site) failShape(format string, args ...any) {
	sites := append(s.run.trace.sites(), s)
	panic(&SiteError{Site: s.fullName(), Detail: fmt.Sprintf(format, args...), Sites: shapeTable(sites)})
}

// fail panics with a SiteError for a mistake that belongs to no single site.
func (c *Context) fail(format string, args ...any) {
	e := &SiteError{Between: true, Detail: fmt.Sprintf(format, args...)}
	if c != nil && c.run != nil {
		e.Site = c.run.last
	}
	panic(e)
}

// locate, deferred, says at which site an error of tensor or dist happened.
func (s *Site) locate() {
	switch p := recover().(type) {
	case nil:
	case *SiteError:
		panic(p)
	case fault.Fault:
		panic(&SiteError{Site: s.fullName(), Err: p, Sites: s.run.sitesFor(p)})
	default:
		panic(p)
	}
}

// sitesFor returns a table of the sites so far, if shapes matter for an error.
func (r *run) sitesFor(err error) string {
	var t *tensor.Error
	if r == nil || !errors.As(err, &t) || len(r.trace.entries) == 0 {
		return ""
	}
	return shapeTable(r.trace.sites())
}
