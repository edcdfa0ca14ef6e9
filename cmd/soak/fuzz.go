package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// fuzzEnough is how many inputs a target should be given.
const fuzzEnough = 10_000_000

// fuzzTarget is a function that is to bear any input.
type fuzzTarget struct{ dir, name string }

// String is the package and the name: "envs/suite.FuzzID".
func (t fuzzTarget) String() string {
	if t.dir == "." {
		return t.name
	}
	return t.dir + "." + t.name
}

// fuzz gives every target of the tree random inputs for a time, from its committed corpus on, and prints how many.
// Interesting inputs are not minimized: that may take a slow target all of its time.
func fuzz(s *soak) (string, error) {
	targets, err := fuzzTargets(".")
	if err != nil {
		return "", err
	}
	if len(targets) == 0 {
		return "", errors.New("no fuzz target below this directory: run it in the module's")
	}
	span := time.Duration(s.scale * float64(s.fuzzTime))
	var failed []string
	enough, chosen := 0, 0
	for _, t := range targets {
		if !s.cases.MatchString(t.String()) {
			continue
		}
		chosen++
		n, err := s.fuzzOne(t, span)
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		verdict := "fewer than 10⁷"
		if n >= fuzzEnough {
			enough++
			verdict = "10⁷ reached"
		}
		if err != nil {
			failed = append(failed, t.String())
			verdict = err.Error()
		}
		fmt.Fprintf(s.out, "      %-34s  %11d inputs in %v  %s\n", t.String(), n, span, verdict)
	}
	if len(failed) > 0 {
		return "", fmt.Errorf("%d of %d targets failed: %s", len(failed), chosen, strings.Join(failed, ", "))
	}
	return fmt.Sprintf("%d targets bore %v each, %d of them 10⁷ inputs", chosen, span, enough), nil
}

// fuzzTargets lists the functions named Fuzz… in the test files of the module below a directory.
func fuzzTargets(root string) ([]fuzzTarget, error) {
	var found []fuzzTarget
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") {
				found = append(found, fuzzTarget{filepath.ToSlash(filepath.Dir(name)), f.Name.Name})
			}
		}
		return nil
	})
	return found, err
}

// fuzzOne runs a target. What it finds interesting is kept in scratch, so that the next run begins at the committed corpus,
// too; an input that it does not bear is left where `go test` finds it, and named in the error.
func (s *soak) fuzzOne(t fuzzTarget, span time.Duration) (inputs int, err error) {
	dir, err := s.scratch()
	if err != nil {
		return 0, err
	}
	program := filepath.Join(dir, "fuzz.test")
	only := "^" + t.name + "$"
	build := exec.CommandContext(s.ctx, "go", "test", "-c", "-fuzz", only, "-o", program, "./"+t.dir)
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go test -c ./%s: %w: %s", t.dir, err, bytes.TrimSpace(out))
	}
	ctx, cancel := context.WithTimeout(s.ctx, span+fuzzLate)
	defer cancel()
	run := exec.CommandContext(ctx, program, "-test.run", "^$", "-test.fuzz", only, "-test.fuzztime", span.String(),
		"-test.fuzzminimizetime", "0x", "-test.fuzzcachedir", filepath.Join(dir, "found"))
	run.Dir = t.dir
	out, err := run.CombinedOutput()
	inputs = fuzzInputs(string(out))
	switch {
	case ctx.Err() != nil && s.ctx.Err() == nil:
		return inputs, fmt.Errorf("it hangs: it has not ended %v after its time", fuzzLate)
	case err != nil:
		return inputs, fmt.Errorf("%w\n%s", err, bytes.TrimSpace(out))
	case inputs == 0:
		return 0, errors.New("it was given no input")
	}
	return inputs, nil
}

// fuzzLate is how long after its time a target may end.
const fuzzLate = time.Minute

var fuzzCount = regexp.MustCompile(`(?m)^fuzz: elapsed: .*, execs: (\d+) `)

// fuzzInputs is the last number of inputs that a target's output tells.
func fuzzInputs(out string) int {
	all := fuzzCount.FindAllStringSubmatch(out, -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(all[len(all)-1][1])
	return n
}
