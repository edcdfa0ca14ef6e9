// Mutants breaks lines on purpose and counts what the tests notice. The checkout is never changed: the compiler alone is
// shown the broken file.
//
//	go run ./cmd/mutants -broken             the faults that an attack once hid from every test
//	go run ./cmd/mutants -seed 1             60 mutants of each tree, drawn by a seed
//	go run ./cmd/mutants -n 6 -trees loss    fewer, of one tree
//
// Mutants are those of a dry run of gremlins: an operator is exchanged for another. Each is tried on the short tests of
// its package and, if they pass, on those of the packages that import it, up to the first that fails. One that does not
// compile is drawn again; one that lets the tests time out is caught. What was tried is on record in a file, so that a
// run that was interrupted, or whose budget ended, goes on when it is started again; -again tries the survivors again,
// after a test was written. Survivors that are shown to be equivalent are in equivalent.go, with the reason.
//
// The exit code is 0 if every tree reaches the bar, 1 if not, 2 if the command was misused.
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
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options are the flags.
type options struct {
	plan
	broken  bool
	bar     float64
	results string
	timeout time.Duration
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, ok := parse(args, stderr)
	if !ok {
		return 2
	}
	reached, err := o.run(ctx, stdout)
	if err != nil {
		fmt.Fprintln(stderr, "mutants:", err)
	}
	if err != nil || !reached {
		return 1
	}
	return 0
}

// parse reads the flags, or says what is wrong with them.
func parse(args []string, stderr io.Writer) (*options, bool) {
	o := &options{}
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.BoolVar(&o.broken, "broken", false, "try the lines that no test once noticed, instead of drawing")
	flags.IntVar(&o.n, "n", 60, "mutants to try of each tree")
	flags.Uint64Var(&o.seed, "seed", 1, "of the draws")
	trees := flags.String("trees", strings.Join(allTrees, ","), "trees of packages to draw from")
	flags.DurationVar(&o.budget, "budget", 0, "after which no further mutant is begun (0: none)")
	flags.BoolVar(&o.again, "again", false, "try survivors that are on record again")
	flags.Float64Var(&o.bar, "bar", 0.9, "share of the mutants that each tree's tests must catch")
	flags.StringVar(&o.results, "results", "", "file of what was tried (default mutants-SEED.jsonl)")
	flags.DurationVar(&o.timeout, "timeout", 3*time.Minute, "of the tests of one package")
	if flags.Parse(args) != nil { // which has said so
		return nil, false
	}
	o.trees = strings.Split(*trees, ",")
	if o.results == "" {
		o.results = fmt.Sprintf("mutants-%d.jsonl", o.seed)
	}
	if err := o.check(flags.NArg()); err != nil {
		fmt.Fprintln(stderr, "mutants:", err)
		return nil, false
	}
	return o, true
}

// check names what is wrong with the options.
func (o *options) check(arguments int) error {
	for _, tree := range o.trees {
		if !slices.Contains(allTrees, tree) {
			return fmt.Errorf("no tree %q: there are %s", tree, strings.Join(allTrees, ", "))
		}
	}
	if arguments > 0 || o.n < 1 || o.timeout <= 0 || o.budget < 0 || !(o.bar >= 0 && o.bar <= 1) {
		return errors.New("want n ≥ 1, a timeout, a budget that is not negative, a bar from 0 to 1 and no arguments")
	}
	return nil
}

// run tries what was asked for and returns whether the bar is reached.
func (o *options) run(ctx context.Context, stdout io.Writer) (reached bool, err error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return false, err
	}
	scratch, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(scratch)
	t := newTrials(root, scratch, o.timeout, stdout)
	if o.broken {
		return true, tryBroken(ctx, t, brokenLines, stdout)
	}
	return o.draw(ctx, t, stdout)
}

// draw tries the mutants of every tree.
func (o *options) draw(ctx context.Context, t *trials, stdout io.Writer) (reached bool, err error) {
	d := &drawing{plan: o.plan, t: t, out: stdout, begun: time.Now()}
	if d.results, err = openResults(o.results); err != nil {
		return false, err
	}
	defer d.results.Close()
	if d.users, err = findUsers(ctx, t); err != nil {
		return false, err
	}
	g, err := newGremlins(ctx, t, o.trees)
	if err != nil {
		return false, err
	}
	fmt.Fprintf(stdout, "seed %d, %d mutants of each of %s\n", o.seed, o.n, strings.Join(o.trees, ", "))
	var scores []score
	for _, tree := range o.trees {
		all, err := g.mutants(ctx, tree)
		if err != nil {
			return false, err
		}
		tried, err := d.tree(ctx, tree, all)
		if err != nil {
			return false, err
		}
		scores = append(scores, newScore(tree, tried))
	}
	return printScores(stdout, scores, o.n, o.bar), nil
}

// moduleRoot is the directory of the module that the program is run in.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("no module here: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
