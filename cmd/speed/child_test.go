package main

import (
	"os"
	"strings"
	"testing"
)

// TestMain lets sections start this program once more: with a flag of its own and one argument it is what they start.
func TestMain(m *testing.M) {
	if args := os.Args[1:]; len(args) == 2 && strings.HasPrefix(args[0], "-") && !strings.HasPrefix(args[0], "-test.") {
		os.Exit(run(args, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
