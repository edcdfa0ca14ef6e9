// Soak tries for as long as it is told to lose or to corrupt what fenchel has saved: it kills recorders and learners,
// fails the disk at every call, flips every bit, damages files at random, and looks afterwards for everything that was
// acknowledged and for the bytes that an undisturbed run would have written.
//
//	go run ./cmd/soak                     every trial at its full length
//	go run ./cmd/soak -run record/kill    trials whose name matches
//	go run ./cmd/soak -scale 0.01         a hundredth of the rounds
//	go run ./cmd/soak -run fuzz           random inputs for every fuzz target; -time 10m is what each is given
//	go run ./cmd/soak -run matrix         the same bytes under any number of processors
//	go run ./cmd/soak -run same -before DIR
//
// same compares all that fenchel writes and prints with what the checkout in DIR, of a commit before, does; -cases chooses
// among its cases, those of matrix, and the targets of fuzz.
//
// One line is printed for each trial. The exit code is 0 if nothing was lost or read wrongly, 1 if something was,
// 2 if the command was misused.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// childFlag, as the first argument, makes the program one that is to be interrupted.
const childFlag = "-child"

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 3 && args[0] == childFlag {
		return runChild(ctx, args[1], args[2], stdout, stderr)
	}
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("run", "", "run the trials whose name matches this regular expression")
	scale := flags.Float64("scale", 1, "how long to try, in parts of the full length")
	seed := flags.Uint64("seed", 0, "of everything that is drawn")
	before := flags.String("before", "", "of same: the checkout of a commit before, to compare with")
	cases := flags.String("cases", "", "of same, matrix and fuzz: run the cases, or targets, whose name matches this regular expression")
	fuzzTime := flags.Duration("time", 10*time.Minute, "of fuzz: how long each target is given inputs, times the scale")
	scratch := flags.String("dir", "", "directory for what the trials write, on the disk to be tried; it is removed at the end (default: a temporary one)")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	match, err1 := regexp.Compile(*only)
	matchCase, err2 := regexp.Compile(*cases)
	if err1 != nil || err2 != nil || flags.NArg() > 0 || !(*scale > 0) || *fuzzTime <= 0 {
		fmt.Fprintln(stderr, "soak: want regular expressions, a positive scale and time, and no arguments")
		return 2
	}
	chosen, err := choose(match, *before != "")
	if err != nil {
		fmt.Fprintln(stderr, "soak:", err)
		return 2
	}
	exe, err := os.Executable()
	if err != nil {
		fmt.Fprintln(stderr, "soak:", err)
		return 1
	}
	dir, err := os.MkdirTemp(*scratch, "soak")
	if err != nil {
		fmt.Fprintln(stderr, "soak:", err)
		return 1
	}
	defer os.RemoveAll(dir)
	s := &soak{ctx: ctx, scale: *scale, seed: *seed, dir: dir, out: stdout, fuzzTime: *fuzzTime, before: *before, cases: matchCase,
		child: func(what, dir string) *exec.Cmd { return exec.Command(exe, childFlag, what, dir) }}
	return s.runAll(chosen)
}

// choose lists the trials whose name matches. A comparison without the commit to compare with is left out of several,
// and an error alone.
func choose(match *regexp.Regexp, before bool) ([]trial, error) {
	var chosen []trial
	var names []string
	left := false
	for _, t := range trials {
		names = append(names, t.name)
		switch {
		case !match.MatchString(t.name):
		case t.compares && !before:
			left = true
		default:
			chosen = append(chosen, t)
		}
	}
	switch {
	case len(chosen) == 0 && left:
		return nil, errors.New("want -before DIR, a checkout to compare with")
	case len(chosen) == 0:
		return nil, fmt.Errorf("no trial matches %q: there are %s", match, strings.Join(names, ", "))
	}
	return chosen, nil
}

// runAll runs the trials and returns the exit code.
func (s *soak) runAll(chosen []trial) int {
	code := 0
	for _, t := range chosen {
		if s.ctx.Err() != nil {
			return 1
		}
		start := time.Now()
		result, err := t.run(s)
		verdict := "ok  "
		if err != nil {
			verdict, result, code = "FAIL", err.Error(), 1
			fmt.Fprintf(s.out, "again: %s\n", s.again(t))
		}
		fmt.Fprintf(s.out, "%s  %-16s  %-70s  %6.1f s\n", verdict, t.name, result, time.Since(start).Seconds())
	}
	return code
}

// again is the command that runs one trial in the same way.
func (s *soak) again(t trial) string {
	command := fmt.Sprintf("go run ./cmd/soak -run '^%s$' -scale %g -seed %d", t.name, s.scale, s.seed)
	if t.compares {
		command += " -before " + s.before
	}
	if s.cases != nil && s.cases.String() != "" && (t.compares || t.apart) {
		command += fmt.Sprintf(" -cases '%s'", s.cases)
	}
	if t.name == "fuzz" {
		command += fmt.Sprint(" -time ", s.fuzzTime)
	}
	return command
}
