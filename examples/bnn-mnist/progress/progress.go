// Package progress shows how far a training is: on a terminal as one line that rewrites itself, elsewhere as a plain
// line now and then.
package progress

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strconv"
	"time"
)

const (
	redraw = 100 * time.Millisecond // shortest time between two drawings on a terminal
	repeat = 10 * time.Second       // longest time between two plain lines of one epoch
	span   = 5 * time.Second        // how far back the averages look
)

// Options say what a Line counts to and where it is drawn.
type Options struct {
	Epochs   int              // number of epochs, at least 1
	Steps    int              // steps in an epoch, at least 1
	Terminal bool             // rewrite one line instead of adding lines; see IsTerminal
	Columns  func() int       // of the terminal, asked at every drawing; nil means 80
	Now      func() time.Time // clock; nil means time.Now
}

// Line is the progress of one training. Errors of the writer are ignored: a training does not fail because nobody can
// watch it. Methods must be called by one goroutine at a time.
type Line struct {
	w       io.Writer
	o       Options
	start   time.Time
	recent  []step
	shown   time.Time // when the line was last written
	pending bool      // the last step is not written yet
	open    bool      // the terminal's cursor stands in the line
}

type step struct {
	at     time.Time
	n      int
	images int
	elbo   float64
}

// New returns a line that writes to w, beginning with the first step.
func New(w io.Writer, o Options) *Line {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Columns == nil {
		o.Columns = func() int { return 80 }
	}
	o.Steps = max(o.Steps, 1)
	o.Epochs = min(max(o.Epochs, 1), math.MaxInt/o.Steps)
	return &Line{w: w, o: o, start: o.Now()}
}

// IsTerminal reports whether f is a character device, which is what a terminal is and a file or pipe is not, and
// understands escape codes, which TERM=dumb denies, and no TERM does not promise except on Windows.
func IsTerminal(f *os.File) bool {
	info, err := f.Stat()
	term := os.Getenv("TERM")
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && term != "dumb" && (term != "" || runtime.GOOS == "windows")
}

// Columns returns a function that asks how many columns the terminal f has now, and is 80 where nobody knows.
func Columns(f *os.File) func() int {
	return func() int { return cmp.Or(columns(f), 80) }
}

// Step reports that n steps are done, counted over all epochs and from 1, and that the last of them saw this many
// images, at this ELBO per image. A resumed training goes on counting where it stopped.
//
// The line shows averages over the last five seconds. On a terminal it is drawn at most ten times a second; elsewhere
// it is written at the end of every epoch, and every ten seconds.
func (l *Line) Step(n, images int, elbo float64) {
	now := l.o.Now()
	l.recent = append(l.recent, step{now, n, images, elbo})
	for len(l.recent) > 2 && now.Sub(l.recent[1].at) >= span {
		l.recent = l.recent[1:]
	}
	l.pending = true

	due := n >= l.o.Epochs*l.o.Steps
	if l.o.Terminal {
		due = due || !l.open || now.Sub(l.shown) >= redraw
	} else {
		due = due || n%l.o.Steps == 0 || now.Sub(cmp.Or(l.shown, l.start)) >= repeat
	}
	if due {
		l.write(now)
	}
}

// Done writes the last step if it is not shown yet and ends the line, so that whatever is printed next starts on a line
// of its own. It may be called again. A later Step begins a new line, whose averages leave the pause out.
func (l *Line) Done() {
	if l.pending {
		l.write(l.o.Now())
	}
	if l.open {
		io.WriteString(l.w, "\n")
	}
	l.open = false
	l.recent = nil
}

func (l *Line) write(now time.Time) {
	if l.o.Terminal {
		// Return to the line's start; clear what a longer text left behind.
		io.WriteString(l.w, "\r"+l.fitting(now, l.o.Columns()-1)+"\x1b[K")
		l.open = true
	} else {
		io.WriteString(l.w, l.fitting(now, math.MaxInt)+"\n")
	}
	l.shown, l.pending = now, false
}

// fitting returns the fullest text of at most so many columns: a line that wraps could not be rewritten. The whole text
// needs less than 80 for up to 99 epochs of 999 steps.
func (l *Line) fitting(now time.Time, columns int) string {
	last := l.recent[len(l.recent)-1]
	epoch := min((last.n-1)/l.o.Steps+1, l.o.Epochs)
	inEpoch := last.n - (epoch-1)*l.o.Steps
	digits := len(strconv.Itoa(l.o.Steps))
	epochs := fmt.Sprintf("epoch %d/%d", epoch, l.o.Epochs)
	steps := fmt.Sprintf("  step %*d/%d", digits, inEpoch, l.o.Steps)
	elbo := fmt.Sprintf("%8.3f", math.Round(1e3*l.elbo())/1e3+0) // zero has no sign

	speed, rest := "", ""
	perImage, perStep := l.pace()
	if perImage > 0 {
		speed = fmt.Sprintf("  %s images/s", thousands(math.Round(1/perImage)))
	}
	left := l.o.Epochs*l.o.Steps - last.n
	switch {
	case left <= 0:
		rest = "  took " + human(now.Sub(l.start).Seconds())
	case perStep > 0:
		rest = "  " + human(perStep*float64(left)) + " left"
	}
	text := ""
	for _, text = range []string{
		epochs + steps + "  ELBO/image " + elbo + speed + rest,
		epochs + steps + "  ELBO/image " + elbo + rest,
		epochs + "  ELBO " + elbo + rest,
		epochs + rest,
	} {
		if len(text) <= columns {
			return text
		}
	}
	return text[:max(0, columns)]
}

func (l *Line) elbo() float64 {
	sum, images := 0.0, 0
	for _, s := range l.recent {
		sum += s.elbo * float64(s.images)
		images += s.images
	}
	return sum / float64(images)
}

// pace returns the seconds an image and a step take, 0 while unknown.
func (l *Line) pace() (perImage, perStep float64) {
	first, last := l.recent[0], l.recent[len(l.recent)-1]
	seconds := last.at.Sub(first.at).Seconds()
	images := 0
	for _, s := range l.recent[1:] { // the first step's own time is not known
		images += s.images
	}
	if seconds <= 0 || images <= 0 || last.n <= first.n {
		return 0, 0
	}
	return seconds / float64(images), seconds / float64(last.n-first.n)
}

// human writes seconds with their two largest units: 45s, 1m20s, 2h05m, 3d04h.
func human(seconds float64) string {
	const day = 24 * 3600
	if seconds >= 1000*day {
		return "over 999d"
	}
	switch s := int(math.Ceil(seconds)); {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	case s < 100*3600:
		return fmt.Sprintf("%dh%02dm", s/3600, s%3600/60)
	default:
		return fmt.Sprintf("%dd%02dh", s/day, s%day/3600)
	}
}

func thousands(x float64) string {
	digits := strconv.FormatFloat(x, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
