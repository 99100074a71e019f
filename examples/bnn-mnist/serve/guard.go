package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
)

// policy lets the page load nothing but what the program brings along.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard refuses what other pages that somebody has open may ask for: requests for another host, to which a name was
// turned that an attacker owns, and requests from another origin. The machine may have another name than its own.
func guard(next http.Handler, name string) http.Handler {
	own, _ := os.Hostname()
	var origins http.CrossOriginProtection
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache") // the next training may be another program's
		if !known(r.Host, own, name) {
			refuse(w, http.StatusMisdirectedRequest, "found the host %.100q, expected localhost, a number or this machine's name", r.Host)
			return
		}
		if err := origins.Check(r); err != nil {
			refuse(w, http.StatusForbidden, "found a request from another page (origin %.100q), expected one from this server's", r.Header.Get("Origin"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// known reports whether the host of a request is this machine: an address, localhost, or one of its names. All other
// names may be somebody else's.
func known(host string, names ...string) bool {
	name := host
	if n, _, err := net.SplitHostPort(host); err == nil {
		name = n
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	same := func(n string) bool { return n != "" && strings.EqualFold(n, name) }
	return net.ParseIP(name) != nil || same("localhost") || slices.ContainsFunc(names, same)
}

// get answers GET and HEAD.
func get(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			refuse(w, http.StatusMethodNotAllowed, "found the method %.20q, expected GET", r.Method)
			return
		}
		next(w, r)
	})
}

// maxBody is room for a drawing of the largest size.
const maxBody = 400 << 10

// post answers POST of JSON that is not too long.
func post(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		switch {
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", "POST")
			refuse(w, http.StatusMethodNotAllowed, "found the method %.20q, expected POST", r.Method)
		case kind != "application/json":
			refuse(w, http.StatusUnsupportedMediaType, "found the content type %.100q, expected application/json", r.Header.Get("Content-Type"))
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next(w, r)
		}
	})
}

// read decodes the body of a request, or says what is wrong with it and reports false.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("there is more after the object")
			if _, long := errors.AsType[*http.MaxBytesError](more); long {
				err = more
			}
		}
	}
	if err == nil {
		return true
	}
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		refuse(w, http.StatusRequestEntityTooLarge, "found a body of more than %d bytes, expected at most that", maxBody)
		return false
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("the body is empty")
	}
	refuse(w, http.StatusBadRequest, "found a body that is not what is expected, a JSON object as in docs/serve.md: %v", err)
	return false
}

// write answers with JSON.
func write(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer) // an error means that nobody listens any more
}

// refuse answers with an error of one line.
func refuse(w http.ResponseWriter, status int, format string, args ...any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	line := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	json.NewEncoder(w).Encode(struct {
		Error string `json:"error"`
	}{line})
}
