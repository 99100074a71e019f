package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// demo is a demonstration on the page of a tab.
type demo struct {
	*tab
	selector string
}

// demoOn loads a page and waits until its demonstration has shown its first answer.
func demoOn(t *testing.T, page, name string, width int64, preferences ...string) demo {
	d := demo{open(t), fmt.Sprintf("[data-demo=%s] ", name)}
	if len(preferences) > 0 {
		d.prefer(preferences[0], preferences[1])
	}
	d.visit(page, width)
	d.await(d.query("") + ".dataset.answers > 0")
	return d
}

// query returns JavaScript for the element of the demonstration that a selector finds.
func (d demo) query(selector string) string {
	return fmt.Sprintf("document.querySelector(%q)", d.selector+selector)
}

// click clicks on a control, with the mouse.
func (d demo) click(name string) {
	d.t.Helper()
	d.do(chromedp.Click(d.selector + "[name=" + name + "]"))
}

// press goes to a control and presses keys.
func (d demo) press(name, keys string) {
	d.t.Helper()
	d.do(chromedp.Focus(d.selector+"[name="+name+"]"), chromedp.KeyEvent(keys))
}

// says waits until the demonstration says something.
func (d demo) says(words string) {
	d.t.Helper()
	d.await(fmt.Sprintf("%s.textContent.includes(%q)", d.query(".says"), words))
}

// count returns how many elements of the demonstration a selector finds.
func (d demo) count(selector string) int {
	d.t.Helper()
	return eval[int](d.tab, fmt.Sprintf("document.querySelectorAll(%q).length", d.selector+selector))
}

func TestCoinInBrowser(t *testing.T) {
	d := demoOn(t, "coin.html", "coin", phone)
	d.says("6 heads in 10 flips. The coin comes up heads with probability 0.533 on average")
	require.Equal(t, 50, d.count("svg rect.bars")-1, "bins of the histogram, and the key")
	d.click("heads")
	d.says("7 heads in 11 flips. The coin comes up heads with probability 0.548")
	d.press("tails", "\r")
	d.says("7 heads in 12 flips.")
	d.click("ten")
	d.says(" in 22 flips.")
	d.click("again")
	d.says("0 heads in 0 flips. The coin comes up heads with probability 0.500")
	d.press("strength", kb.Home)
	d.says("between 0.45 and 0.55, with probability 0.10")
	require.Equal(t, "1", eval[string](d.tab, d.query("[name=strength] + output")+".textContent"))
}

func TestOnionInBrowser(t *testing.T) {
	d := demoOn(t, "traces.html", "onion", phone)
	cell := func(row int) string {
		return eval[string](d.tab, fmt.Sprintf("%s.rows[%d].cells[1].textContent", d.query("tbody"), row))
	}
	d.says("Sample makes a site")
	require.Equal(t, "none yet", cell(0))
	d.click("next")
	d.says("Condition gives w the value 0.5")
	require.Equal(t, "0.5 (was none yet)", cell(0))
	require.Equal(t, "conditioned (was latent)", cell(1))
	d.press("next", "\r")
	d.says("Scale makes")
	require.Equal(t, "10 (was 1)", cell(2))
	require.Equal(t, 4, d.count(".layer"))
	require.Contains(t, eval[string](d.tab, d.query(".here > p")+".textContent"), "on its way out")
	for range 3 {
		d.click("next")
	}
	d.says("On its way back")
	require.Equal(t, "-10.4", cell(3), "10 log N(0.5; 0, 1)")
	require.Contains(t, eval[string](d.tab, d.query("pre")+".textContent"), "Normal(loc: 0, scale: 1)", "the trace")
	require.True(t, eval[bool](d.tab, d.query("[name=next]")+".disabled"))
	d.press("do", " ")
	d.says("Sample makes a site")
	for range 3 {
		d.click("next")
	}
	d.says("Do sets w to 2 from outside")
	require.Equal(t, "not scored (was -10.4)", cell(3))
	d.click("back")
	d.says("Scale makes")
}

func TestNUTSInBrowser(t *testing.T) {
	d := demoOn(t, "hmc.html", "nuts", desk)
	d.says("steps in all; the mean acceptance is")
	require.Equal(t, "5 of 5", eval[string](d.tab, d.query("[name=shown] + output")+".textContent"))
	require.NotZero(t, d.count("svg .thin"), "lines of equal density")
	require.Equal(t, 1, d.count("svg .star"))
	start := func() string { return eval[string](d.tab, d.query("[name=across] + output")+".textContent") }
	before, path := start(), eval[string](d.tab, d.query("svg .path")+`.getAttribute("d")`)

	// With the pointer: the start is dragged to the right.
	at := eval[[]float64](d.tab, fmt.Sprintf(`(() => { const e = %s; e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`, d.query("svg .grip")))
	d.do(chromedp.DragAndDropXY(at[0], at[1], at[0]+120, at[1]-40, 10))
	d.await(fmt.Sprintf(`%s.textContent !== %q`, d.query("[name=across] + output"), before))
	d.await(fmt.Sprintf(`%s.getAttribute("d") !== %q`, d.query("svg .path"), path))
	moved := eval[[]float64](d.tab, fmt.Sprintf(`(() => { const r = %s.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`, d.query("svg .grip")))
	require.InDelta(t, at[0]+120, moved[0], 6)
	require.InDelta(t, at[1]-40, moved[1], 6)

	// With keys: the start, the doublings, another momentum and density.
	before = start()
	d.press("across", kb.ArrowLeft+kb.ArrowLeft)
	d.await(fmt.Sprintf(`%s.textContent !== %q`, d.query("[name=across] + output"), before))
	d.press("shown", kb.Home)
	d.says("The start, and the momentum that was drawn")
	require.Zero(t, d.count("svg .star"))
	d.press("shown", kb.ArrowRight)
	d.says("Doubling 1 goes ")
	require.Equal(t, 1, d.count("svg :is(.ahead, .behind, .cross)"))
	d.press("shown", kb.End)
	words := eval[string](d.tab, d.query(".says")+".textContent")
	d.press("momentum", "\r")
	d.await(fmt.Sprintf("%s.textContent !== %q", d.query(".says"), words))
	d.do(chromedp.SetValue(d.selector+"[name=density]", "funnel"))
	eval[bool](d.tab, d.query("[name=density]")+`.dispatchEvent(new Event("change"))`)
	d.press("up", kb.Home)
	d.press("eps", kb.End)
	d.says("a divergence")
	require.NotZero(t, d.count("svg .cross"))
}

func TestSVIInBrowser(t *testing.T) {
	d := demoOn(t, "choosing.html", "svi", phone, "prefers-reduced-motion", "reduce")
	d.says("0 steps. Standard deviation of a: the posterior's is 0.73, the guide's 0.30.")
	d.click("one")
	d.says("1 step.")
	d.click("run") // without motion: all steps at once
	d.says("600 steps. Standard deviation of a: the posterior's is 0.73, the guide's 0.3")
	d.says("Correlation: -0.90 and 0.00.")
	require.Equal(t, "Run", eval[string](d.tab, d.query("[name=run]")+".textContent"))
	d.do(chromedp.SetValue(d.selector+"[name=guide]", "joint"))
	eval[bool](d.tab, d.query("[name=guide]")+`.dispatchEvent(new Event("change"))`)
	d.says("0 steps.")
	for range 8 {
		d.press("many", "\r")
	}
	d.says("800 steps.")
	d.says("and -0.") // it has the correlation
	d.press("correlation", kb.Home)
	d.says("0 steps. Standard deviation of a: the posterior's is 0.98")
}

func TestSVIMovesInBrowser(t *testing.T) {
	d := demoOn(t, "choosing.html", "svi", desk)
	d.click("run")
	d.says("9 steps.")
	require.Equal(t, "Pause", eval[string](d.tab, d.query("[name=run]")+".textContent"))
	d.click("run")
	require.Equal(t, "Run", eval[string](d.tab, d.query("[name=run]")+".textContent"))
}

func TestPriorInBrowser(t *testing.T) {
	d := demoOn(t, "workflow.html", "prior", phone)
	d.says("A wide prior of the level is not a vague one")
	require.Equal(t, 40, d.count("svg .many"))
	require.Equal(t, 20, d.count("svg .bars"))
	d.press("level", kb.Home)
	d.says("with probability 0 %. A narrow prior")
	curve := eval[string](d.tab, d.query("svg .many")+`.getAttribute("d")`)
	d.click("draw")
	d.await(fmt.Sprintf(`%s.getAttribute("d") !== %q`, d.query("svg .many"), curve))
	d.press("slope", kb.End)
	require.Equal(t, "20.1", eval[string](d.tab, d.query("[name=slope] + output")+".textContent"))
}
