package gallery

import (
	"fmt"
	"io"
	"time"
)

// status is a line that tells how far long work is. Work of less than two seconds needs none. On a terminal the line
// rewrites itself; elsewhere there is a line every ten seconds.
type status struct {
	w        io.Writer
	terminal bool

	open  bool          // the cursor stands in the line
	shown time.Duration // when the last line was written, since the work began
}

const (
	patience = 2 * time.Second
	repeat   = 10 * time.Second
)

// show shows a text, some time after the work began.
func (s *status) show(elapsed time.Duration, format string, args ...any) {
	switch {
	case s == nil || elapsed < patience:
	case s.terminal:
		fmt.Fprintf(s.w, "\r%s\x1b[K", fmt.Sprintf(format, args...))
		s.open = true
	case elapsed-s.shown >= repeat:
		fmt.Fprintf(s.w, format+"\n", args...)
		s.shown = elapsed
	}
}

// end clears the line, so that whatever is printed next has it for itself.
func (s *status) end() {
	if s != nil && s.open {
		fmt.Fprint(s.w, "\r\x1b[K")
		s.open = false
	}
	if s != nil {
		s.shown = 0
	}
}
