package main

import (
	"context"
	"os"
	"os/signal"
	"time"
)

// once is how long signals after the first count as the same one: shells and timeout(1) send some twice.
const once = time.Second

// untilStopped returns a context that is canceled by the first signal that asks the program to end: an interrupt, the
// end of the terminal, or a request by kill. A later one ends the program at once.
//
// A signal that is ignored from the start, as under nohup, stays ignored. Nobody reading the output any more does not
// end the program either, which has a network to save: an interrupt ends the other programs of a pipe first.
func untilStopped() context.Context {
	ignoreClosedPipes()
	signals := make(chan os.Signal, 1)
	for _, s := range endings {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-signals
		cancel()
		time.Sleep(once)
		signal.Stop(signals)
	}()
	return ctx
}
