package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/fenchel-gym/fenchel/agents"
)

// savedCode is the exit code of a child that was interrupted and has saved what it was doing.
const savedCode = 3

// runChild does what is to be interrupted and returns the exit code of one that was not killed.
func runChild(ctx context.Context, what, dir string, stdout, stderr io.Writer) int {
	work, ok := children[what]
	if !ok {
		fmt.Fprintf(stderr, "soak: no child %q\n", what)
		return 2
	}
	err := work(ctx, dir, func(n uint64) { fmt.Fprintln(stdout, n) })
	switch {
	case err == nil:
		return 0
	case errors.Is(err, agents.ErrInterrupted):
		return savedCode
	}
	fmt.Fprintln(stderr, "soak:", err)
	return 1
}
