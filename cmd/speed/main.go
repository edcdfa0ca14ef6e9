// Speed measures fenchel and its peers, in one run on one machine.
//
//	go run ./cmd/speed
//	go run ./cmd/speed -only physics -seconds 1
//	go run ./cmd/speed -only training -python .venv/bin/python -json
//	go run ./cmd/speed -before DIR
//
// The peers are optional: small C programs in peers/ are compiled where a C compiler and the library are found, small
// Python programs run where JAX or PyTorch is installed, and a peer that is not there is named in one line. Fenchel and
// its peers take turns, since machines are shared and noisy; ratios are what to trust. Physics counts the work of a
// whole round, everything else the fastest short stretch of one, which other processes disturb least; the best round
// is printed. With -before it measures no peers but the checkout of a commit before in DIR and the present one in turns,
// and prints the median ratio of each row. Exit status: 0 every bar that could be measured is met, 1 one is missed or a program failed, 2 misuse.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
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
	{"window", (*bench).window},
	{"pipe", (*bench).pipe},
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// The exit statuses.
const (
	met     = 0
	missed  = 1
	misused = 2
)

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 2 && args[0] == driveFlag {
		seconds, err := strconv.ParseFloat(args[1], 64)
		if err != nil {
			return misused
		}
		return drive(seconds, stdout, stderr)
	}
	if len(args) == 2 && args[0] == serveFlag {
		if err := serveTask(args[1], os.Stdin, stdout); err != nil {
			fmt.Fprintln(stderr, "speed:", err)
			return missed
		}
		return met
	}
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return met
	case err != nil:
		return misused
	}
	text, encoded := stdout, io.Writer(nil)
	if o.json {
		text, encoded = nil, stdout
	}
	b := o.bench(text)
	if o.before != "" {
		err = compare(b.report, o)
	} else {
		err = b.runAll(o.only)
	}
	if err != nil {
		fmt.Fprintln(stderr, "speed:", err)
		return missed
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

// options are the flags.
type options struct {
	only    []string // sections
	seconds float64  // of one measurement
	rounds  int
	quick   bool
	json    bool
	python  string
	before  string // a checkout to compare with
	turns   int
}

// parse reads the flags, and says what is wrong with them.
func parse(args []string, stderr io.Writer) (*options, error) {
	var names []string
	for _, s := range sections {
		names = append(names, s.name)
	}
	o := &options{}
	flags := flag.NewFlagSet("speed", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", strings.Join(names, ","), "the `sections` to run")
	flags.Float64Var(&o.seconds, "seconds", 0.3, "`time` of one measurement")
	flags.IntVar(&o.rounds, "rounds", 5, "measurements of each figure; the best is printed")
	flags.BoolVar(&o.quick, "quick", false, "one short round without peers, to see that it works: not for citation")
	flags.BoolVar(&o.json, "json", false, "print JSON instead of tables")
	flags.StringVar(&o.python, "python", "python3", "the Python `interpreter` that has jax, torch or mujoco")
	flags.StringVar(&o.before, "before", "", "compare with the checkout of a commit before in this `directory`")
	flags.IntVar(&o.turns, "turns", 5, "of -before: how often each of the two is measured")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	o.only = strings.Split(*only, ",")
	err := o.validate(names, flags.NArg())
	if err != nil {
		fmt.Fprintln(stderr, "speed:", err)
	}
	return o, err
}

func (o *options) validate(names []string, arguments int) error {
	for _, c := range o.only {
		if !slices.Contains(names, c) {
			return fmt.Errorf("no section %q: there are %s", c, strings.Join(names, ", "))
		}
	}
	if !(o.seconds > 0) || o.rounds < 1 || o.turns < 1 || arguments > 0 {
		return errors.New("want a positive time, at least one round and turn, and no arguments")
	}
	return nil
}

// bench is what the sections are given. Tables are printed to text, if it is not nil.
func (o *options) bench(text io.Writer) *bench {
	b := &bench{round: time.Duration(o.seconds * float64(time.Second)), rounds: o.rounds, quick: o.quick, python: o.python}
	if b.quick {
		b.round, b.rounds = 5*time.Millisecond, 1
	}
	b.report = newReport(text, b.round, b.rounds)
	return b
}

// runAll runs the chosen sections.
func (b *bench) runAll(only []string) error {
	for _, s := range sections {
		if !slices.Contains(only, s.name) {
			continue
		}
		if err := s.run(b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if b.quick {
		b.Bars = b.Bars[:0]
	}
	return nil
}
