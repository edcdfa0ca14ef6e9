// Speed measures fenchel beside its peers, in one run on one machine.
//
//	go run ./cmd/speed
//	go run ./cmd/speed -only physics -seconds 1
//	go run ./cmd/speed -only training -python .venv/bin/python -json
//
// The peers are optional: small C programs in peers/ are compiled where a C compiler and the library are found, small
// Python programs run where JAX or PyTorch is installed, and a peer that is not there is named in one line. Fenchel and
// its peers take turns, since machines are shared and noisy; ratios are what to trust. Physics counts the work of a
// whole round, everything else the fastest short stretch of one, which other processes disturb least; the best round
// is printed. Exit status: 0 every bar that could be measured is met, 1 one is missed or a program failed, 2 misuse.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// bench is what a section is given.
type bench struct {
	*report
	round  time.Duration // of one measurement
	rounds int
	quick  bool   // one short round of a few rows, to see that it works: without peers and bars
	python string // the interpreter that has the Python peers
}

// sections are the parts of the report, in order.
var sections = []struct {
	name string
	run  func(*bench) error
}{
	{"physics", (*bench).physics},
	{"kernels", (*bench).kernels},
	{"training", (*bench).training},
	{"acting", (*bench).acting},
	{"solving", (*bench).solving},
	{"cores", (*bench).cores},
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// The exit statuses.
const (
	met     = 0
	missed  = 1
	misused = 2
)

func run(args []string, stdout, stderr io.Writer) int {
	var names []string
	for _, s := range sections {
		names = append(names, s.name)
	}
	flags := flag.NewFlagSet("speed", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", strings.Join(names, ","), "the `sections` to run")
	seconds := flags.Float64("seconds", 0.3, "`time` of one measurement")
	rounds := flags.Int("rounds", 5, "measurements of each figure; the best is printed")
	quick := flags.Bool("quick", false, "one short round without peers, to see that it works: not for citation")
	asJSON := flags.Bool("json", false, "print JSON instead of tables")
	python := flags.String("python", "python3", "the Python `interpreter` that has jax, torch or mujoco")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return met
	} else if err != nil {
		return misused
	}
	chosen := strings.Split(*only, ",")
	for _, c := range chosen {
		if !slices.Contains(names, c) {
			fmt.Fprintf(stderr, "speed: no section %q: there are %s\n", c, strings.Join(names, ", "))
			return misused
		}
	}
	if !(*seconds > 0) || *rounds < 1 || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "speed: want a positive time, at least one round and no arguments")
		return misused
	}
	b := &bench{round: time.Duration(*seconds * float64(time.Second)), rounds: *rounds, quick: *quick, python: *python}
	if b.quick {
		b.round, b.rounds = 5*time.Millisecond, 1
	}
	text, encoded := stdout, io.Writer(nil)
	if *asJSON {
		text, encoded = nil, stdout
	}
	b.report = newReport(text, b.round, b.rounds)
	for _, s := range sections {
		if !slices.Contains(chosen, s.name) {
			continue
		}
		if err := s.run(b); err != nil {
			fmt.Fprintf(stderr, "speed: %s: %v\n", s.name, err)
			return missed
		}
	}
	if b.quick {
		b.Bars = b.Bars[:0]
	}
	ok, err := b.finish(encoded)
	if err != nil {
		fmt.Fprintln(stderr, "speed:", err)
	}
	if err != nil || !ok {
		return missed
	}
	return met
}
