package main

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"testing"
)

// TestMain lets the test binary be the process that a trial kills.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == childFlag {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		os.Exit(runChild(ctx, os.Args[2], os.Args[3], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// TestTrials runs every trial for a moment.
func TestTrials(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	scale := 0.01
	if testing.Short() {
		scale = 0.003
	}
	for _, trial := range trials {
		t.Run(trial.name, func(t *testing.T) {
			s := &soak{ctx: t.Context(), scale: scale, dir: t.TempDir(), child: func(what, dir string) *exec.Cmd {
				return exec.Command(exe, childFlag, what, dir)
			}}
			result, err := trial.run(s)
			if err != nil {
				t.Fatal(err)
			}
			t.Log(result)
		})
	}
}
