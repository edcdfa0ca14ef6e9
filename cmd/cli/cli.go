// Package cli is fenchel's command line, for any program. One that registers tasks, experts, energies or other members of
// a family of its own before it calls Main has every command for them, as examples/sled has:
//
//	func init() { suite.Register(suite.Task{Name: "sled", Build: newSled}) }
//
//	func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
//
// Inside, there is one file per verb. Each verb is three things: a <verb>Options struct, a newCmd<Verb>(io, run) that
// parses flags into it, and a run<Verb>(ctx, opts) that does the work and knows no cobra. Results go to stdout, the same
// bytes for the same seed; progress goes to stderr, and only when that is a terminal.
//
// Misused is also a command whose flag names a file that cannot be opened, or one of settings that say what is wrong, one
// whose policy is no file wherever it is named, and one that is to write a new run or data set where there is one. Data
// sets and tasks' files that are arguments are what a command works on: where they cannot be read, the command failed, as
// it did where a policy or a run is damaged.
package cli

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// stdio is what a verb may touch of the world besides files.
type stdio struct {
	In          io.Reader
	Out         io.Writer // results, as text
	Bytes       io.Writer // results that are no text; nil: Out
	Err         io.Writer // progress and complaints
	Screen      io.Writer // Err as it is, for what moves the cursor; nil: Err
	ErrTerminal bool      // whether Err is a terminal, which can show progress
	Now         func() time.Time
	outside     *outside // tasks and policies of other processes
}

// clock is the time since now.
func (io *stdio) clock() agents.Clock {
	start := io.Now()
	return func() time.Duration { return io.Now().Sub(start) }
}

// note tells the user a line, if there is one.
func (io *stdio) note(line string) {
	if line != "" {
		fmt.Fprintf(io.Err, "fenchel: %s\n", line)
	}
}

// The exit statuses.
const (
	exitOK      = 0
	exitFailed  = 1
	exitMisused = 2
	exitPanic   = 3
)

// Main runs the command line and returns the exit status: 0, 1 where something failed, 2 where the command was misused, 3
// where the program is at fault. args are without the program's name. The first interrupt, termination or hang-up ends
// what runs at the next point at which it can be continued, the second at once.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	shown := &visible{w: stderr}
	return guarded(shown, func() int { return execute(args, stdin, stdout, shown) })
}

// execute is Main without the guard.
func execute(args []string, stdin io.Reader, stdout io.Writer, stderr *visible) int {
	ctx, stop := interruptible(stderr, savesAtInterrupt(args))
	defer stop()
	raw := &output{w: stdout}
	results := &visible{w: raw}
	streams := &stdio{
		In: stdin, Out: results, Bytes: raw, Err: stderr, Screen: stderr.w, ErrTerminal: isTerminal(stderr), Now: time.Now, outside: newOutside(args),
	}
	defer streams.outside.close()
	root := newCmdRoot(streams)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(results)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = raw.err
	}
	if err == nil {
		return exitOK
	}
	if ctx.Err() != nil && err == ctx.Err() {
		err = errInterrupted
	}
	complain(stderr, err)
	return status(err)
}

var errInterrupted = errors.New("interrupted")

// status is the exit status after an error.
func status(err error) int {
	if _, used := errors.AsType[*agents.InUseError](err); used || errors.As(err, new(misuse)) {
		return exitMisused
	}
	return exitFailed
}

// complain prints an error, each of several that are joined behind the name of the program.
func complain(w io.Writer, err error) {
	for e := err; e != nil; e = errors.Unwrap(e) {
		several, ok := e.(interface{ Unwrap() []error })
		if ok && errors.Join(several.Unwrap()...).Error() == err.Error() { // no message surrounds them
			for _, one := range several.Unwrap() {
				complain(w, one)
			}
			return
		}
	}
	fmt.Fprintf(w, "fenchel: %v\n", err)
}

func newCmdRoot(streams *stdio) *cobra.Command {
	root := &cobra.Command{
		Use:   "fenchel",
		Short: "Record demonstrations, train energy policies on them, watch what they do",
		Long: "fenchel is an imitation-learning gym: simulated control tasks produce expert demonstrations, energy\n" +
			"networks learn from them with generalized Fenchel-Young losses, and a viewer shows why they act.",
		Example:       "  fenchel quickstart -o quickstart\n  fenchel list",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return misused("%w\nSee '%s --help'.", plainFlagError(cmd, err), cmd.CommandPath())
	})
	root.AddCommand(
		newCmdList(streams, runList),
		newCmdDescribe(streams, runDescribe),
		newCmdRecord(streams, runRecord),
		newCmdTrain(streams, runTrain),
		newCmdEval(streams, runEval),
		newCmdWatch(streams, runWatch),
		newCmdEnergy(streams, runEnergy),
		newCmdServe(streams, runServe),
		newCmdAdapter(streams, runAdapter),
		newCmdQuickstart(streams, runQuickstart),
		newCmdBench(streams),
		newCmdExpert(streams),
		newCmdGAIL(streams, runTrain),
		newCmdData(streams, dataVerbs{runDataInfo, runDataVerify, runDataReplay, runDataRepair, runDataSelect, runDataImport, runDataExport, runDataSeal, runDataUnseal}),
		newCmdVersion(streams, runVersion),
	)
	root.RunE = func(cmd *cobra.Command, args []string) error { return cmd.Help() }
	checkArgs(root)
	return root
}

// knownCommand offers near names for a command that there is not.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return suggest.Unknown("command", args[0], names)
}

// checkArgs makes every complaint about arguments a misuse that names the help.
func checkArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				err = plainArgsError(cmd, args, err)
				return misused("%w\nSee '%s --help'.", err, cmd.CommandPath())
			}
			return nil
		}
	}
	for _, child := range cmd.Commands() {
		checkArgs(child)
	}
}

// needRun complains about a directory that no run can be written to: none, or that of a data set.
func needRun(dir string) error {
	if err := needOutput(dir); err != nil {
		return err
	}
	if isDataSet(dir) {
		return misused("%s holds a data set: name another directory for the run", dir)
	}
	return nil
}

// needResumable complains about --resume of a directory that holds no run: begun in its place, a run would be one of the
// defaults, where the user means that of a directory misspelled.
func needResumable(dir string, resume bool) error {
	if resume && !exists(filepath.Join(dir, agents.ConfigFile)) {
		return misused("--resume: %s holds no run to continue: begin one without --resume", dir)
	}
	return nil
}

// needNewSet complains about a directory that no new data set can be written to: none, or that of another.
func needNewSet(dir string) error {
	if err := needOutput(dir); err != nil {
		return err
	}
	if isDataSet(dir) {
		return misused("%s holds a data set already: name another directory", dir)
	}
	return nil
}

// needOutput complains about a missing -o.
func needOutput(dir string) error {
	if dir == "" {
		return misused("-o is missing: name the directory to write")
	}
	return nil
}

// checkEpisodes complains about a number of episodes that was given, unless all is set: none was.
func checkEpisodes(n int, all bool) error {
	if n < 1 && !all {
		return misused("--episodes %d: want at least 1", n)
	}
	return nil
}

func checkNoise(scale float64) error {
	if !(scale >= 0) || math.IsInf(scale, 1) {
		return misused("--noise %g: want a number of 0 or more", scale)
	}
	return nil
}

// misuse is an error in how a command was called: exit status 2.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

func misused(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

// bytes is where results go that are no text.
func (s *stdio) bytes() io.Writer {
	if s.Bytes != nil {
		return s.Bytes
	}
	return s.Out
}

// screen is where a line can be written over.
func (s *stdio) screen() io.Writer {
	if s.Screen != nil {
		return s.Screen
	}
	return s.Err
}

// isTerminal reports whether what is written to w arrives at a terminal.
func isTerminal(w io.Writer) bool {
	switch w := w.(type) {
	case *output:
		return isTerminal(w.w)
	case *visible:
		return isTerminal(w.w)
	case *os.File:
		return term.IsTerminal(int(w.Fd()))
	}
	return false
}
