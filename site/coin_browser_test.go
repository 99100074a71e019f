package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// says is what a demonstration says in words.
func (b *tab) says(demo string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector("[data-demo=`+demo+`] .says").textContent`)
}

// answered does something and waits until a demonstration has shown the library's answer.
func (b *tab) answered(demo string, actions ...step) {
	b.t.Helper()
	count := `Number(document.querySelector("[data-demo=` + demo + `]").dataset.answers ?? 0)`
	before := eval[int](b, count)
	b.do(actions...)
	b.await(count + " > " + string(rune('0'+before)))
}

func TestCoinInBrowser(t *testing.T) {
	b := open(t)
	b.visit("coin.html", phone)
	b.await(`document.querySelector("[data-demo=coin]").dataset.answers > 0`)
	require.Contains(t, b.says("coin"), "6 heads in 10 flips. The coin comes up heads with probability 0.533")
	b.answered("coin", chromedp.Click("[data-demo=coin] [name=heads]"))
	require.Contains(t, b.says("coin"), "7 heads in 11 flips.")
}
