package ppl

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// SiteError is a mistake of a model, found at a site.
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

// Unwrap is the error behind it.
func (e *SiteError) Unwrap() error { return e.Err }

// ModelFault marks SiteError as an error that model code raises by panic.
func (*SiteError) ModelFault() {}

// Fail panics with a SiteError for the site: handlers report with it what they cannot accept.
func (s *Site) Fail(format string, args ...any) {
	panic(&SiteError{Site: s.Name, Detail: fmt.Sprintf(format, args...)})
}

// failShape is Fail for mistakes of shape: it shows the sites so far and this one.
func (s *Site) failShape(format string, args ...any) {
	sites := append(s.run.trace.order[:len(s.run.trace.order):len(s.run.trace.order)], s)
	panic(&SiteError{Site: s.Name, Detail: fmt.Sprintf(format, args...), Sites: shapeTable(sites)})
}

// enterName refuses a name that is in use and remembers where it was used.
func (r *run) enterName(s *Site) {
	var pc [1]uintptr
	runtime.Callers(4, pc[:]) // the caller of the primitive
	first, used := r.places[s.Name]
	if !used {
		r.places[s.Name] = pc[0]
		return
	}
	before := r.trace.Site(s.Name)
	if s.shared && (before == nil || before.Init != nil) {
		return
	}
	hint := "a name stands for one site; in a loop, Range numbers the names"
	if s.Kind == ParamSite {
		hint = "a parameter that is meant to be used twice says Shared() each further time"
	}
	s.Fail("the name is used twice, at %s and at %s; %s", place(first), place(pc[0]), hint)
}

// place is file:line, with the file's last two path elements.
func place(pc uintptr) string {
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	parts := strings.Split(f.File, "/")
	return fmt.Sprintf("%s:%d", strings.Join(parts[max(0, len(parts)-2):], "/"), f.Line)
}

func shapeText(s tensor.Shape) string {
	if len(s) == 0 {
		return "·"
	}
	return strings.Trim(fmt.Sprint([]int(s)), "[]")
}
