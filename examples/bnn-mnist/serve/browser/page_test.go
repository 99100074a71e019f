package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// drawn is a digit, or a scribble that is not one, as points of strokes on a canvas of 280 × 280.
type drawn struct {
	Name    string
	Digit   *int
	Width   int // of the pen
	Strokes [][][2]float64
}

func drawings(t *testing.T) []drawn {
	text, err := os.ReadFile(filepath.Join("..", "testdata", "strokes.json"))
	require.NoError(t, err)
	var all []drawn
	require.NoError(t, json.Unmarshal(text, &all))
	return all
}

// draw draws with the mouse.
func (b *tab) draw(d drawn) {
	b.t.Helper()
	b.drawWith(b.pointer(input.DispatchMouseEventPointerTypeMouse), d)
}

// drawWith draws with something that goes down, moves and goes up at places of the window.
func (b *tab) drawWith(at func(what string, x, y float64), d drawn) {
	b.t.Helper()
	b.do(chromedp.Click("#clear"))
	eval[bool](b, fmt.Sprintf(`(() => { document.getElementById("pen").value = %d; document.getElementById("canvas").scrollIntoView({block: "center"}); return true; })()`, d.Width))
	canvas := eval[[]float64](b, `(() => { const c = document.getElementById("canvas"), r = c.getBoundingClientRect(); return [r.left + c.clientLeft, r.top + c.clientTop, c.clientWidth / 280]; })()`)
	for _, stroke := range d.Strokes {
		for i, p := range stroke {
			what := "move"
			if i == 0 {
				what = "down"
			}
			at(what, canvas[0]+canvas[2]*p[0], canvas[1]+canvas[2]*p[1])
		}
		last := stroke[len(stroke)-1]
		at("up", canvas[0]+canvas[2]*last[0], canvas[1]+canvas[2]*last[1])
	}
	b.settled()
}

// pointer returns a mouse or a pen.
func (b *tab) pointer(kind input.DispatchMouseEventPointerType) func(string, float64, float64) {
	events := map[string]input.DispatchMouseEventType{"down": input.DispatchMouseEventTypeMousePressed,
		"move": input.DispatchMouseEventTypeMouseMoved, "up": input.DispatchMouseEventTypeMouseReleased}
	return func(what string, x, y float64) {
		_, err := chromedp.Call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{
			Type: events[what], X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1, PointerType: kind})
		require.NoError(b.t, err)
	}
}

// finger draws by touch.
func (b *tab) finger(what string, x, y float64) {
	events := map[string]input.DispatchTouchEventType{"down": input.DispatchTouchEventTypeTouchStart,
		"move": input.DispatchTouchEventTypeTouchMove, "up": input.DispatchTouchEventTypeTouchEnd}
	points := []*input.TouchPoint{{X: x, Y: y}}
	if what == "up" {
		points = []*input.TouchPoint{}
	}
	_, err := chromedp.Call(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: events[what], TouchPoints: points})
	require.NoError(b.t, err)
}

// sure returns how sure a network says that it is.
func (b *tab) sure(network string) float64 {
	b.t.Helper()
	why := b.text(network + "-why")
	before, _, ok := strings.Cut(why, " % sure")
	require.True(b.t, ok, why)
	words := strings.Fields(before)
	percent, err := strconv.ParseFloat(words[len(words)-1], 64)
	require.NoError(b.t, err, why)
	return percent / 100
}

// ready opens the page of the trained program, and waits until both networks are.
func ready(t *testing.T, width int64) *tab {
	needBrowser(t)
	p, err := trained()
	require.NoError(t, err)
	b := open(t, p, width)
	b.await(`document.body.dataset.phase === "ready" && document.querySelectorAll("#sheet li").length > 0`)
	b.settled()
	return b
}

// TestPage looks at the page at the width of a phone and of a desk, in light and dark: nothing is wider than the page,
// and axe-core finds nothing serious.
func TestPage(t *testing.T) {
	for _, width := range []int64{phone, desk} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			b := ready(t, width)
			b.draw(drawings(t)[6])
			require.LessOrEqual(t, eval[int64](b, "document.documentElement.scrollWidth"), width)
			for _, scheme := range []string{"light", "dark"} {
				b.prefer("prefers-color-scheme", scheme)
				b.axe()
				b.picture(fmt.Sprintf("page-%d-%s", width, scheme))
			}
		})
	}
}

// TestDigitsAndScribbles draws ten digits of different hands and widths, which are answered rightly or refused, none
// wrongly with more than 90 %, and ten scribbles, which are refused at the threshold that the page begins with.
func TestDigitsAndScribbles(t *testing.T) {
	b := ready(t, desk)
	answered, digits, sureOfScribbles := 0, 0, 0
	for _, d := range drawings(t) {
		b.draw(d)
		answer, why := b.text("bayesian"), b.text("bayesian-why")
		t.Logf("%s: %q, %s | ordinary: %q, %s", d.Name, answer, why, b.text("ordinary"), b.text("ordinary-why"))
		if d.Digit == nil {
			require.Equal(t, "I don’t know", answer, "%s: %s", d.Name, why)
			if b.sure("ordinary") > 0.9 {
				sureOfScribbles++
			}
			b.picture(strings.ReplaceAll(d.Name, " ", "-"))
			continue
		}
		digits++
		right := fmt.Sprint(*d.Digit)
		if answer != "I don’t know" {
			answered++
			require.Equal(t, right, answer, "%s: %s", d.Name, why)
		} else if !strings.HasPrefix(why, "If anything, "+right) {
			require.LessOrEqual(t, b.sure("bayesian"), 0.9, "%s: %s", d.Name, why)
		}
	}
	require.Equal(t, 10, digits)
	require.GreaterOrEqual(t, answered, 5, "it does not refuse everything")
	t.Logf("the ordinary network is more than 90 %% sure of %d of 10 scribbles", sureOfScribbles)
}

// TestPenAndFinger draws a digit with each, on a phone, where a finger draws and does not scroll.
func TestPenAndFinger(t *testing.T) {
	b := ready(t, phone)
	seven := drawings(t)[7]
	b.drawWith(b.pointer(input.DispatchMouseEventPointerTypePen), seven)
	require.Equal(t, "7", b.text("bayesian"))
	at := eval[float64](b, "window.scrollY")
	b.drawWith(b.finger, seven)
	require.Equal(t, "7", b.text("bayesian"))
	require.Equal(t, at, eval[float64](b, "window.scrollY"))
}

// TestChoosingAndChanging operates the sheet, the sliders and the threshold by keys.
func TestChoosingAndChanging(t *testing.T) {
	b := ready(t, phone)
	require.Contains(t, b.text("sheet-says"), "2000 of 2000 digits")
	b.do(chromedp.Focus("#sheet button"), chromedp.KeyEvent("\r"))
	b.settled()
	require.Contains(t, b.text("source"), ". Test digit ")
	require.Equal(t, 500, eval[int](b, `document.querySelectorAll("#dots circle").length`), "a dot for each draw and class")
	require.Equal(t, 10, eval[int](b, `document.querySelectorAll("#dots .twin").length`))
	require.Contains(t, eval[string](b, `document.getElementById("dots").getAttribute("aria-label")`), "averaged over the draws")

	before := b.text("bayesian-why")
	b.press("turn", kb.ArrowRight+kb.ArrowRight)
	b.settled()
	require.Equal(t, "10°", eval[string](b, `document.querySelector("#turn + output").textContent`))
	require.NotEqual(t, before, b.text("bayesian-why"))
	b.press("noise", kb.End)
	b.settled()
	require.Equal(t, "I don’t know", b.text("bayesian"), "of nothing but noise")
	b.press("reset", "\r")
	b.settled()
	require.Equal(t, before, b.text("bayesian-why"))

	b.press("threshold", kb.End)
	require.Contains(t, b.text("threshold-says"), "It answers")
	b.press("threshold", kb.Home)
	require.Contains(t, b.text("threshold-says"), "It answers 100.0 % of the test digits")
	b.settled()
	b.await(`document.getElementById("bayesian").textContent !== "I don’t know"`)

	choose := func(id, value string) {
		b.do(chromedp.SetValue("#"+id, value))
		eval[bool](b, fmt.Sprintf(`document.getElementById(%q).dispatchEvent(new Event("change"))`, id))
	}
	choose("filter", "refused")
	require.Contains(t, b.text("sheet-says"), "0 of 2000 digits")
	choose("filter", "wrong")
	choose("class", "7")
	for _, words := range eval[[]string](b, `[...document.querySelectorAll("#sheet button")].map((e) => e.textContent)`) {
		require.True(t, strings.HasPrefix(words, "is 7, says "), words)
		require.True(t, strings.HasSuffix(words, "✗ wrong"), words)
	}
	choose("filter", "")
	choose("class", "")
	b.press("more", "\r")
	require.Equal(t, 96, eval[int](b, `document.querySelectorAll("#sheet li").length`))
	require.True(t, eval[bool](b, `document.getElementById("means").naturalWidth === 6 * 29 - 1`))
}

// TestTrainingIsWatchedPausedAndStopped follows a small training: it is paused, tried, goes on, and is stopped early;
// Ctrl-C then ends the program, which has saved and reported.
func TestTrainingIsWatchedPausedAndStopped(t *testing.T) {
	needBrowser(t)
	file := filepath.Join(t.TempDir(), "net")
	p, err := serve("-epochs", "100000", "-hidden", "32", "-save", file)
	require.NoError(t, err)
	b := open(t, p, desk)
	b.await(`document.getElementById("status").textContent.includes("images a second")`)
	b.await(`/accuracy [1-9]/.test(document.getElementById("status").textContent)`)
	require.Equal(t, "none", eval[string](b, `getComputedStyle(document.getElementById("weights")).display`), "there is nothing to see yet")
	b.do(chromedp.Click("#pause"))
	b.await(`document.body.dataset.phase === "paused" && document.querySelectorAll("#sheet li").length > 0`)
	require.Equal(t, "Paused: try it below, then go on.", b.text("phase"))
	require.Equal(t, "Go on", b.text("pause"))
	b.draw(drawings(t)[1])
	require.NotEqual(t, "–", b.text("bayesian"))
	require.Equal(t, "not trained yet", b.text("ordinary"))
	b.picture("paused")
	at := eval[int](b, `Number(document.getElementById("status").textContent.match(/Step (\d+)/)[1])`)
	b.press("pause", " ")
	b.await(fmt.Sprintf(`document.body.dataset.phase === "training" && Number(document.getElementById("status").textContent.match(/Step (\d+)/)[1]) > %d`, at))
	require.Equal(t, "Pause", b.text("pause"))
	b.do(chromedp.Click("#stop"))
	b.await(`document.body.dataset.phase === "ready" && document.getElementById("ordinary").textContent !== "not trained yet"`)
	require.FileExists(t, file)
	out, err := p.interrupt()
	require.NoError(t, err)
	require.Contains(t, out, "interrupted after ")
	require.Contains(t, out, "saved to "+file)
	require.Contains(t, out, "Images that are no digits")
	b.await(`document.getElementById("phase").textContent.includes("does not answer")`)
}

// TestImagesOfOnesOwn shows classes by their names, as many as there are, and images as they are.
func TestImagesOfOnesOwn(t *testing.T) {
	needBrowser(t)
	var table strings.Builder
	for i := range 60 {
		fmt.Fprintf(&table, "dark,%d,%d,0,0\na class with a long name,255,255,%d,%d\n", i, i, 255-i, 255-i)
	}
	file := filepath.Join(t.TempDir(), "own.csv")
	require.NoError(t, os.WriteFile(file, []byte(table.String()), 0o600))
	p, err := serve("-data", file, "-epochs", "20", "-hidden", "16", "-batch", "32")
	require.NoError(t, err)
	defer p.interrupt()
	b := open(t, p, phone)
	b.await(`document.body.dataset.phase === "ready" && document.querySelectorAll("#sheet li").length > 0`)
	require.Equal(t, "Test images", b.text("sheet-title"))
	require.Equal(t, "24 of 24 images", b.text("sheet-says"))
	require.Equal(t, 3, eval[int](b, `document.getElementById("class").length`), "all and two classes")
	b.do(chromedp.Focus("#sheet button"), chromedp.KeyEvent("\r"))
	b.settled()
	require.Contains(t, []string{"dark", "a class … name", "I don’t know"}, b.text("bayesian"))
	require.Contains(t, b.text("bayesian-why"), "draws say ")
	require.Contains(t, b.text("doubt-says"), "of at most 0.693:")
	require.Equal(t, 2, eval[int](b, `document.querySelectorAll("#dots .twin").length`))
	words := eval[string](b, `document.body.textContent + [...document.querySelectorAll("[aria-label], [alt]")].map((e) => e.ariaLabel + e.alt).join()`)
	require.Contains(t, words, "Draw here with a mouse")
	require.NotRegexp(t, "(?i)digit|handwritten|MNIST", words)
	require.NotContains(t, words, "-0.000")
	require.LessOrEqual(t, eval[int64](b, "document.documentElement.scrollWidth"), int64(phone))
	b.axe()
	b.picture("own-380")
	b.do(chromedp.EmulateViewport(desk, 900))
	b.settled()
	b.picture("own-1280")
}
