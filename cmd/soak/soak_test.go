package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"testing"
	"time"
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
		if trial.compares || trial.apart {
			continue // see the tests of each
		}
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

// TestMisuse: what cannot be tried is refused before anything is tried.
func TestMisuse(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-run", "nothing"}, `no trial matches "nothing": there are record/kill, `},
		{[]string{"-run", "^same$"}, "want -before DIR"},
		{[]string{"-run", "("}, "want regular expressions"},
		{[]string{"-cases", "("}, "want regular expressions"},
		{[]string{"-scale", "0"}, "positive scale"},
		{[]string{"-time", "0s"}, "positive scale and time"},
		{[]string{"record/kill"}, "no arguments"},
		{[]string{"-nope"}, "not defined"},
		{[]string{childFlag, "nobody", "d"}, `no child "nobody"`},
	} {
		var out, complaint bytes.Buffer
		if code := run(t.Context(), c.args, &out, &complaint); code != 2 || out.Len() > 0 || !strings.Contains(complaint.String(), c.want) {
			t.Errorf("%v: exit code %d, prints %q, says %q, want %q", c.args, code, out.String(), complaint.String(), c.want)
		}
	}
}

// TestRunAll: a trial that fails is named with the command that runs it again, and the others are run all the same.
func TestRunAll(t *testing.T) {
	var out bytes.Buffer
	s := &soak{ctx: t.Context(), scale: 0.5, seed: 7, before: "old", out: &out, cases: regexp.MustCompile("^envs"), fuzzTime: time.Minute}
	code := s.runAll([]trial{
		{name: "a/b", run: func(*soak) (string, error) { return "", errors.New("an episode is lost") }},
		{name: "c", run: func(*soak) (string, error) { return "", errors.New("a byte") }, compares: true},
		{name: "d/e", run: func(*soak) (string, error) { return "10 kills", nil }},
		{name: "fuzz", run: func(*soak) (string, error) { return "", errors.New("a panic") }, apart: true},
	})
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, want := range []string{
		"again: go run ./cmd/soak -run '^a/b$' -scale 0.5 -seed 7\nFAIL  a/b", "an episode is lost",
		"again: go run ./cmd/soak -run '^c$' -scale 0.5 -seed 7 -before old -cases '^envs'\n",
		"again: go run ./cmd/soak -run '^fuzz$' -scale 0.5 -seed 7 -cases '^envs' -time 1m0s\n", "ok    d/e               10 kills",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if code := s.runAll(nil); code != 0 {
		t.Errorf("nothing fails with %d", code)
	}
}

// TestSameTree: a run directory that is not the undisturbed one is told by the file.
func TestSameTree(t *testing.T) {
	want := map[string][]byte{"metrics.jsonl": []byte("1"), "policy.safetensors": []byte("2")}
	for _, c := range []struct {
		name string
		got  map[string][]byte
		want string
	}{
		{"equal", map[string][]byte{"metrics.jsonl": []byte("1"), "policy.safetensors": []byte("2")}, ""},
		{"a byte", map[string][]byte{"metrics.jsonl": []byte("1"), "policy.safetensors": []byte("3")}, "policy.safetensors differs"},
		{"lost", map[string][]byte{"metrics.jsonl": []byte("1")}, "policy.safetensors is missing"},
		{"left behind", map[string][]byte{"metrics.jsonl": []byte("1"), "policy.safetensors": []byte("2"), "x.fenchel-tmp": nil}, "x.fenchel-tmp is there"},
	} {
		err := sameTree(c.got, want)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
