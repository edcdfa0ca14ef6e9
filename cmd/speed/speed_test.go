package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestQuick runs every section once, briefly and without peers.
func TestQuick(t *testing.T) {
	var out bytes.Buffer
	if status := run([]string{"-quick"}, &out, &out); status != 0 {
		t.Fatalf("status %d\n%s", status, out.String())
	}
	for _, want := range []string{"humanoid", "256×17×256", "pairwise", "solves/s"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestMisuse(t *testing.T) {
	for _, args := range [][]string{{"-only", "nothing"}, {"-rounds", "0"}, {"-seconds", "0"}, {"x"}, {"-nope"}} {
		var out bytes.Buffer
		if status := run(args, &out, &out); status != 2 || out.Len() == 0 {
			t.Errorf("%v: status %d, says %q", args, status, out.String())
		}
	}
}
