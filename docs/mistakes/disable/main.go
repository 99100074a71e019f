// Command disable turns off the checks of the library one at a time, and reports those that no test misses: every
// condition after which model code is refused, an error is returned or a warning is given.
//
//	go run ./docs/mistakes/disable [-only REGEXP] [-sample N] [-seed S] [PACKAGE…]
//
// It is run by hand, from the top of the module, after checks have changed, and takes about as long as the tests of the
// packages. Without packages it takes dist, ppl, nn, infer and infer/draws.
//
// All checks are compiled into one test program of each package, in which an environment variable turns one of them
// off. A first run of each test tells which checks it meets; later ones run only tests that meet the check.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const module = "github.com/credence-ppl/credence/"

func main() {
	log.SetFlags(0)
	only := flag.String("only", "", "the `regexp` of the places, as dist/normal.go:12, that are tried")
	sample := flag.Int("sample", 0, "the `number` of checks that are tried, drawn at random; 0 tries all")
	seed := flag.Uint64("seed", 1, "of the sample")
	flag.Parse()
	packages := flag.Args()
	if len(packages) == 0 {
		packages = []string{"dist", "ppl", "nn", "infer", "infer/draws"}
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "disable")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	checks, overlay, err := instrument(packages, dir)
	if err != nil {
		log.Fatal(err)
	}
	suites, err := build(append(packages, "docs/mistakes"), overlay, dir)
	if err != nil {
		log.Fatal(err)
	}
	met := record(suites, len(checks), dir)

	var tried []*check
	for _, c := range checks {
		if wanted.MatchString(c.place) {
			tried = append(tried, c)
		}
	}
	if *sample > 0 && *sample < len(tried) {
		rand.New(rand.NewPCG(*seed, 0)).Shuffle(len(tried), func(i, j int) { tried[i], tried[j] = tried[j], tried[i] })
		tried = tried[:*sample]
		slices.SortFunc(tried, func(a, b *check) int { return a.id - b.id })
	}
	missed := 0
	for _, c := range tried {
		switch tests := met[c.id]; {
		case len(tests) == 0:
			fmt.Printf("%s: no test meets it: %s\n", c.place, c.condition)
		case !slices.ContainsFunc(tests, func(t test) bool { return !t.passes(c.id, "") }):
			fmt.Printf("%s: tests pass without it: %s\n", c.place, c.condition)
		default:
			continue
		}
		missed++
	}
	fmt.Printf("%d of %d checks are missed by a test, %d by none\n", len(tried)-missed, len(tried), missed)
	if missed > 0 {
		os.RemoveAll(dir)
		os.Exit(1)
	}
}

// suite is the test program of a package.
type suite struct{ folder, binary string }

// build compiles the test programs.
func build(packages []string, overlay map[string]string, dir string) (suites []suite, err error) {
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		return nil, err
	}
	for _, p := range packages {
		s := suite{p, filepath.Join(dir, strings.ReplaceAll(p, "/", "_")+".test")}
		if out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", file, "-o", s.binary, "./"+p).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %v\n%s", p, err, out)
		}
		suites = append(suites, s)
	}
	return suites, nil
}

// test is a test of a suite.
type test struct {
	suite
	name string
}

// passes runs the test with a check turned off, or none for -1, and reports whether it passes. The checks that it meets
// are written to the file, if there is one.
func (t test) passes(off int, file string) bool {
	cmd := exec.Command(t.binary, "-test.short", "-test.failfast", "-test.timeout", "2m", "-test.run", "^"+t.name+"$")
	cmd.Dir = t.folder
	cmd.Env = append(os.Environ(), fmt.Sprintf("CREDENCE_CHECK_OFF=%d", off), "CREDENCE_CHECKS_MET="+file)
	return cmd.Run() == nil
}

// record returns the tests that meet each check. It leaves out those that fail with all checks on.
func record(suites []suite, checks int, dir string) [][]test {
	met := make([][]test, checks)
	for _, s := range suites {
		list := exec.Command(s.binary, "-test.list", ".")
		list.Dir = s.folder
		out, err := list.Output()
		if err != nil {
			log.Fatal(err)
		}
		for _, name := range strings.Fields(string(out)) {
			if !strings.HasPrefix(name, "Test") && !strings.HasPrefix(name, "Example") {
				continue
			}
			t, file := test{s, name}, filepath.Join(dir, "met")
			os.Remove(file)
			if !t.passes(-1, file) {
				log.Printf("%s: %s fails with all checks on, and is left out", s.folder, name)
				continue
			}
			ids, _ := os.ReadFile(file) // none is met
			for _, id := range strings.Fields(string(ids)) {
				var i int
				if _, err := fmt.Sscan(id, &i); err == nil && !slices.Contains(met[i], t) {
					met[i] = append(met[i], t)
				}
			}
		}
	}
	return met
}
