// Package serve shows a training on a page, and lets people ask the network: they draw a digit, and see what the draws
// of its weights say. Everything that the page asks for is a JSON API, which docs/serve.md describes.
//
// It knows networks by the probabilities that they give, whatever they are made of.
package serve

import (
	"context"
	"embed"
	"errors"
	"net"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Options describe a training. Its functions are called by the goroutine that calls Step, between two steps.
type Options struct {
	Name   string    // of the network, in words
	Host   string    // a name by which requests may call this machine, beside localhost, its addresses and its own name
	Train  int       // number of training images
	Test   mnist.Set // images that it is not trained on
	Epochs int
	Steps  int // in an epoch

	// Measure returns what the network says of some test digits now. It is asked now and then: it takes 3 % of the time
	// at most.
	Measure func(context.Context) (Scores, error)

	// Network returns the network as it is now, when somebody pauses the training to try it.
	Network func(context.Context) (*Network, error)

	Stop func() // ends the training early
}

// Server is a page about one training. Step and the methods that show networks belong to the goroutine that trains; the
// rest is safe for use by several.
type Server struct {
	o        Options
	training *progress
	bayesian atomic.Pointer[shown]
	ordinary atomic.Pointer[shown]
	batches  *batcher
	listens  atomic.Int32 // to events
	handler  http.Handler
	closing  context.Context
	close    context.CancelFunc
}

// New returns a server, which Serve starts.
func New(o Options) *Server {
	s := &Server{o: o, training: newProgress(o.Epochs * o.Steps)}
	s.closing, s.close = context.WithCancel(context.Background())
	s.batches = newBatcher(s.probabilities)
	s.handler = s.routes()
	return s
}

//go:embed assets
var assets embed.FS

// contentTypes are those of the assets.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// serveAsset answers with a file of the page. The server for files of net/http knows ranges and directories, too, and
// is a part of the program's size.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	file, err := assets.ReadFile("assets/" + name)
	if err != nil {
		refuse(w, http.StatusNotFound, "found the path %.100q, expected / or one that docs/serve.md lists", r.URL.Path)
		return
	}
	if kind := contentTypes[path.Ext(name)]; kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	w.Write(file)
}

// routes returns what answers requests.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", get(serveAsset))
	mux.Handle("/api/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "found the path %.100q, expected one that docs/serve.md lists", r.URL.Path)
	}))
	mux.Handle("/api/state", get(s.serveState))
	mux.Handle("/api/events", get(s.serveEvents))
	mux.Handle("/api/training", post(s.serveTraining))
	mux.Handle("/api/predict", post(s.servePredict))
	mux.Handle("/api/digits", get(s.serveDigits))
	mux.Handle("/api/digits/{name}", get(s.serveDigit))
	mux.Handle("/api/scores", get(s.serveScores))
	mux.Handle("/api/weights", get(s.serveWeights))
	mux.Handle("/api/weights/{name}", get(s.serveWeight))
	return guard(mux, s.o.Host)
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Serve answers requests until ctx is canceled, and those that have begun for a second more.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	batching := make(chan struct{})
	go func() {
		defer close(batching)
		s.batches.run(s.closing)
	}()
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		soon, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		s.close() // of events, which would not end
		if server.Shutdown(soon) != nil {
			server.Close()
		}
	})
	err := server.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	if !stop() {
		<-ended
	}
	s.close()
	<-batching
	return err
}
