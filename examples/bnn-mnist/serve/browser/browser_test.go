package browser

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromium is the browser of all tests, folder where the program lies that they try.
var (
	chromium context.Context
	folder   string
)

// start builds the program and starts the browser, once. It returns what is missing here, if anything is.
var start = sync.OnceValues(func() (missing string, err error) {
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		return "there is no Chromium: install Debian's package chromium to try the page in a browser", nil
	}
	if folder, err = os.MkdirTemp("", "credence-page-test"); err != nil {
		return "", err
	}
	cleanups = append(cleanups, func() { os.RemoveAll(folder) })
	build := exec.Command("go", "build", "-o", filepath.Join(folder, "bnn-mnist"), ".")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
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

// program is a running bnn-mnist -serve.
type program struct {
	cmd *exec.Cmd
	url string
	out *strings.Builder
	end chan struct{} // closed when it has written all that it writes

	asked atomic.Bool // to end; its pages may find that it has
}

// serve starts the program on a free port.
func serve(args ...string) (*program, error) {
	p := &program{cmd: exec.Command(filepath.Join(folder, "bnn-mnist"), append([]string{"-serve=localhost:0"}, args...)...),
		out: &strings.Builder{}, end: make(chan struct{})}
	pipe, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	at := make(chan string, 1)
	go func() {
		defer close(p.end)
		defer close(at)
		lines := bufio.NewScanner(pipe)
		for lines.Scan() {
			fmt.Fprintln(p.out, lines.Text())
			if url, ok := strings.CutPrefix(lines.Text(), "the page is at "); ok {
				at <- url
			}
		}
	}()
	p.url = <-at
	if p.url == "" {
		return nil, fmt.Errorf("it ended and did not say where the page is: %v", p.cmd.Wait())
	}
	return p, nil
}

// interrupt ends the program as Ctrl-C does, and returns what it has printed.
func (p *program) interrupt() (string, error) {
	p.asked.Store(true)
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return "", err
	}
	<-p.end
	return p.out.String(), p.cmd.Wait()
}

// trained is a program whose networks are trained as they are without any flag, for all tests.
var trained = sync.OnceValues(func() (*program, error) {
	p, err := serve()
	if err == nil {
		cleanups = append(cleanups, func() { p.interrupt() })
	}
	return p, err
})

// phone and desk are the widths that the page is tried at.
const phone, desk = 380, 1280

// tab is a page in the browser.
type tab struct {
	context.Context
	t *testing.T
}

// step is something that is done in a tab.
type step = chromedp.Action[chromedp.Void]

// needBrowser skips a test where there is no browser.
func needBrowser(t *testing.T) {
	missing, err := start()
	require.NoError(t, err)
	if missing != "" {
		t.Skip(missing)
	}
}

// open shows the page of a program in a tab of some width. Errors on its console, exceptions and requests to other
// servers fail the test.
func open(t *testing.T, p *program, width int64) *tab {
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(ctx))
	ctx, cancel = context.WithTimeout(ctx, 20*time.Minute)
	t.Cleanup(cancel)
	b := &tab{ctx, t}
	require.NoError(t, chromedp.Listen(b, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("an exception: %+v", e.ExceptionDetails)
		case *runtime.EventConsoleAPICalled:
			t.Errorf("on the console: %s %s", e.Type, e.Args[0].Value)
		case *log.EventEntryAdded:
			tooEarly := strings.Contains(e.Entry.Text, "503") // there is no network yet
			if !tooEarly && !p.asked.Load() {
				t.Errorf("in the log: %s %s", e.Entry.Text, e.Entry.URL)
			}
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, p.url) {
				t.Errorf("a request to %s", e.Request.URL)
			}
		}
	}))
	b.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(p.url))
	return b
}

// do does something in the tab.
func (b *tab) do(steps ...step) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b, steps...))
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
	_, err := chromedp.Run(b, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(50*time.Millisecond),
		chromedp.WithPollingTimeout(10*time.Minute)))
	if err != nil {
		b.t.Fatalf("%v: it never came true that %s; the page says\n%s", err, expression,
			eval[string](b, `[...document.querySelectorAll(".says, .answer")].map((e) => e.textContent).join("\n")`))
	}
}

// eval returns the value of an expression of JavaScript.
func eval[T any](b *tab, expression string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	v, err := chromedp.Run(b, chromedp.Evaluate[T](expression, options...))
	require.NoError(b.t, err)
	return v
}

// text returns what an element says, with plain spaces.
func (b *tab) text(id string) string {
	b.t.Helper()
	return strings.ReplaceAll(eval[string](b, fmt.Sprintf("document.getElementById(%q).textContent", id)), "\u00a0", " ")
}

// press goes to a control and presses keys.
func (b *tab) press(id, keys string) {
	b.t.Helper()
	b.do(chromedp.Focus("#"+id), chromedp.KeyEvent(keys))
}

// settled waits until the page has shown the answer to the last question.
func (b *tab) settled() {
	b.t.Helper()
	b.await(`document.body.dataset.asking === undefined`)
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

// axe checks the page for what keeps people from using it, with axe-core.
func (b *tab) axe() {
	b.t.Helper()
	file := os.Getenv("CREDENCE_AXE")
	if file == "" {
		b.t.Log("axe-core is left out: CREDENCE_AXE names no axe.min.js of npm's axe-core")
		return
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
	for _, v := range eval[[]violation](b, "axe.run().then((r) => r.violations)", chromedp.EvalAwaitPromise) {
		if v.Impact == "serious" || v.Impact == "critical" {
			b.t.Errorf("axe: %+v", v)
		}
	}
}
