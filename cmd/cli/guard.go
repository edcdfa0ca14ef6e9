package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// guarded runs a command and turns a panic, also one that a worker handed on, into one line and a status of its own.
func guarded(stderr io.Writer, run func() int) (code int) {
	defer func() {
		if p := parallel.Recovered(recover()); p != nil {
			fmt.Fprintf(stderr, "fenchel: a fault of the program, please report it: %s\n", strings.Join(strings.Fields(p.Error()), " "))
			code = exitPanic
		}
	}()
	return run()
}

// grace is how long a command that saves nothing at its end has to come to one after the first signal.
const grace = 900 * time.Millisecond

// interruptible is a context that the first interrupt, termination or hang-up ends. The second does what it does to any
// program. Where the command does not save when it is interrupted, it is ended after the time of grace: what it has written
// by then is whole.
func interruptible(stderr io.Writer, saves bool) (context.Context, context.CancelFunc) {
	signals := append([]os.Signal{os.Interrupt, syscall.SIGTERM}, hangUps()...)
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	ended := make(chan struct{})
	context.AfterFunc(ctx, func() {
		stop()
		if saves {
			return
		}
		select {
		case <-ended:
		case <-time.After(grace):
			fmt.Fprintln(stderr, "fenchel: interrupted")
			os.Exit(exitFailed)
		}
	})
	return ctx, func() { close(ended); stop() }
}

// cut says in plain words what is left of the work of a command that the end of its context has cut short. Any other error
// is returned as it is.
func cut(ctx context.Context, err error, left string) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return errors.New("interrupted: " + left)
	}
	return err
}

// unwritten is cut for a command that writes a new directory or file: none is left of it.
func unwritten(ctx context.Context, err error, path string) error {
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		return err
	}
	disk.OS{}.Remove(path) // an empty directory, if anything
	return cut(ctx, err, path+" is not written")
}

// savesAtInterrupt reports whether a command line is of a command that saves what it can when it is interrupted, and so
// must not be ended on the way.
func savesAtInterrupt(args []string) bool {
	for i, a := range args {
		switch a {
		case "bench":
			return !slices.Contains(args[i:], "losses") // of which nothing is kept before it ends
		case "train", "gail", "quickstart":
			return true
		}
		if !strings.HasPrefix(a, "-") && a != "expert" {
			return false
		}
	}
	return false
}
