//go:build js && wasm

// Command wasm is the library with the demonstrations as the pages of the site load it: it gives them the function
// credence(name, ask, answer), which calls answer with JSON.
package main

import (
	"syscall/js"

	"github.com/credence-ppl/credence/site/demos"
)

func main() {
	js.Global().Set("credence", js.FuncOf(func(_ js.Value, args []js.Value) any {
		name, ask, answer := args[0].String(), args[1].String(), args[2]
		go func() { answer.Invoke(string(demos.Call(name, []byte(ask)))) }()
		return nil
	}))
	select {}
}
