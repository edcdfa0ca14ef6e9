package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// module is the path of the module whose tests are tried.
const module = "github.com/fenchel-gym/fenchel"

// outcome is what became of an edit.
type outcome string

const (
	caught   outcome = "caught"
	timedOut outcome = "timed out" // which is to be caught, too
	survived outcome = "survived"
	refused  outcome = "refused" // by the compiler
)

// isCaught is whether a test, or a test's end, noticed.
func (o outcome) isCaught() bool { return o == caught || o == timedOut }

// trials try edits on copies of a file that only the compiler is shown (see `go help build`, -overlay): the checkout is
// never changed.
type trials struct {
	root    string        // of the module
	scratch string        // directory for the copies
	timeout time.Duration // of the tests of a package
	notes   io.Writer
	passes  map[string]string // package: what its tests say unchanged, empty where they pass
}

func newTrials(root, scratch string, timeout time.Duration, notes io.Writer) *trials {
	return &trials{root: root, scratch: scratch, timeout: timeout, notes: notes, passes: map[string]string{}}
}

// try runs the tests of packages, one after the other, on the module with an edit, until the first that fails, and
// names that: "demos TestResume".
func (t *trials) try(ctx context.Context, e edit, packages []string) (o outcome, by string, err error) {
	overlay, err := t.overlay(e)
	if err != nil {
		return "", "", err
	}
	own := "./" + path.Dir(e.file)
	if _, code, err := t.run(ctx, "go", "build", "-overlay", overlay, own); err != nil || code != 0 {
		return refused, "", err
	}
	for i, pkg := range packages {
		said, err := t.unchanged(ctx, pkg)
		switch {
		case err != nil:
			return "", "", err
		case said != "" && i == 0:
			return "", "", fmt.Errorf("%s: its tests fail without any change: %s", pkg, said)
		case said != "":
			continue // what fails anyway catches nothing
		}
		out, code, err := t.test(ctx, pkg, "-overlay", overlay)
		if err != nil {
			return "", "", err
		}
		if code != 0 {
			o, by = verdict(out)
			return o, pkg + " " + by, nil
		}
	}
	return survived, "", nil
}

// overlay writes the changed file and what tells the compiler of it.
func (t *trials) overlay(e edit) (name string, err error) {
	changed, _, _, err := e.apply(t.root)
	if err != nil {
		return "", err
	}
	file := filepath.Join(t.scratch, "changed.go")
	replace := map[string]string{filepath.Join(t.root, filepath.FromSlash(e.file)): file}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	name = filepath.Join(t.scratch, "overlay.json")
	return name, errors.Join(os.WriteFile(file, changed, 0o666), os.WriteFile(name, text, 0o666))
}

// unchanged is what a package's tests say without a change, empty where they pass.
func (t *trials) unchanged(ctx context.Context, pkg string) (said string, err error) {
	if said, known := t.passes[pkg]; known {
		return said, nil
	}
	for range 2 { // a machine under load may be too slow for a test
		out, code, err := t.test(ctx, pkg)
		if err != nil {
			return "", err
		}
		if said = ""; code == 0 {
			break
		}
		_, said = verdict(out)
		fmt.Fprintf(t.notes, "%s: its tests fail without any change: %s\n", pkg, said)
	}
	t.passes[pkg] = said
	return said, nil
}

// test runs the short tests of a package.
func (t *trials) test(ctx context.Context, pkg string, flags ...string) (out string, code int, err error) {
	args := append([]string{"test", "-short", "-failfast", "-vet=off", "-timeout", t.timeout.String()}, flags...)
	return t.run(ctx, "go", append(args, "./"+pkg)...)
}

// run runs a command in the module and returns what it printed, and its exit code.
func (t *trials) run(ctx context.Context, name string, args ...string) (out string, code int, err error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var both bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = t.root, &both, &both
	err = cmd.Run()
	if ctx.Err() != nil {
		return "", 0, ctx.Err()
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return both.String(), exit.ExitCode(), nil
	}
	return both.String(), 0, err
}

var (
	failure = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	panics  = regexp.MustCompile(`(?m)^(?:panic|fatal error): .*`)
	stopped = "panic: test timed out after"
)

// verdict is what the output of tests that failed says: the innermost test that did.
func verdict(out string) (outcome, string) {
	if strings.Contains(out, stopped) {
		return timedOut, "after a time"
	}
	deepest := ""
	for _, m := range failure.FindAllStringSubmatch(out, -1) {
		if deepest == "" || strings.HasPrefix(m[1], deepest+"/") {
			deepest = m[1]
		}
	}
	switch found := panics.FindString(out); {
	case deepest != "":
		return caught, deepest
	case found != "":
		return caught, found
	}
	return caught, "a package that does not build, or ends without the name of a test"
}
