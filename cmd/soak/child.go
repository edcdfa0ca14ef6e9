package main

import (
	"fmt"
	"io"
)

// runChild does what is to be killed and returns only where that fails.
func runChild(what, dir string, stdout, stderr io.Writer) int {
	work, ok := children[what]
	if !ok {
		fmt.Fprintf(stderr, "soak: no child %q\n", what)
		return 2
	}
	err := work(dir, func(n uint64) { fmt.Fprintln(stdout, n) })
	fmt.Fprintln(stderr, "soak:", err)
	return 1
}
