// Command fetch downloads the four original files of MNIST into the user's cache folder, for the example's -data
// argument. Every file is checked by its SHA-256 and appears under its name only when it is whole and right; files that
// are there and right stay.
//
//	go run ./examples/bnn-mnist/fetch [-dir FOLDER]
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// MNIST's files as the mirrors serve them.
var files = []file{
	{"train-images-idx3-ubyte.gz", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
	{"train-labels-idx1-ubyte.gz", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
	{"t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
	{"t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"},
}

var mirrors = []string{
	"https://storage.googleapis.com/cvdf-datasets/mnist/",
	"https://ossci-datasets.s3.amazonaws.com/mnist/",
}

// patience is how long one file of at most 10 MB may take from one mirror.
const patience = 5 * time.Minute

func main() {
	dir := flag.String("dir", "", "folder to download to (default: credence/mnist in the user's cache folder)")
	flag.Parse()
	if flag.NArg() != 0 {
		fmt.Fprintln(os.Stderr, "usage: fetch [-dir FOLDER]")
		os.Exit(2)
	}
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "fetch:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return fmt.Errorf("found no cache folder (%w), expected one or a folder by -dir", err)
		}
		dir = filepath.Join(cache, "credence", "mnist")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	f := fetcher{client: &http.Client{Timeout: patience}, mirrors: mirrors, out: os.Stdout}
	if err := f.fetch(ctx, dir, files); err != nil {
		return err
	}
	fmt.Printf("\nTo train on the whole set:\n\n    go run ./examples/bnn-mnist -data %s\n", quoted(dir))
	return nil
}

// quoted makes a path one argument for the usual shells.
func quoted(path string) string {
	if strings.ContainsAny(path, " \t&;()$'") {
		return `"` + path + `"`
	}
	return path
}
