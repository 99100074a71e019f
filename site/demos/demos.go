// Package demos computes what the demonstrations of the site show. Each is a question that a page asks, as JSON, and
// what the library answers. Beside it lie the markup and the script that show it.
package demos

import (
	"encoding/json"
	"fmt"
)

// calls are the questions by name.
var calls = map[string]func(ask []byte) (any, error){
	"coin":    asked(coin),
	"onion":   asked(onion),
	"density": asked(contours),
	"nuts":    asked(nuts),
	"svi":     asked(svi),
	"prior":   asked(prior),
}

// asked returns a function with its question read from JSON.
func asked[Q, A any](f func(q Q) (A, error)) func(ask []byte) (any, error) {
	return func(ask []byte) (any, error) {
		var q Q
		if err := json.Unmarshal(ask, &q); err != nil {
			return nil, fmt.Errorf("the page asks what the library cannot read: %w", err)
		}
		return f(q)
	}
}

// Call returns the answer to a question as JSON, {"value": …} or {"error": words}.
func Call(name string, ask []byte) []byte {
	var answer struct {
		Value any    `json:"value,omitempty"`
		Error string `json:"error,omitempty"`
	}
	f, err := calls[name], error(nil)
	if f == nil {
		err = fmt.Errorf("there is no question %q", name)
	} else {
		answer.Value, err = f(ask)
	}
	if err != nil {
		answer.Value, answer.Error = nil, err.Error()
	}
	text, err := json.Marshal(answer)
	if err != nil { // a number that is not finite
		text, _ = json.Marshal(map[string]string{"error": fmt.Sprintf("the answer to %q cannot be written: %v", name, err)})
	}
	return text
}
