// Command site makes the pages of docs/ into a site of static HTML, with the library compiled to WebAssembly so that
// its demonstrations run in the reader's browser, and serves it on this machine:
//
//	go -C site run .             # then open what it prints
//	go -C site run . -out DIR    # writes the files only, for any server of static files
//
// The pages ask nothing of any other server.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case errors.As(err, new(usageError)):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// usageError is a mistake in the flags, which the reader has been told of.
type usageError struct{ error }

// run does what the command does, and returns when ctx is canceled.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("site", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: go -C site run . [flags]\n\nMakes docs/ into a site and serves it on this machine.")
		flags.PrintDefaults()
	}
	out := flags.String("out", "", "write the site to this `folder`, new or empty, and serve nothing")
	port := flags.Uint("port", 8080, "serve at this `number` of 127.0.0.1; 0 takes one that is free")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return usageError{err}
	}
	if err := misused(flags, *port); err != nil {
		fmt.Fprintln(stderr, err)
		flags.Usage()
		return usageError{err}
	}
	if *out != "" {
		return write(ctx, *out, stdout)
	}
	folder, err := os.MkdirTemp("", "credence-site")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	l, err := listen(*port)
	if err != nil {
		return err
	}
	defer l.Close()
	if err := write(ctx, folder, stdout); err != nil {
		return stopped(ctx, err)
	}
	fmt.Fprintf(stdout, "the site is at http://%v until you press Ctrl-C\n", l.Addr())
	return serve(ctx, l, folder)
}

// misused returns what is wrong with flags that have been read.
func misused(flags *flag.FlagSet, port uint) error {
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%q is not a flag; there are no arguments", flags.Arg(0))
	case port > 65535:
		return fmt.Errorf("-port is %d; ports end at 65535", port)
	}
	return nil
}

// write builds the site in a folder and tells what is there.
func write(ctx context.Context, folder string, stdout io.Writer) error {
	if err := empty(folder); err != nil {
		return err
	}
	built, err := build(ctx, "..", folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d pages in %s; the library is %s to download\n", built.pages, folder, megabytes(built.download))
	return nil
}

// empty refuses a folder that has something in it.
func empty(folder string) error {
	switch entries, err := os.ReadDir(folder); {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("the folder %s is not empty; -out takes one that is new or empty", folder)
	}
	return nil
}

// stopped returns nil in place of an error that comes of ctx having been canceled.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
