// Package browser tries the page of bnn-mnist in Chromium. It has tests only, and is a module of its own, so that the
// library does not depend on what drives a browser.
package browser
