package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed peers
var scripts embed.FS

// python returns the interpreter of a virtual environment that has the peers, in the user's cache folder. It is made
// when it is missing or has other versions.
func python(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "credence", "peers")
	interpreter := filepath.Join(dir, "bin", "python")
	want, err := scripts.ReadFile("peers/requirements.txt")
	if err != nil {
		return "", err
	}
	stamp := filepath.Join(dir, "installed.txt")
	if has, err := os.ReadFile(stamp); err == nil && bytes.Equal(has, want) {
		if _, err := os.Stat(interpreter); err == nil {
			return interpreter, nil
		}
	}
	return interpreter, install(ctx, dir, interpreter, want, stamp)
}

func install(ctx context.Context, dir, interpreter string, requirements []byte, stamp string) error {
	base, err := exec.LookPath("python3")
	if err != nil {
		return errors.New("-peers needs Python: there is no python3 in the PATH; install it, with the module venv, or leave -peers out")
	}
	fmt.Fprintf(os.Stderr, "installing the peers in %s\n", dir)
	list := filepath.Join(dir, "requirements.txt")
	for _, step := range []func() error{
		func() error { return loudly(ctx, base, "-m", "venv", dir) },
		func() error { return os.WriteFile(list, requirements, 0o644) },
		func() error { return loudly(ctx, interpreter, "-m", "pip", "install", "--quiet", "-r", list) },
		func() error { return os.WriteFile(stamp, requirements, 0o644) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("the peers cannot be installed (%w); what is in %s can be deleted", err, dir)
		}
	}
	return nil
}

func loudly(ctx context.Context, args ...string) error {
	c := command(ctx, args...)
	c.Stdout = os.Stderr
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%s: %w", c, err)
	}
	return nil
}

// keepsMemory has the C library of Linux keep what a step gives back, rather than return it to the system and get it
// anew, zeroed page by page, in the next step.
var keepsMemory = []string{"MALLOC_TRIM_THRESHOLD_=4000000000", "MALLOC_MMAP_THRESHOLD_=1000000000"}

// peers returns the systems in Python, whose scripts are in dir.
func peers(interpreter, dir string) []program {
	script := func(name string, args ...string) []string {
		return append([]string{interpreter, filepath.Join(dir, "peers", name)}, args...)
	}
	return []program{
		{system: "pyro", kind: step, command: script("pyro_peer.py")},
		{system: "numpyro", kind: step, command: script("numpyro_peer.py")},
		{system: "pyro+", kind: step, command: script("pyro_peer.py"), env: keepsMemory, tuned: true},
		{system: "numpyro+", kind: step, command: script("numpyro_peer.py"), env: keepsMemory, tuned: true},
		{system: "numpy", kind: piece, command: script("pieces_peer.py", "numpy")},
		{system: "torch", kind: piece, command: script("pieces_peer.py", "torch")},
		{system: "torch", kind: density, command: script("densities_peer.py", "torch")},
		{system: "numpyro", kind: density, command: script("densities_peer.py", "numpyro")},
		{system: scipyName, kind: density, command: script("densities_peer.py", "scipy")},
		{system: "numpy", kind: simulation, command: script("draws_peer.py", "numpy")},
		{system: "torch", kind: simulation, command: script("draws_peer.py", "torch")},
		{system: "stan", kind: sampler, command: script("stan_sampler.py")},
		{system: "nutpie", kind: sampler, command: script("pymc_sampler.py", "nutpie")},
		{system: "pymc", kind: sampler, command: script("pymc_sampler.py", "pymc")},
		{system: "numpyro", kind: sampler, command: script("numpyro_sampler.py")},
		{system: "pyro", kind: sampler, command: script("pyro_sampler.py")},
	}
}
