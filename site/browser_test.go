package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromium is the browser of all tests; site is the address of the site that it looks at, siteFolder where that lies.
var (
	chromium         context.Context
	site, siteFolder string
)

// start builds the site, serves it and starts the browser, once. It returns what is missing here, if anything is.
var start = sync.OnceValues(func() (missing string, err error) {
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		return "there is no Chromium: install Debian's package chromium to try the pages in a browser", nil
	}
	folder, err := os.MkdirTemp("", "credence-site-test")
	if err != nil {
		return "", err
	}
	cleanups = append(cleanups, func() { os.RemoveAll(folder) })
	siteFolder = filepath.Join(folder, "site")
	if err := write(context.Background(), siteFolder, io.Discard); err != nil {
		return "", err
	}
	l, err := listen(0)
	if err != nil {
		return "", err
	}
	go serve(context.Background(), l, siteFolder)
	site = fmt.Sprintf("http://%v/", l.Addr())
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(filepath.Join(folder, "user")),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	chromium, _ = chromedp.NewContext(ctx)
	cleanups = append(cleanups, cancel, func() { _ = chromedp.Cancel(chromium) })
	return "", chromedp.Do(chromium)
})

// cleanups are for the end of all tests, the last first.
var cleanups []func()

func TestMain(m *testing.M) {
	code := m.Run()
	for _, clean := range slices.Backward(cleanups) {
		clean()
	}
	os.Exit(code)
}

// phone and desk are the widths that every page is tried at.
const phone, desk = 380, 1280

// tab is a page in the browser.
type tab struct {
	context.Context
	t *testing.T
}

// step is something that is done in a tab.
type step = chromedp.Action[chromedp.Void]

// openAnyway opens a tab.
func openAnyway(t *testing.T) *tab {
	missing, err := start()
	require.NoError(t, err)
	if missing != "" {
		t.Skip(missing)
	}
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(ctx))
	ctx, cancel = context.WithTimeout(ctx, 20*time.Minute)
	t.Cleanup(cancel)
	return &tab{ctx, t}
}

// open opens a tab. Errors on its console, exceptions and requests to other servers fail the test.
func open(t *testing.T) *tab {
	b := openAnyway(t)
	require.NoError(t, chromedp.Listen(b, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("an exception: %+v", e.ExceptionDetails)
		case *runtime.EventConsoleAPICalled:
			t.Errorf("on the console: %s %s", e.Type, e.Args[0].Value)
		case *log.EventEntryAdded:
			t.Errorf("in the log: %s %s", e.Entry.Text, e.Entry.URL)
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, site) {
				t.Errorf("a request to %s", e.Request.URL)
			}
		}
	}))
	return b
}

// do does something in the tab.
func (b *tab) do(steps ...step) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b, steps...))
}

// visit loads a page in a window of some width.
func (b *tab) visit(name string, width int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 800), chromedp.Navigate(site+name))
}

// prefer sets what a reader prefers, such as "dark" for the feature "prefers-color-scheme".
func (b *tab) prefer(feature, value string) {
	b.t.Helper()
	_, err := chromedp.Call(b, emulation.SetEmulatedMedia,
		emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
	require.NoError(b.t, err)
}

// await waits until an expression of JavaScript is true.
func (b *tab) await(expression string) {
	b.t.Helper()
	_, err := chromedp.Run(b, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(20*time.Millisecond),
		chromedp.WithPollingTimeout(20*time.Second)))
	if err != nil {
		b.t.Fatalf("%v: it never came true that %s; the page says\n%s", err, expression,
			eval[string](b, `[...document.querySelectorAll(".library, .says")].map((e) => e.textContent).join("\n")`))
	}
}

// eval returns the value of an expression of JavaScript.
func eval[T any](b *tab, expression string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	v, err := chromedp.Run(b, chromedp.Evaluate[T](expression, options...))
	require.NoError(b.t, err)
	return v
}

// picture saves what the tab shows, for somebody to look at, if CREDENCE_PICTURES names a folder.
func (b *tab) picture(name string) {
	folder := os.Getenv("CREDENCE_PICTURES")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600))
}

// axe checks the page for what keeps people from using it, with axe-core: what and how are the arguments of axe.run.
func (b *tab) axe(what, how string) {
	b.t.Helper()
	file := os.Getenv("CREDENCE_AXE")
	if file == "" {
		return // TestPagesInBrowser says so
	}
	if !eval[bool](b, `"axe" in window`) {
		script, err := os.ReadFile(file)
		require.NoError(b.t, err)
		eval[chromedp.Void](b, string(script))
	}
	type violation struct {
		ID, Impact, Help string
		Nodes            []struct{ HTML, FailureSummary string }
	}
	for _, v := range eval[[]violation](b, fmt.Sprintf("axe.run(%s, %s).then((r) => r.violations)", what, how), chromedp.EvalAwaitPromise) {
		if v.Impact == "serious" || v.Impact == "critical" {
			b.t.Errorf("axe: %+v", v)
		}
	}
}

// watchLayout notes, before a page loads, how far things on it jump.
const watchLayout = `window.jumps = 0;
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.jumps += e.value; })
	.observe({type: "layout-shift", buffered: true});`

// TestPagesInBrowser loads every page at the width of a phone and of a desk, in light and dark: nothing is wider than
// the page, nothing jumps, there are no errors and no requests to others, and axe-core finds nothing serious.
func TestPagesInBrowser(t *testing.T) {
	if os.Getenv("CREDENCE_AXE") == "" {
		t.Log("axe-core is left out: CREDENCE_AXE names no axe.min.js of npm's axe-core")
	}
	ps, err := readPages("..")
	require.NoError(t, err)
	shown := map[string]bool{} // kinds of files that are all shown in one way
	all := slices.DeleteFunc(ps.all, func(p *page) bool {
		kind := path.Ext(p.source)
		again := kind != ".md" && shown[kind]
		shown[kind] = true
		return again
	})
	for _, width := range []int64{phone, desk} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			b := open(t)
			_, err := chromedp.Call(b, devtools.AddScriptToEvaluateOnNewDocument,
				devtools.AddScriptToEvaluateOnNewDocumentParams{Source: watchLayout})
			require.NoError(t, err)
			for _, p := range all {
				b.look(p, width)
			}
		})
	}
}

// look looks at a page, in light and dark.
func (b *tab) look(p *page, width int64) {
	b.prefer("prefers-color-scheme", "light")
	b.visit(p.out, width)
	if p.demos {
		b.await(`[...document.querySelectorAll("[data-demo]")].every((d) => d.dataset.answers > 0)`)
	}
	require.LessOrEqual(b.t, eval[int64](b, "document.documentElement.scrollWidth"), width, "%s is wider than the page", p.out)
	require.Less(b.t, eval[float64](b, "window.jumps"), 0.1, "%s jumps at width %d", p.out, width)
	// The colors are those of the style sheet, and pages with demonstrations have them all. Contrast takes long, most of
	// all of code, which one page has in every color.
	what, how := `{exclude: [".code"]}`, `{rules: {"color-contrast": {enabled: false}}}`
	if p.demos {
		how = "{}"
	}
	if p.out == "coin.html" {
		what = "document"
	}
	picture := fmt.Sprintf("%s-%d-", strings.ReplaceAll(p.out, "/", "-"), width)
	b.axe(what, how)
	b.picture(picture + "light")
	b.prefer("prefers-color-scheme", "dark")
	if p.demos {
		b.axe(what, `{runOnly: ["color-contrast"]}`)
	}
	b.picture(picture + "dark")
}

// TestKeyboard goes through a page by keys alone.
func TestKeyboard(t *testing.T) {
	b := open(t)
	b.visit("coin.html", phone)
	next := func() string {
		b.do(chromedp.KeyEvent("\t"))
		return eval[string](b, "document.activeElement.textContent")
	}
	require.Equal(t, "To the content", next())
	require.Equal(t, "credence", next())
	require.Equal(t, "Pages", next())
	b.do(chromedp.KeyEvent("\r"))
	require.Equal(t, "#pages", eval[string](b, "location.hash"))
}

// TestLibraryThatIsMissing loads a page whose library has got lost: the page says so, and can be read.
func TestLibraryThatIsMissing(t *testing.T) {
	b := openAnyway(t)
	file := filepath.Join(siteFolder, library)
	require.NoError(t, os.Rename(file, file+".lost"))
	t.Cleanup(func() { require.NoError(t, os.Rename(file+".lost", file)) })
	b.visit("coin.html", phone)
	b.await(`document.querySelector(".library").textContent === "Nothing on this page moves: the library could not be loaded: Error: credence.wasm.gz: 404 Not Found."`)
	require.True(t, eval[bool](b, `document.querySelector("[data-demo] fieldset").disabled`))
}
