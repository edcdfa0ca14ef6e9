// Soak tries for as long as it is told to lose or to corrupt what fenchel has saved: it kills recorders and learners,
// fails the disk at every call, flips every bit, damages files at random, and looks afterwards for everything that was
// acknowledged and for the bytes that an undisturbed run would have written.
//
//	go run ./cmd/soak                     every trial at its full length
//	go run ./cmd/soak -run record/kill    trials whose name matches
//	go run ./cmd/soak -scale 0.01         a hundredth of the rounds
//
// One line is printed for each trial. The exit code is 0 if nothing was lost or read wrongly, 1 if something was,
// 2 if the command was misused.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
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
	scratch := flags.String("dir", "", "directory for what the trials write, on the disk to be tried; it is removed at the end (default: a temporary one)")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	match, err := regexp.Compile(*only)
	if err != nil || flags.NArg() > 0 || !(*scale > 0) {
		fmt.Fprintln(stderr, "soak: want a regular expression, a positive scale and no arguments")
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
	s := &soak{ctx: ctx, scale: *scale, seed: *seed, dir: dir, child: func(what, dir string) *exec.Cmd {
		return exec.Command(exe, childFlag, what, dir)
	}}
	return s.runAll(match, stdout)
}

// runAll runs the trials that match and returns the exit code.
func (s *soak) runAll(match *regexp.Regexp, stdout io.Writer) int {
	code := 0
	for _, t := range trials {
		if !match.MatchString(t.name) || s.ctx.Err() != nil {
			continue
		}
		start := time.Now()
		result, err := t.run(s)
		verdict := "ok  "
		if err != nil {
			verdict, result, code = "FAIL", err.Error(), 1
			fmt.Fprintf(stdout, "again: go run ./cmd/soak -run '^%s$' -scale %g -seed %d\n", t.name, s.scale, s.seed)
		}
		fmt.Fprintf(stdout, "%s  %-16s  %-70s  %6.1f s\n", verdict, t.name, result, time.Since(start).Seconds())
	}
	return code
}
