package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/tensor"
)

// digits are 200 digits to test with.
var digits = sync.OnceValue(func() mnist.Set {
	_, test, err := mnist.Embedded()
	if err != nil {
		panic(err)
	}
	return test.Slice(0, 200)
})

// fake is a network of three draws whose logits are the ink of ten stripes of the image, times the draw's number. It
// counts its passes and the images of the largest.
type fake struct {
	passes, largest atomic.Int64
	wait            time.Duration // that a pass takes
}

func (f *fake) network() *Network {
	units := make([]Unit, 7)
	for k := range units {
		for p := range mnist.Pixels {
			units[k].Mean = append(units[k].Mean, float32(k)/6*float32(1-2*(p%2)))
			units[k].Width = append(units[k].Width, float32(p%5)/4)
		}
	}
	return &Network{Steps: 12, Units: units, Probs: func(_ context.Context, images []byte) (*tensor.Tensor, error) {
		n := len(images) / mnist.Pixels
		f.passes.Add(1)
		for {
			most := f.largest.Load()
			if int64(n) <= most || f.largest.CompareAndSwap(most, int64(n)) {
				break
			}
		}
		time.Sleep(f.wait)
		logits := make([]float64, 3*n*mnist.Classes)
		for draw := range 3 {
			for i := range n {
				for p, ink := range images[i*mnist.Pixels : (i+1)*mnist.Pixels] {
					logits[(draw*n+i)*mnist.Classes+p*mnist.Classes/mnist.Pixels] += float64(ink) / 2000 * float64(draw)
				}
			}
		}
		return tensor.Of(logits, 1, 3, n, mnist.Classes).Softmax(-1), nil
	}}
}

// trainedServer is a server whose training is over, on a real port. The ordinary network is the first draw only.
func trainedServer(t testing.TB, f *fake) (*Server, string) {
	s := New(Options{Name: "a network", Train: 10, Test: digits(), Epochs: 2, Steps: 3})
	require.NoError(t, s.Ready(t.Context(), f.network()))
	require.NoError(t, s.Beside(t.Context(), f.network()))
	return s, running(t, s)
}

// running serves until the test ends.
func running(t testing.TB, s *Server) string {
	l, err := Listen("localhost:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-served)
	})
	return URL(l)
}

// TestOtherImages serves images of three classes of their own names, as they are.
func TestOtherImages(t *testing.T) {
	own := digits().Slice(0, 30)
	own.Names, own.Labels = []string{"ant", "bee", "cow"}, make([]byte, 30)
	for i := range own.Labels {
		own.Labels[i] = byte(i % 3)
	}
	s := New(Options{Name: "a network", Train: 10, Test: own, Epochs: 2, Steps: 3})
	network := &Network{Steps: 6, Probs: func(_ context.Context, images []byte) (*tensor.Tensor, error) {
		return tensor.Zeros(1, 2, len(images)/mnist.Pixels, 3).Softmax(-1), nil
	}}
	require.NoError(t, s.Ready(t.Context(), network))
	url := running(t, s)
	state := got[State](t, http.MethodGet, url+"api/state", "")
	require.Equal(t, own.Names, state.Classes)
	require.False(t, state.Digits)
	p := got[Prediction](t, http.MethodPost, url+"api/predict", `{"digit": 2}`)
	require.InDeltaSlice(t, []float32{1. / 3, 1. / 3, 1. / 3}, p.Bayesian.Probs, 1e-6)
	require.Len(t, p.Bayesian.Draws, 2)
	_, text := ask(t, http.MethodGet, url+"api/digits/2.png", "")
	picture, err := png.Decode(strings.NewReader(text))
	require.NoError(t, err)
	for i, v := range own.Image(2) {
		gray, _, _, _ := picture.At(i%mnist.Cols, i/mnist.Cols).RGBA()
		require.Equal(t, uint32(v)*0x101, gray)
	}
	summary := got[struct{ Bayesian Summary }](t, http.MethodGet, url+"api/scores", "")
	require.InDelta(t, math.Log(3), summary.Bayesian.NLL, 1e-6)

	_, url = trainedServer(t, &fake{})
	state = got[State](t, http.MethodGet, url+"api/state", "")
	require.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, state.Classes)
	require.True(t, state.Digits)
}

// ask sends a request and returns its status and what it says.
func ask(t testing.TB, method, url, body string, change ...func(*http.Request)) (int, string) {
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, c := range change {
		c(r)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

// got decodes the answer to a request that is in order.
func got[T any](t testing.TB, method, url, body string) T {
	t.Helper()
	status, text := ask(t, method, url, body)
	require.Equal(t, http.StatusOK, status, text)
	var v T
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

func TestPageAndItsParts(t *testing.T) {
	_, url := trainedServer(t, &fake{})
	for path, want := range map[string]string{
		"": "<!doctype html>", "page.js": "EventSource", "style.css": ":root", "uplot/uPlot.iife.min.js": "uPlot (v1.6.32)", "uplot/LICENSE": "Permission is hereby granted",
	} {
		status, text := ask(t, http.MethodGet, url+path, "")
		require.Equal(t, http.StatusOK, status, path)
		require.Contains(t, text, want, path)
	}
	answer, err := http.Get(url)
	require.NoError(t, err)
	answer.Body.Close()
	require.True(t, strings.HasPrefix(answer.Header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"))
	require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
}

func TestPredict(t *testing.T) {
	f := &fake{}
	_, url := trainedServer(t, f)
	p := got[Prediction](t, "POST", url+"api/predict", `{"digit": 3}`)
	require.Len(t, p.Pixels, mnist.Pixels)
	require.EqualValues(t, digits().Image(3)[400], p.Pixels[400])
	require.Len(t, p.Bayesian.Draws, 3)
	require.InDelta(t, 0.1, p.Bayesian.Draws[0][4], 1e-6, "the first draw knows nothing")
	for class, prob := range p.Bayesian.Probs {
		mean := (p.Bayesian.Draws[0][class] + p.Bayesian.Draws[1][class] + p.Bayesian.Draws[2][class]) / 3
		require.InDelta(t, mean, prob, 1e-6)
		require.LessOrEqual(t, float64(prob), p.Bayesian.Confidence+1e-6)
	}
	require.InDelta(t, p.Bayesian.Entropy, p.Bayesian.ExpectedEntropy+p.Bayesian.MutualInformation, 1e-9)
	require.Equal(t, p.Bayesian.Confidence >= p.Threshold, p.Bayesian.Answered)
	require.Equal(t, 12, p.Bayesian.Steps)
	require.NotNil(t, p.Ordinary)
	require.Nil(t, p.Ordinary.Draws)

	require.True(t, got[Prediction](t, "POST", url+"api/predict", `{"digit": 3, "threshold": 0}`).Bayesian.Answered)
	require.False(t, got[Prediction](t, "POST", url+"api/predict", `{"digit": 3, "threshold": 1}`).Bayesian.Answered)

	// The same image by its pixels, and turned twice.
	pixels, err := json.Marshal(p.Pixels)
	require.NoError(t, err)
	require.Equal(t, p, got[Prediction](t, "POST", url+"api/predict", fmt.Sprintf(`{"image": %s}`, pixels)))
	turned := got[Prediction](t, "POST", url+"api/predict", `{"digit": 3, "turn": 90}`)
	pixels, err = json.Marshal(turned.Pixels)
	require.NoError(t, err)
	require.Equal(t, p.Pixels, got[Prediction](t, "POST", url+"api/predict", fmt.Sprintf(`{"image": %s, "turn": -90}`, pixels)).Pixels)

	// A drawing of a square of ink is scaled into the box.
	drawing := got[Prediction](t, "POST", url+"api/predict", `{"drawing": {"width": 2, "height": 2, "pixels": "/wAAAA=="}}`)
	require.Equal(t, []int{0, 255, 255, 0}, []int{drawing.Pixels[3*29], drawing.Pixels[4*29], drawing.Pixels[23*29], drawing.Pixels[24*29]})
}

func TestWrongRequestsGetOneLine(t *testing.T) {
	_, url := trainedServer(t, &fake{})
	long := `{"image": [` + strings.Repeat("1,", maxBody/2) + `1]}`
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "api/predict", ``, 400, "the body is empty"},
		{"POST", "api/predict", `{"digit": 1`, 400, "unexpected EOF"},
		{"POST", "api/predict", `nonsense` + "\n\n", 400, "a JSON object as in docs/serve.md: invalid character"},
		{"POST", "api/predict", `{"digit": 1} {"digit": 2}`, 400, "there is more after the object"},
		{"POST", "api/predict", `{"digit": 1, "tilt": 3}`, 400, `unknown field "tilt"`},
		{"POST", "api/predict", `{"digit": "1"}`, 400, "cannot unmarshal string"},
		{"POST", "api/predict", `{"digit": 1e999}`, 400, "cannot unmarshal number"},
		{"POST", "api/predict", `{}`, 400, "found 0 of digit, image and drawing, expected one of them"},
		{"POST", "api/predict", `{"digit": 1, "drawing": {"width": 1, "height": 1, "pixels": "/w=="}}`, 400, "found 2 of digit, image and drawing"},
		{"POST", "api/predict", `{"digit": 200}`, 400, "found test image 200, expected 0 to 199"},
		{"POST", "api/predict", `{"digit": -1}`, 400, "found test image -1, expected 0 to 199"},
		{"POST", "api/predict", `{"image": [1, 2, 3]}`, 400, "found an image of 3 pixels, expected 784"},
		{"POST", "api/predict", `{"image": [256` + strings.Repeat(",0", 783) + `]}`, 400, "found pixel 0 of the image to be 256, expected 0 to 255"},
		{"POST", "api/predict", `{"drawing": {"width": 1, "height": 1, "pixels": "AA=="}}`, 400, "found an empty drawing"},
		{"POST", "api/predict", `{"drawing": {"width": 9000, "height": 9000, "pixels": "AA=="}}`, 400, "found a drawing of 9000 × 9000, expected sides from 1 to 512"},
		{"POST", "api/predict", `{"drawing": {"width": 1, "height": 1, "pixels": "§"}}`, 400, "illegal base64"},
		{"POST", "api/predict", `{"digit": 1, "turn": 1000}`, 400, "found turn 1000, expected -180 to 180"},
		{"POST", "api/predict", `{"digit": 1, "threshold": 2}`, 400, "found the threshold 2, expected 0 to 1"},
		{"POST", "api/predict", long, 413, "found a body of more than 409600 bytes"},
		{"POST", "api/predict", `{"digit": 1}` + strings.Repeat(" ", maxBody), 413, "found a body of more than 409600 bytes"},
		{"GET", "api/predict", ``, 405, `found the method "GET", expected POST`},
		{"DELETE", "api/digits", ``, 405, `found the method "DELETE", expected GET`},
		{"POST", "page.js", `{}`, 405, `found the method "POST", expected GET`},
		{"GET", "api/nothing", ``, 404, `found the path "/api/nothing"`},
		{"GET", "api/digits/200.png", ``, 404, `found no picture "200.png", expected 0.png to 199.png`},
		{"GET", "api/digits/1.gif", ``, 404, `found no picture "1.gif"`},
		{"GET", "api/weights/none.png", ``, 404, `found no picture "none.png"`},
		{"POST", "api/training", `{"action": "explode"}`, 400, `found the action "explode", expected pause, continue or stop`},
		{"POST", "api/training", `{"action": "pause"}`, 409, "the training has ended"},
	} {
		status, text := ask(t, c.method, url+c.path, c.body)
		var e struct{ Error string }
		require.NoError(t, json.Unmarshal([]byte(text), &e), "%.100s: %s", c.body, text)
		require.Equal(t, c.status, status, "%.100s: %s", c.body, text)
		require.Contains(t, e.Error, c.want)
		require.NotContains(t, e.Error, "\n")
	}
	status, text := ask(t, "POST", url+"api/predict", `digit=1`, func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") })
	require.Equal(t, 415, status)
	require.Contains(t, text, "expected application/json")
}

// Pages of others that somebody has open, and names that others have turned to this machine, are refused.
func TestOtherPagesAreRefused(t *testing.T) {
	_, url := trainedServer(t, &fake{})
	for host, want := range map[string]int{"evil.example": 421, "evil.example:8080": 421, "localhost": 200, "127.0.0.1:1": 200, "[::1]:80": 200, "192.168.7.7": 200} {
		status, text := ask(t, "GET", url+"api/state", "", func(r *http.Request) { r.Host = host })
		require.Equal(t, want, status, "%s: %s", host, text)
	}
	require.True(t, known("Box.example:80", "", "box.example"))
	require.False(t, known("", "", "box.example"))
	for _, c := range []struct {
		header, value string
		want          int
	}{
		{"Origin", "https://evil.example", 403}, {"Origin", "null", 403}, {"Origin", strings.TrimSuffix(url, "/"), 200},
		{"Sec-Fetch-Site", "cross-site", 403}, {"Sec-Fetch-Site", "same-site", 403}, {"Sec-Fetch-Site", "same-origin", 200},
	} {
		status, text := ask(t, "POST", url+"api/predict", `{"digit": 1}`, func(r *http.Request) { r.Header.Set(c.header, c.value) })
		require.Equal(t, c.want, status, "%s: %s: %s", c.header, c.value, text)
	}
}

func TestBrokenRequestsDoNotHurt(t *testing.T) {
	s, url := trainedServer(t, &fake{})
	_ = s
	address := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	for _, text := range []string{
		"\x00\x01\x02\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
		"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{",
		"GET /" + strings.Repeat("a", 1<<16) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		c, err := net.Dial("tcp", address)
		require.NoError(t, err)
		fmt.Fprint(c, text)
		require.NoError(t, c.(*net.TCPConn).CloseWrite())
		require.NoError(t, c.SetDeadline(time.Now().Add(10*time.Second)))
		answer, _ := io.ReadAll(c)
		require.NotContains(t, string(answer), "200 OK")
		c.Close()
	}
	got[Prediction](t, "POST", url+"api/predict", `{"digit": 1}`)
}

func TestBeforeThereIsANetwork(t *testing.T) {
	s := New(Options{Test: digits(), Epochs: 1, Steps: 1})
	url := running(t, s)
	for path, method := range map[string]string{"api/predict": "POST", "api/digits": "GET", "api/scores": "GET", "api/weights": "GET", "api/weights/mean.png": "GET"} {
		status, text := ask(t, method, url+path, `{"digit": 1}`)
		require.Equal(t, http.StatusServiceUnavailable, status)
		require.Contains(t, text, "no network is trained yet: wait for the training, or pause it")
	}
}

// TestManyClients sends a thousand requests from sixteen clients: each gets its own answer, and passes are shared.
func TestManyClients(t *testing.T) {
	f := &fake{wait: 2 * time.Millisecond}
	_, url := trainedServer(t, f)
	var want [200]Prediction
	for i := range want {
		want[i] = got[Prediction](t, "POST", url+"api/predict", fmt.Sprintf(`{"digit": %d}`, i))
	}
	before := f.passes.Load()
	var next atomic.Int64
	var wrong atomic.Int64
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for {
				i := int(next.Add(1)) - 1
				if i >= 1000 {
					return
				}
				answer, err := client.Post(url+"api/predict", "application/json", strings.NewReader(fmt.Sprintf(`{"digit": %d}`, i%200)))
				if err != nil {
					wrong.Add(1)
					continue
				}
				var p Prediction
				err = json.NewDecoder(answer.Body).Decode(&p)
				answer.Body.Close()
				if err != nil || answer.StatusCode != 200 || fmt.Sprint(p.Bayesian) != fmt.Sprint(want[i%200].Bayesian) {
					wrong.Add(1)
				}
			}
		})
	}
	clients.Wait()
	require.Zero(t, wrong.Load())
	require.Less(t, f.passes.Load()-before, int64(1000), "two networks are asked, several images at a time")
}

// More requests than may wait are refused, and none is lost.
func TestTooManyRequests(t *testing.T) {
	b := newBatcher(func(context.Context, []byte) ([]said, error) { return nil, errNotYet })
	for range waiting {
		go b.about(t.Context(), make([]byte, mnist.Pixels))
	}
	require.Eventually(t, func() bool { return len(b.questions) == waiting }, 10*time.Second, time.Millisecond)
	_, err := b.about(t.Context(), nil)
	require.ErrorIs(t, err, errBusy)
	ctx, cancel := context.WithCancel(t.Context())
	go b.run(ctx)
	require.Eventually(t, func() bool { return len(b.questions) == 0 }, 10*time.Second, time.Millisecond)
	_, err = b.about(t.Context(), make([]byte, mnist.Pixels))
	require.ErrorIs(t, err, errNotYet)
	cancel()
	<-b.ended
	_, err = b.about(t.Context(), nil)
	require.ErrorIs(t, err, errClosed)
}

func TestDigitsScoresAndWeights(t *testing.T) {
	_, url := trainedServer(t, &fake{})
	d := got[Digits](t, "GET", url+"api/digits", "")
	require.Len(t, d.Label, 200)
	right := 0
	for i, label := range d.Label {
		require.EqualValues(t, digits().Labels[i], label)
		if d.Class[i] == label {
			right++
		}
	}
	require.Equal(t, usual, d.Threshold)

	s := got[struct {
		Threshold          float64
		Bayesian, Ordinary Summary
	}](t, "GET", url+"api/scores", "")
	require.Equal(t, d.Threshold, s.Threshold)
	require.Equal(t, s.Bayesian, s.Ordinary)
	require.InDelta(t, float64(right)/200, s.Bayesian.Accuracy, 1e-9)
	require.Len(t, s.Bayesian.Curve, 100)
	require.Equal(t, s.Bayesian.Accuracy, s.Bayesian.Curve[99].Accuracy)
	images, correct := 0, 0.0
	for _, b := range s.Bayesian.Reliability {
		images += b.Images
		correct += b.Accuracy * float64(b.Images)
	}
	require.Equal(t, 200, images)
	require.InDelta(t, float64(right), correct, 1e-9)

	require.Equal(t, Weights{12, 7, 6, 1, 1}, got[Weights](t, "GET", url+"api/weights", ""))
	_, text := ask(t, "GET", url+"api/weights/mean.png", "")
	picture, err := png.Decode(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, []int{6*29 - 1, 2*29 - 1}, []int{picture.Bounds().Dx(), picture.Bounds().Dy()})
	gray, _, _, _ := picture.At(0, 0).RGBA()
	white, _, _, _ := picture.At(0, 29).RGBA()
	black, _, _, _ := picture.At(1, 29).RGBA()
	require.Equal(t, []uint32{127, 255, 0}, []uint32{gray >> 8, white >> 8, black >> 8})
	_, text = ask(t, "GET", url+"api/digits/5.png", "")
	picture, err = png.Decode(strings.NewReader(text))
	require.NoError(t, err)
	shade, _, _, _ := picture.At(14, 13).RGBA()
	require.EqualValues(t, 255-digits().Image(5)[13*28+14], shade>>8)
}

// TestTraining follows a training by its events: it is paused, which shows the network as it is, goes on and is
// stopped.
func TestTraining(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	measured := 0
	s := New(Options{Name: "a network", Train: 10, Test: digits(), Epochs: 100, Steps: 1000, Stop: stop,
		Measure: func(context.Context) (Scores, error) { measured++; return Scores{0.75, 0.125}, nil },
		Network: func(context.Context) (*Network, error) { return (&fake{}).network(), nil }})
	url := running(t, s)
	trained := make(chan int)
	go func() {
		n := 0
		for ctx.Err() == nil {
			n++
			time.Sleep(time.Millisecond)
			if s.Step(ctx, n, 100, -float64(n)) != nil {
				break
			}
		}
		trained <- n
	}()

	answer, err := http.Get(url + "api/events")
	require.NoError(t, err)
	defer answer.Body.Close()
	require.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	lines := bufio.NewScanner(answer.Body)
	next := func(name string) (status State) {
		for lines.Scan() {
			if lines.Text() == "event: "+name {
				require.True(t, lines.Scan())
				require.NoError(t, json.Unmarshal([]byte(strings.TrimPrefix(lines.Text(), "data: ")), &status))
				return status
			}
		}
		t.Fatalf("no event %s: %v", name, lines.Err())
		return
	}
	state := next("state")
	require.Equal(t, []any{"a network", 10, 200, 100, 100_000, training}, []any{state.Name, state.Train, state.Test, state.Epochs, state.Total, state.Phase})
	until := func(phase string) State {
		for {
			if s := next("status"); s.Phase == phase && (s.Latest != nil || phase != training) {
				return s
			}
		}
	}
	first := until(training)
	require.Nil(t, first.Latest.Scores, "it is too early to measure")
	for first.Latest.Scores == nil {
		first = until(training)
	}
	require.Equal(t, Scores{0.75, 0.125}, *first.Latest.Scores)
	require.Less(t, first.Latest.ELBO, 0.0)
	require.Positive(t, first.Latest.ImagesPerSecond)

	got[Status](t, "POST", url+"api/training", `{"action": "pause"}`)
	paused := until(paused)
	require.Equal(t, 12, paused.Shown)
	p := got[Prediction](t, "POST", url+"api/predict", `{"digit": 1}`)
	require.Nil(t, p.Ordinary, "it is not trained yet")
	time.Sleep(20 * time.Millisecond)
	require.Equal(t, paused.Step, got[State](t, "GET", url+"api/state", "").Step, "it waits")
	got[Status](t, "POST", url+"api/training", `{"action": "continue"}`)
	require.Greater(t, until(training).Step, 0)
	got[Status](t, "POST", url+"api/training", `{"action": "stop"}`)
	n := <-trained
	require.Greater(t, n, paused.Step)
	require.Positive(t, measured)
	require.NoError(t, s.Ready(t.Context(), (&fake{}).network()))
	require.NoError(t, s.Beside(t.Context(), (&fake{}).network()))
	last := until(ready)
	require.NotEqual(t, 0.75, last.Latest.Scores.Accuracy, "it is that of all test digits")
}

// A pause ends with the training, whatever ends that.
func TestPausedTrainingEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := New(Options{Test: digits(), Epochs: 1, Steps: 10})
	s.training.pause = true
	done := make(chan error)
	go func() { done <- s.Step(ctx, 1, 1, 1) }()
	require.Eventually(t, func() bool { return s.state().Phase == paused }, 10*time.Second, time.Millisecond)
	cancel()
	require.NoError(t, <-done)
}

// The history stays short, however long the training is, and ends with its last step.
func TestHistoryIsThinned(t *testing.T) {
	s := New(Options{Test: digits(), Epochs: 1, Steps: 10_000})
	for n := 1; n <= 10_000; n++ {
		s.training.steps, s.training.elbo = 1, float64(n)
		require.NoError(t, s.point(t.Context(), n, n == 10_000))
	}
	h := s.state().History
	require.Greater(t, len(h), most/2-1)
	require.Less(t, len(h), most)
	for i := 2; i < len(h)-1; i++ {
		require.Equal(t, h[1].Step-h[0].Step, h[i].Step-h[i-1].Step, "at even distances")
	}
	require.Equal(t, 10_000, h[len(h)-1].Step)
}

// Measuring takes 3 % of the time of the training at most, when it takes a second.
func TestMeasureIsRare(t *testing.T) {
	measured := 0
	s := New(Options{Test: digits(), Epochs: 1, Steps: 1000, Measure: func(context.Context) (Scores, error) {
		measured++
		time.Sleep(10 * time.Millisecond)
		return Scores{}, nil
	}})
	for n := range 100 {
		s.training.active, s.training.steps = time.Duration(n)*20*time.Millisecond, 1
		require.NoError(t, s.point(t.Context(), n+1, false))
	}
	require.Positive(t, measured)
	require.LessOrEqual(t, measured, 7, "of two seconds, 60 ms and the one that exceeds them")
}

func TestMeasureThatFailsEndsTheTraining(t *testing.T) {
	s := New(Options{Test: digits(), Epochs: 1, Steps: 1, Measure: func(context.Context) (Scores, error) { return Scores{}, io.ErrUnexpectedEOF }})
	s.training.active = begin
	require.ErrorIs(t, s.Step(t.Context(), 1, 1, 1), io.ErrUnexpectedEOF)
}

func TestTooManyListeners(t *testing.T) {
	s, _ := trainedServer(t, &fake{})
	s.listens.Store(maxListeners)
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/api/events", nil)
	r.Host = "localhost"
	s.ServeHTTP(w, r)
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Contains(t, w.Body.String(), "close some pages")
	s.listens.Store(0)
}

func TestListen(t *testing.T) {
	first, err := Listen(Address)
	if err != nil {
		t.Skip("the usual port cannot be opened here: ", err)
	}
	defer first.Close()
	second, err := Listen(Address)
	require.NoError(t, err, "another port")
	defer second.Close()
	require.NotEqual(t, first.Addr(), second.Addr())
	require.True(t, strings.HasPrefix(URL(second), "http://localhost:"))

	private, err := Listen(":0")
	require.NoError(t, err)
	defer private.Close()
	require.True(t, private.Addr().(*net.TCPAddr).IP.IsLoopback(), "without a host, no other machine reaches it")
	_, err = Listen(private.Addr().String())
	require.ErrorContains(t, err, "address already in use")
	_, err = Listen("8080")
	require.ErrorContains(t, err, `found the address "8080", expected HOST:PORT, as in localhost:8080`)
}

func FuzzPredict(f *testing.F) {
	s := New(Options{Test: digits(), Epochs: 1, Steps: 1})
	if err := errors.Join(s.Ready(context.Background(), (&fake{}).network()), s.Beside(context.Background(), (&fake{}).network())); err != nil {
		f.Fatal(err)
	}
	go s.batches.run(s.closing)
	for _, body := range []string{`{"digit": 1}`, `{"drawing": {"width": 2, "height": 1, "pixels": "/wA="}, "turn": 3, "noise": 0.5}`, `{"image": []}`, `[`, ``} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/api/predict", bytes.NewReader(body))
		r.Host = "localhost"
		r.Header.Set("Content-Type", "application/json")
		s.ServeHTTP(w, r)
		require.Contains(t, []int{200, 400, 413}, w.Code, "%s", w.Body)
		require.True(t, json.Valid(w.Body.Bytes()))
	})
}
