package progress

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// clock is a clock that stands still until told.
type clock struct{ t time.Time }

func newClock() *clock { return &clock{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time       { return c.t }
func (c *clock) pass(d time.Duration) { c.t = c.t.Add(d) }

func TestTerminal(t *testing.T) {
	var out strings.Builder
	c := newClock()
	l := New(&out, Options{Epochs: 2, Steps: 10, Terminal: true, Now: c.now})
	require.Empty(t, out.String())

	written := func() string {
		s := out.String()
		out.Reset()
		return s
	}
	l.Step(1, 128, -90)
	require.Equal(t, "\repoch 1/2  step  1/10  ELBO/image  -90.000\x1b[K", written())
	c.pass(99 * time.Millisecond)
	l.Step(2, 128, -80)
	require.Empty(t, written(), "too early to draw again")
	c.pass(901 * time.Millisecond)
	l.Step(3, 128, -70)
	require.Equal(t, "\repoch 1/2  step  3/10  ELBO/image  -80.000  256 images/s  9s left\x1b[K", written())
	for n := 4; n <= 19; n++ {
		c.pass(time.Millisecond)
		l.Step(n, 128, -60)
	}
	require.Empty(t, written())
	c.pass(time.Millisecond)
	l.Step(20, 64, -60)
	require.Equal(t, "\repoch 2/2  step 10/10  ELBO/image  -63.077  2,328 images/s  took 2s\x1b[K", written(),
		"the last step is drawn at once")
	l.Done()
	require.Equal(t, "\n", written())
	l.Done()
	require.Empty(t, written())
}

func TestPlain(t *testing.T) {
	var out strings.Builder
	c := newClock()
	l := New(&out, Options{Epochs: 2, Steps: 4, Now: c.now})
	for n := 1; n <= 8; n++ {
		c.pass(6 * time.Second)
		l.Step(n, 600, -float64(n))
	}
	l.Done()
	l.Done()
	require.Equal(t, ""+
		"epoch 1/2  step 2/4  ELBO/image   -1.500  100 images/s  36s left\n"+
		"epoch 1/2  step 4/4  ELBO/image   -3.500  100 images/s  24s left\n"+
		"epoch 2/2  step 2/4  ELBO/image   -5.500  100 images/s  12s left\n"+
		"epoch 2/2  step 4/4  ELBO/image   -7.500  100 images/s  took 48s\n", out.String())
}

func TestDoneShowsTheStepThatWasNotDueYet(t *testing.T) {
	for terminal, want := range map[bool]string{
		true:  "\repoch 1/1  step 1/9  ELBO/image   -3.000\x1b[K\repoch 1/1  step 2/9  ELBO/image   -2.000  1,000 images/s  1s left\x1b[K\n",
		false: "epoch 1/1  step 2/9  ELBO/image   -2.000  1,000 images/s  1s left\n",
	} {
		var out strings.Builder
		c := newClock()
		l := New(&out, Options{Epochs: 1, Steps: 9, Terminal: terminal, Now: c.now})
		l.Step(1, 10, -3)
		c.pass(10 * time.Millisecond)
		l.Step(2, 10, -1)
		l.Done()
		require.Equal(t, want, out.String())
	}
}

func TestZeroHasNoSign(t *testing.T) {
	var out strings.Builder
	l := New(&out, Options{Epochs: 1, Steps: 1, Now: newClock().now})
	l.Step(1, 10, -0.0004)
	l.Done()
	require.Contains(t, out.String(), "ELBO/image    0.000")
}

func TestDoneWithoutSteps(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out strings.Builder
		New(&out, Options{Epochs: 1, Steps: 1, Terminal: terminal}).Done()
		require.Empty(t, out.String())
	}
}

// TestPause trains for a second, pauses for an hour, and goes on: neither speed nor time left knows of the hour.
func TestPause(t *testing.T) {
	var out strings.Builder
	c := newClock()
	l := New(&out, Options{Epochs: 2, Steps: 2, Terminal: true, Now: c.now})
	l.Step(1, 100, -1)
	c.pass(time.Second)
	l.Step(2, 100, -1)
	l.Done()
	c.pass(time.Hour)
	out.Reset()
	l.Step(3, 100, -1)
	require.Equal(t, "\repoch 2/2  step 1/2  ELBO/image   -1.000\x1b[K", out.String())
	out.Reset()
	c.pass(time.Second)
	l.Step(4, 100, -1)
	require.Equal(t, "\repoch 2/2  step 2/2  ELBO/image   -1.000  100 images/s  took 1h00m\x1b[K", out.String())
}

func TestAveragesLookBackFiveSeconds(t *testing.T) {
	var out strings.Builder
	c := newClock()
	l := New(&out, Options{Epochs: 1, Steps: 1000, Terminal: true, Now: c.now})
	for n := 1; n <= 100; n++ { // slow and bad
		c.pass(time.Second)
		l.Step(n, 10, -500)
	}
	for n := 101; n <= 152; n++ { // fast and good
		c.pass(100 * time.Millisecond)
		l.Step(n, 10, -5)
	}
	out.Reset()
	c.pass(100 * time.Millisecond)
	l.Step(153, 10, -5)
	require.Equal(t, "\repoch 1/1  step  153/1000  ELBO/image   -5.000  100 images/s  1m25s left\x1b[K", out.String())
	require.LessOrEqual(t, len(l.recent), 52)
}

func TestResumed(t *testing.T) {
	var out strings.Builder
	c := newClock()
	l := New(&out, Options{Epochs: 5, Steps: 100, Now: c.now})
	for n := 299; n <= 300; n++ {
		c.pass(time.Second)
		l.Step(n, 50, -2)
	}
	require.Equal(t, "epoch 3/5  step 100/100  ELBO/image   -2.000  50 images/s  3m20s left\n", out.String())
}

func TestLineFitsATerminal(t *testing.T) {
	var out strings.Builder
	c := newClock()
	l := New(&out, Options{Epochs: 99, Steps: 999, Terminal: true, Now: c.now})
	l.Step(9*999+998, 12345, -1234.5678)
	out.Reset()
	c.pass(125 * time.Millisecond)
	l.Step(9*999+999, 12345, -1234.5678)
	text := strings.TrimSuffix(strings.TrimPrefix(out.String(), "\r"), "\x1b[K")
	require.Equal(t, "epoch 10/99  step 999/999  ELBO/image -1234.568  98,760 images/s  3h05m left", text)
	require.Less(t, len(text), 80)
}

// TestLineFitsANarrowTerminal: what is least needed is left out, and the width may change under way.
func TestLineFitsANarrowTerminal(t *testing.T) {
	var out strings.Builder
	c := newClock()
	wide := 0
	l := New(&out, Options{Epochs: 99, Steps: 999, Terminal: true, Now: c.now, Columns: func() int { return wide }})
	for n, want := range []string{
		80: "epoch 10/99  step 999/999  ELBO/image -1234.568  98,760 images/s  3h05m left",
		60: "epoch 10/99  step 999/999  ELBO/image -1234.568  3h05m left",
		40: "epoch 10/99  ELBO -1234.568  3h05m left",
		25: "epoch 10/99  3h05m left",
		12: "epoch 10/99",
		1:  "",
		0:  "",
	} {
		if want == "" && n > 1 {
			continue
		}
		l.Done()
		wide = n
		l.Step(9*999+998, 12345, -1234.5678)
		out.Reset()
		c.pass(125 * time.Millisecond)
		l.Step(9*999+999, 12345, -1234.5678)
		require.Equal(t, "\r"+want+"\x1b[K", out.String(), "%d columns", n)
	}
}

// TestHugeNumberOfEpochs: the time left is long, and not negative.
func TestHugeNumberOfEpochs(t *testing.T) {
	for _, epochs := range []int{1e9, math.MaxInt} {
		var out strings.Builder
		c := newClock()
		l := New(&out, Options{Epochs: epochs, Steps: 79, Terminal: true, Now: c.now})
		l.Step(1, 10, -5)
		out.Reset()
		c.pass(time.Second)
		l.Step(2, 10, -5)
		require.Contains(t, out.String(), "over 999d left")
		require.NotContains(t, out.String(), "-9")
	}
}

func TestDumbTerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close()
	require.Equal(t, 80, Columns(null)(), "nobody knows")
	t.Setenv("TERM", "dumb")
	require.False(t, IsTerminal(null))
	t.Setenv("TERM", "")
	require.Equal(t, runtime.GOOS == "windows", IsTerminal(null))
	t.Setenv("TERM", "xterm")
	require.True(t, IsTerminal(null))
}

func TestUnusualSteps(t *testing.T) {
	var out strings.Builder
	c := newClock()
	l := New(&out, Options{Terminal: true, Now: c.now}) // one epoch of one step
	l.Step(1, 10, math.NaN())
	l.Step(2, 10, math.Inf(-1)) // one more than announced, in no time
	l.Done()
	require.Equal(t, "\repoch 1/1  step 1/1  ELBO/image      NaN  took 0s\x1b[K"+
		"\repoch 1/1  step 2/1  ELBO/image      NaN  took 0s\x1b[K\n", out.String())
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestWriterErrorsAreIgnored(t *testing.T) {
	l := New(closed{}, Options{Epochs: 1, Steps: 1})
	require.NotPanics(t, func() { l.Step(1, 1, -1); l.Done() })
}

// TestScreen plays whatever is written on a terminal of 80 columns: after Done every line of the screen is whole and
// the cursor stands at the start of an empty one.
func TestScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var out strings.Builder
		c := newClock()
		epochs, steps := rapid.IntRange(1, 3).Draw(t, "epochs"), rapid.IntRange(1, 200).Draw(t, "steps")
		l := New(&out, Options{Epochs: epochs, Steps: steps, Terminal: true, Now: c.now})
		stop := rapid.IntRange(1, epochs*steps).Draw(t, "stop")
		pause := rapid.IntRange(1, epochs*steps).Draw(t, "pause")
		for n := 1; n <= stop; n++ {
			c.pass(time.Duration(rapid.IntRange(0, 5000).Draw(t, "ms")) * time.Millisecond)
			l.Step(n, 100, rapid.Float64Range(-600, 1).Draw(t, "elbo"))
			if n == pause {
				l.Done()
			}
		}
		l.Done()

		screen, column := []string{""}, 0
		for s := out.String(); s != ""; {
			row := &screen[len(screen)-1]
			switch {
			case strings.HasPrefix(s, "\r"):
				column, s = 0, s[1:]
			case strings.HasPrefix(s, "\n"):
				column, s, screen = 0, s[1:], append(screen, "")
			case strings.HasPrefix(s, "\x1b[K"):
				*row, s = (*row)[:column], s[len("\x1b[K"):]
			default:
				*row = (*row)[:column] + s[:1] + (*row)[min(column+1, len(*row)):]
				column, s = column+1, s[1:]
			}
		}
		lines := 2
		if pause < stop {
			lines = 3
		}
		require.Len(t, screen, lines)
		require.Empty(t, screen[lines-1])
		for _, row := range screen[:lines-1] {
			require.Regexp(t, `^epoch \d/\d  step +\d+/\d+  ELBO/image +-?\d+\.\d{3}(  [\d,]+ images/s)?(  \S+ left|  took \S+)?$`, row)
			require.Less(t, len(row), 80)
		}
	})
}

func TestHuman(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s": 0, "1s": time.Millisecond, "45s": 45 * time.Second, "1m00s": 59*time.Second + 1, "1m20s": 80 * time.Second,
		"59m59s": time.Hour - time.Second, "1h00m": time.Hour, "2h05m": 2*time.Hour + 5*time.Minute + 59*time.Second,
		"99h59m": 100*time.Hour - time.Second, "4d04h": 100 * time.Hour, "999d23h": 1000*24*time.Hour - time.Second, "over 999d": 1000 * 24 * time.Hour,
	} {
		require.Equal(t, want, human(d.Seconds()))
	}
	require.Equal(t, "over 999d", human(1e300))
	require.Equal(t, "over 999d", human(math.Inf(1)))
}

func TestThousands(t *testing.T) {
	for want, x := range map[string]float64{"0": 0, "999": 999, "1,000": 1000, "12,345": 12345, "1,234,567": 1234567} {
		require.Equal(t, want, thousands(x))
	}
}

func TestIsTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	require.False(t, IsTerminal(f))
	require.NoError(t, f.Close())
	require.False(t, IsTerminal(f), "closed")

	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	defer w.Close()
	require.False(t, IsTerminal(w))

	t.Setenv("TERM", "xterm")
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close()
	require.True(t, IsTerminal(null), "a character device, where escape codes do no harm")
}
