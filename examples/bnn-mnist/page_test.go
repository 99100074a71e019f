package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/serve"
	"github.com/credence-ppl/credence/infer"
)

// page is a program that runs with -serve, in this process.
type page struct {
	url   string
	end   context.CancelFunc // as Ctrl-C does
	ended chan error
	mu    sync.Mutex
	out   bytes.Buffer
}

func (p *page) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(text)
}

func (p *page) printed() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

var pageAt = regexp.MustCompile(`the page is at (http\S+)`)

func servePage(t testing.TB, args ...string) *page {
	p := &page{ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	p.end = cancel
	t.Cleanup(cancel)
	go func() { p.ended <- run(ctx, append(args, "-serve=localhost:0"), p) }()
	require.Eventually(t, func() bool {
		found := pageAt.FindStringSubmatch(p.printed())
		if found != nil {
			p.url = found[1]
		}
		return found != nil
	}, time.Minute, 10*time.Millisecond)
	return p
}

// phase returns the page's state.
func (p *page) state(t testing.TB) serve.State {
	answer, err := http.Get(p.url + "api/state")
	require.NoError(t, err)
	defer answer.Body.Close()
	var s serve.State
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&s))
	return s
}

func (p *page) until(t testing.TB, phase string) serve.State {
	var s serve.State
	require.Eventually(t, func() bool { s = p.state(t); return s.Phase == phase }, 10*time.Minute, 20*time.Millisecond)
	return s
}

func (p *page) post(t testing.TB, path, body string) (int, string) {
	answer, err := http.Post(p.url+path, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

// TestServe trains and answers, and reports as without a page. That the page looks on does not change what is learned.
func TestServe(t *testing.T) {
	dir := folder(t)
	_, without := small(t, t.Context(), dir, "-epochs", "3")
	p := servePage(t, "-data", dir, "-hidden", "16", "-batch", "50", "-draws", "4", "-json", "-epochs", "3")
	s := p.until(t, "ready")
	require.Equal(t, []int{21, 21, 21, 330, 100}, []int{s.Step, s.Total, s.Shown, s.Train, s.Test})
	require.Positive(t, s.Latest.Scores.Accuracy)
	status, text := p.post(t, "api/predict", `{"digit": 7}`)
	require.Equal(t, http.StatusOK, status, text)
	var prediction serve.Prediction
	require.NoError(t, json.Unmarshal([]byte(text), &prediction))
	require.Len(t, prediction.Bayesian.Draws, pageDraws)
	require.NotNil(t, prediction.Ordinary)
	require.Eventually(t, func() bool { return strings.Contains(p.printed(), "the page stays at "+p.url) }, time.Minute, 10*time.Millisecond)
	p.end()
	require.NoError(t, <-p.ended)
	var with result
	lines := strings.Split(p.printed(), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "{") })
	require.NoError(t, json.Unmarshal([]byte(lines[at]), &with))
	require.Equal(t, without.NegELBO, with.NegELBO)
	require.Equal(t, without.Accuracy, with.Accuracy)
}

// Ctrl-C while it trains, or while it is paused, saves and reports what was learned.
func TestServeInterrupted(t *testing.T) {
	dir := folder(t)
	for _, action := range []string{"continue", "pause"} {
		file := filepath.Join(t.TempDir(), "net")
		p := servePage(t, "-data", dir, "-hidden", "16", "-batch", "50", "-draws", "2", "-epochs", "100000", "-save", file)
		require.Eventually(t, func() bool { return p.state(t).Step > 0 }, time.Minute, 10*time.Millisecond)
		status, text := p.post(t, "api/training", fmt.Sprintf(`{"action": %q}`, action))
		require.Equal(t, http.StatusOK, status, text)
		if action == "pause" {
			p.until(t, "paused")
		}
		p.end()
		require.NoError(t, <-p.ended)
		require.Contains(t, p.printed(), "interrupted after ")
		require.Contains(t, p.printed(), "saved to "+file)
		require.Contains(t, p.printed(), "uniform noise")
		require.FileExists(t, file)
	}
}

// A network that is too large for the page is refused before anything is learned, or asked fewer times.
func TestServeLargeNetworks(t *testing.T) {
	dir := folder(t)
	var out bytes.Buffer
	err := run(t.Context(), []string{"-data", dir, "-batch", "50", "-hidden", "1000000", "-serve=localhost:0"}, &out)
	require.EqualError(t, err, "-hidden 1000000: two networks of 795000010 weights, the fewest that can disagree on a page, take 6.4 GB; expected at most 2.1 GB")
	require.Empty(t, out.String())
	for hidden, want := range map[int]int{16: pageDraws, 13_500: pageDraws, 100_000: 6, 330_000: 2} {
		tr := &training{o: options{hidden: hidden}}
		n, err := tr.pageNetworks()
		require.NoError(t, err)
		require.Equal(t, want, n)
		require.LessOrEqual(t, 4*int64(n)*tr.weights(), pageMemory)
	}
}

// What takes much memory is told before the first step.
func TestMemoryIsTold(t *testing.T) {
	dir := folder(t)
	ended, end := context.WithCancel(t.Context())
	end()
	for hidden, want := range map[string]string{"16": "", "30000": "its 23850010 weights take about 4.5 GB of memory\n"} {
		var out bytes.Buffer
		require.ErrorContains(t, run(ended, []string{"-data", dir, "-batch", "50", "-hidden", hidden}, &out), "interrupted before the first step")
		_, after, ok := strings.Cut(out.String(), "²)\n")
		require.True(t, ok, out.String())
		require.Equal(t, want, after)
	}
}

// The ordinary network learns in as many steps as the Bayesian one, once, and is better than a guess.
func TestOrdinary(t *testing.T) {
	o, err := parse([]string{"-data", folder(t), "-hidden", "16", "-batch", "50", "-epochs", "10"}, io.Discard)
	require.NoError(t, err)
	tr, err := newTraining(o)
	require.NoError(t, err)
	require.NoError(t, tr.run(&interrupt{t.Context(), 60}))
	n, err := tr.ordinary(t.Context())
	require.NoError(t, err)
	require.Equal(t, 60, n.Steps)
	again, err := tr.ordinary(t.Context())
	require.NoError(t, err)
	require.Same(t, n, again)
	p, err := n.Probs(t.Context(), tr.test.Images)
	require.NoError(t, err)
	require.Equal(t, []int{1, 1, 100, 10}, []int(p.Shape()))
	c, err := infer.Classify(p)
	require.NoError(t, err)
	right := 0
	for i, class := range c.Class.Float64s() {
		if int(class) == int(tr.test.Labels[i]) {
			right++
		}
	}
	require.Greater(t, right, 50)
	require.Zero(t, c.MutualInformation.Max().Item(), "one network does not disagree")
}

func TestServeElsewhere(t *testing.T) {
	var out bytes.Buffer
	args := []string{"-data", folder(t), "-hidden", "4", "-batch", "50", "-epochs", "1"}
	err := run(t.Context(), append(args, "-serve=9000"), &out)
	require.ErrorContains(t, err, `-serve: found the address "9000", expected HOST:PORT, as in localhost:8080`)
	require.Empty(t, out.String(), "before the training")
	err = run(t.Context(), append(args, "-serve", "localhost:9000"), &out)
	require.ErrorContains(t, err, `unexpected argument "localhost:9000"`)
	o, err := parse([]string{"-serve"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, serve.Address, o.serve.address)
	require.Equal(t, 40, o.epochs)
	o, err = parse([]string{"-serve", "-epochs", "20"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, 20, o.epochs)
	o, err = parse([]string{"-serve=false"}, io.Discard)
	require.NoError(t, err)
	require.Empty(t, o.serve.address)
}

// BenchmarkServe asks the network of the usual size, by HTTP, from one and from sixteen clients at a time: the time of
// an operation is that of an answer's share, and the latency that of a request.
func BenchmarkServe(b *testing.B) {
	p := servePage(b, "-epochs", "1")
	p.until(b, "ready")
	require.Eventually(b, func() bool { return strings.Contains(p.printed(), "the page stays at") }, 10*time.Minute, 100*time.Millisecond)
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("%d", clients), func(b *testing.B) {
			var next atomic.Int64
			var all []time.Duration
			var mu sync.Mutex
			var group sync.WaitGroup
			b.ResetTimer()
			for range clients {
				group.Go(func() {
					client := &http.Client{Transport: &http.Transport{}}
					defer client.CloseIdleConnections()
					for next.Add(1) <= int64(b.N) {
						start := time.Now()
						answer, err := client.Post(p.url+"api/predict", "application/json", strings.NewReader(`{"digit": 3}`))
						if err != nil || answer.StatusCode != http.StatusOK {
							b.Errorf("%v %v", answer, err)
							return
						}
						io.Copy(io.Discard, answer.Body)
						answer.Body.Close()
						mu.Lock()
						all = append(all, time.Since(start))
						mu.Unlock()
					}
				})
			}
			group.Wait()
			b.StopTimer()
			slices.Sort(all)
			milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
			b.ReportMetric(milliseconds(all[len(all)/2]), "ms-median")
			b.ReportMetric(milliseconds(all[len(all)*99/100]), "ms-99%")
		})
	}
	p.end()
	<-p.ended
}
