package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
)

// maxSize bounds what a mirror can make the program store. The largest file has 10 MB.
const maxSize = 16 << 20

type file struct {
	name string
	sum  string // SHA-256 in hexadecimal
}

type fetcher struct {
	client  *http.Client
	mirrors []string // addresses that a file's name is appended to, in the order tried
	out     io.Writer
}

// fetch puts every file into dir. It stops at the first one that no mirror serves right.
func (f fetcher) fetch(ctx context.Context, dir string, files []file) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, file := range files {
		path := filepath.Join(dir, file.name)
		switch sum, err := sumOf(path); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case sum == file.sum:
			fmt.Fprintf(f.out, "%s: already there\n", file.name)
			continue
		default:
			fmt.Fprintf(f.out, "%s: there, but not as expected; replacing it\n", file.name)
		}
		if err := f.fromAny(ctx, path, file); err != nil {
			return err
		}
	}
	return nil
}

// fromAny tries one mirror after the other.
func (f fetcher) fromAny(ctx context.Context, path string, file file) error {
	var last error
	for _, mirror := range f.mirrors {
		size, err := f.fromOne(ctx, path, mirror, file)
		if err == nil {
			fmt.Fprintf(f.out, "%s: %d bytes from %s\n", file.name, size, host(mirror))
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted before %s was whole; start again to go on: %w", file.name, ctx.Err())
		}
		fmt.Fprintf(f.out, "%s: not from %s: %v\n", file.name, host(mirror), err)
		last = err
	}
	return fmt.Errorf("no mirror serves %s as expected; the last error: %w", file.name, last)
}

// fromOne downloads into a temporary file of the same folder and renames it when its sum is right, so that path never
// names half a file.
func (f fetcher) fromOne(ctx context.Context, path, mirror string, file file) (size int64, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, mirror+file.name, nil)
	if err != nil {
		return 0, err
	}
	// Asked for by hand, the compressed bytes arrive as they are, whether or not the mirror labels them as encoded.
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := f.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("found status %s, expected %d", response.Status, http.StatusOK)
	}

	temp, err := os.CreateTemp(filepath.Dir(path), ".fetch-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
		}
	}()
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(temp, hash), io.LimitReader(response.Body, maxSize+1))
	if err != nil {
		return 0, fmt.Errorf("the download broke off after %d bytes: %w", size, err)
	}
	if size > maxSize {
		return 0, fmt.Errorf("found more than %d bytes, expected a file of MNIST", maxSize)
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != file.sum {
		return 0, fmt.Errorf("found %d bytes of SHA-256 %s, expected %s", size, sum, file.sum)
	}
	if err := temp.Chmod(0o644); err != nil {
		return 0, err
	}
	if err := temp.Sync(); err != nil {
		return 0, err
	}
	if err := temp.Close(); err != nil {
		return 0, err
	}
	return size, os.Rename(temp.Name(), path)
}

// sumOf returns the SHA-256 of a file.
func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func host(mirror string) string {
	if u, err := url.Parse(mirror); err == nil {
		return u.Host
	}
	return mirror
}
