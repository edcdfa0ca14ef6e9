package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
)

// train shows a run of 100 steps, one a second, and returns what was written to stderr before it was stopped.
func train(terminal bool) (shown, after string) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := startProgress(&stdio{Err: &out, ErrTerminal: terminal, Now: func() time.Time { return now }}, "train", 100)
	for step := range 100 {
		now = now.Add(time.Second)
		n := agents.Progress{Done: int64(step + 1), Total: 100, Line: agents.Line{}.Add("loss", 0.25), Error: -1}
		if step >= 20 {
			n.Line, n.Error = nil, 0.5
		}
		if step == 40 {
			n.Eval = &agents.Evaluation{Mean: 3, Std: 1}
		}
		p.tell(n)
	}
	shown = out.String()
	p.stop()
	return shown, out.String()
}

// TestProgressInAFile: the first line, one now and then, and the last one, each with the newest loss, validation and evaluation.
func TestProgressInAFile(t *testing.T) {
	shown, after := train(false)
	lines := strings.Split(strings.TrimSpace(shown), "\n")
	want := []string{"train 1/100  loss 0.25", "train 31/100  loss 0.25  validation 0.5",
		"train 61/100  loss 0.25  validation 0.5  return 3.0 ± 1.0", "train 91/100  loss 0.25  validation 0.5  return 3.0 ± 1.0"}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("stderr has\n%s\nwant\n%s", shown, strings.Join(want, "\n"))
	}
	if last := strings.TrimPrefix(after, shown); last != "train 100/100  loss 0.25  validation 0.5  return 3.0 ± 1.0\n" {
		t.Errorf("it ends with %q", last)
	}
}

// TestProgressWithoutAWidth: a terminal that does not say how wide it is has one line, which is written over and taken away.
func TestProgressWithoutAWidth(t *testing.T) {
	shown, after := train(true)
	if n := strings.Count(shown, "\r"); n != 100 || strings.Contains(shown, "\n") {
		t.Errorf("%d lines written over:\n%q", n, shown)
	}
	if !strings.HasSuffix(shown, "\rtrain 100/100  loss 0.25  validation 0.5  return 3.0 ± 1.0\x1b[K") || !strings.HasSuffix(after, "\r\x1b[K") {
		t.Errorf("it ends with %q", after[len(after)-80:])
	}
}

// TestShortCountsSayNothing in a file: a run of no time says where it began and ended, what has no loss to tell is silent.
func TestShortCountsSayNothing(t *testing.T) {
	var out bytes.Buffer
	streams := &stdio{Err: &out, Now: func() time.Time { return time.Unix(0, 0) }}
	p := startProgress(streams, "eval", 3)
	p.set(1)
	p.set(3)
	p.stop()
	(&progress{}).stop()
	if out.Len() > 0 {
		t.Errorf("stderr has %q", &out)
	}
	p = startProgress(streams, "train", 3)
	for step := range 3 {
		p.tell(agents.Progress{Done: int64(step + 1), Total: 3, Line: agents.Line{}.Add("loss", 0.5), Error: -1})
	}
	p.stop()
	if want := "train 1/3  loss 0.5\ntrain 3/3  loss 0.5\n"; out.String() != want {
		t.Errorf("stderr has %q, want %q", &out, want)
	}
}

// TestLinesOfTheirOwn take the line that is written over away first.
func TestLinesOfTheirOwn(t *testing.T) {
	var out bytes.Buffer
	p := startProgress(&stdio{Err: &out, ErrTerminal: true, Now: func() time.Time { return time.Unix(0, 0) }}, "train", 3)
	p.set(1)
	p.say(&out, "a line")
	if want := "\rtrain 1/3\x1b[K\r\x1b[Ka line\n"; out.String() != want {
		t.Errorf("the terminal has %q, want %q", &out, want)
	}
}

// TestStagesTellTheirLosses, each under its own name, and go on after a line of results.
func TestStagesTellTheirLosses(t *testing.T) {
	var out bytes.Buffer
	s := &stages{io: &stdio{Err: &out, Now: func() time.Time { return time.Unix(0, 0) }}}
	s.set("record", 1, 2)
	for _, what := range []string{"train ours", "train theirs"} {
		s.tell(what, agents.Progress{Done: 5, Total: 10, Line: agents.Line{}.Add("loss", 0.5), Error: -1})
		s.tell(what, agents.Progress{Done: 10, Total: 10, Error: 0.25})
	}
	s.stop()
	s.tell("train theirs", agents.Progress{Done: 10, Total: 10, Error: 0.125})
	s.stop()
	want := "train ours 5/10  loss 0.5\ntrain ours 10/10  loss 0.5  validation 0.25\ntrain theirs 5/10  loss 0.5\n" +
		"train theirs 10/10  loss 0.5  validation 0.25\ntrain theirs 10/10  validation 0.125\n"
	if out.String() != want {
		t.Errorf("stderr has\n%s\nwant\n%s", &out, want)
	}
}
