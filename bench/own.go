package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// own is credence, in this process.
type own struct {
	ready string // the case of step
	step  func() error
	sums  []float64
}

func (*own) name() string { return credence }

func (o *own) turn(c benchmark, seconds float64) (a answer, err error) {
	if c.kind.oneThread() {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	}
	if o.ready != c.name {
		if err := o.get(c); err != nil {
			return a, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	a.Sums = o.sums
	for end := after(seconds); time.Now().Before(end) || len(a.NS) < 5; {
		used, start := cpuTime(), time.Now()
		if err := o.step(); err != nil {
			return a, fmt.Errorf("%s: %w", c.name, err)
		}
		a.NS, a.CPUNS = append(a.NS, time.Since(start)), append(a.CPUNS, cpuTime()-used)
	}
	return a, nil
}

// get gets the case ready, in the memory of the one before it.
func (o *own) get(c benchmark) error {
	*o = own{ready: c.name}
	if c.sums != nil {
		o.sums = c.sums()
	}
	o.step = c.prepare()
	for range 4 { // to warm up
		if err := o.step(); err != nil {
			return err
		}
	}
	return nil
}

// serve returns credence as a [program].
func serve(in io.Reader, out io.Writer) error {
	lines := json.NewEncoder(out)
	if err := lines.Encode(answer{Versions: map[string]string{"go": runtime.Version()}}); err != nil {
		return err
	}
	var o own
	for s := bufio.NewScanner(in); s.Scan(); {
		var name string
		var seconds float64
		if _, err := fmt.Sscan(s.Text(), &name, &seconds); err != nil {
			return fmt.Errorf("request %q: expected CASE SECONDS", s.Text())
		}
		var a answer
		for _, c := range cases {
			if c.name != name || c.prepare == nil {
				continue
			}
			var err error
			if seconds == 0 {
				a.NS, err = first(c)
			} else {
				a, err = o.turn(c, seconds)
			}
			if err != nil {
				return err
			}
		}
		a.PeakKB = peakMemory()
		if err := lines.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

// first returns the time of the first step of a case, with all that comes before it.
func first(c benchmark) ([]time.Duration, error) {
	start := time.Now()
	err := c.prepare()()
	return []time.Duration{time.Since(start)}, err
}

// peakMemory returns the most memory that this process ever had, in KiB, or 0 if the system does not tell.
func peakMemory() float64 {
	text, _ := os.ReadFile("/proc/self/status")
	return peakIn(string(text))
}

func peakIn(status string) float64 {
	for line := range strings.Lines(status) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 64)
			return kb
		}
	}
	return 0
}
