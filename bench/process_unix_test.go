//go:build unix

package main

import (
	"bufio"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEndedCommandsTakeTheirChildrenAlong(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := command(ctx, "sh", "-c", "sleep 300 & echo started; wait")
	stdout, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	r := bufio.NewReader(stdout)
	line, err := r.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "started\n", line)
	cancel()
	ended := make(chan error, 1)
	go func() { // ends when no writer is left
		_, err := r.ReadByte()
		ended <- err
	}()
	select {
	case err := <-ended:
		require.Error(t, err)
	case <-time.After(30 * time.Second):
		t.Fatal("a child goes on")
	}
	c.Wait() // its error is that it was ended
}

func TestCPUTimeIsThatOfWork(t *testing.T) {
	used, end := cpuTime(), time.Now().Add(time.Minute)
	for cpuTime()-used < 10*time.Millisecond {
		require.True(t, time.Now().Before(end), "work takes time")
	}
	used = cpuTime()
	time.Sleep(100 * time.Millisecond)
	require.Less(t, cpuTime()-used, 90*time.Millisecond, "sleep takes none")
}
