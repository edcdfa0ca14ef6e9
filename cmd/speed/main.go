// Speed measures fenchel beside its peers, in one run on one machine.
//
//	go run ./cmd/speed
//	go run ./cmd/speed -only physics -seconds 1
//
// The peers are optional: small C programs in peers/ are compiled where a C compiler and the library are found, and
// a peer that is not there is named in one line. Every figure is the best of several rounds in which fenchel and its
// peers take turns, since machines are shared and noisy; ratios are what to trust.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// bench is what a section is given.
type bench struct {
	out    io.Writer
	round  time.Duration // of one measurement
	rounds int
	quick  bool // one short round of a few rows, to see that it works
}

// sections are the parts of the report, in order.
var sections = []struct {
	name string
	run  func(*bench) error
}{
	{"physics", (*bench).physics},
	{"kernels", (*bench).kernels},
	{"policy", (*bench).policy},
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

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
	quick := flags.Bool("quick", false, "one short round, to see that it works: not for citation")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	chosen := strings.Split(*only, ",")
	for _, c := range chosen {
		if !slices.Contains(names, c) {
			fmt.Fprintf(stderr, "speed: no section %q: there are %s\n", c, strings.Join(names, ", "))
			return 2
		}
	}
	if !(*seconds > 0) || *rounds < 1 || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "speed: want a positive time, at least one round and no arguments")
		return 2
	}
	b := &bench{out: stdout, round: time.Duration(*seconds * float64(time.Second)), rounds: *rounds, quick: *quick}
	if b.quick {
		b.round, b.rounds = 5*time.Millisecond, 1
	}
	fmt.Fprintf(stdout, "%s, %s/%s, %d cores; best of %d rounds of %v\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.rounds, b.round)
	for _, s := range sections {
		if !slices.Contains(chosen, s.name) {
			continue
		}
		if err := s.run(b); err != nil {
			fmt.Fprintf(stderr, "speed: %s: %v\n", s.name, err)
			return 1
		}
	}
	return 0
}

// rate calls work until the round is over and returns its units a second.
func (b *bench) rate(work func() int) float64 {
	done := 0
	start := time.Now()
	for {
		done += work()
		if spent := time.Since(start); spent >= b.round {
			return float64(done) / spent.Seconds()
		}
	}
}

// best lets the contestants take turns and returns the best rate of each.
func (b *bench) best(contestants ...func() (float64, error)) ([]float64, error) {
	top := make([]float64, len(contestants))
	for range b.rounds {
		for i, c := range contestants {
			rate, err := c()
			if err != nil {
				return nil, err
			}
			top[i] = max(top[i], rate)
		}
	}
	return top, nil
}
