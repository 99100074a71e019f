package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// State is a status with all that led to it.
type State struct {
	Status
	Name    string  `json:"name"`
	Train   int     `json:"train"`
	Test    int     `json:"test"`
	Epochs  int     `json:"epochs"`
	History []Point `json:"history"`

	Classes []string `json:"classes"` // their names, by number
	Digits  bool     `json:"digits"`  // the images are digits: 255 is ink
}

func (s *Server) state() State {
	p := s.training
	p.mu.Lock()
	defer p.mu.Unlock()
	return State{p.status, s.o.Name, s.o.Train, s.o.Test.Len(), s.o.Epochs, append([]Point{}, p.history...),
		s.o.Test.Classes(), s.digits()}
}

func (s *Server) serveState(w http.ResponseWriter, _ *http.Request) { write(w, s.state()) }

// maxListeners bounds the connections that stay open.
const maxListeners = 64

// serveEvents sends the state, and then the status whenever it changes, as server-sent events. A listener who is slow
// gets fewer of them.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	if s.listens.Add(1); s.listens.Load() > maxListeners {
		s.listens.Add(-1)
		refuse(w, http.StatusServiceUnavailable, "found %d listeners, expected at most that; close some pages", maxListeners)
		return
	}
	defer s.listens.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	c := http.NewResponseController(w)
	send := func(name string, data any) bool {
		text, err := json.Marshal(data)
		if err != nil {
			return false
		}
		c.SetWriteDeadline(time.Now().Add(10 * time.Second)) // each event has its own time
		fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, text)
		return c.Flush() == nil
	}
	_, changed := s.training.now() // before the state is sent, so that no change after it is missed
	if !send("state", s.state()) {
		return
	}
	heartbeat := time.NewTicker(15 * time.Second) // finds listeners that have gone
	defer heartbeat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.closing.Done():
			return
		case <-heartbeat.C:
		case <-changed:
		}
		var status Status
		status, changed = s.training.now()
		if !send("status", status) {
			return
		}
	}
}
