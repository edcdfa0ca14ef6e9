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

// TestProgressInAFile: a line now and then, each with the newest loss, validation and evaluation.
func TestProgressInAFile(t *testing.T) {
	shown, after := train(false)
	lines := strings.Split(strings.TrimSpace(shown), "\n")
	want := []string{"train 5/100  loss 0.25", "train 35/100  loss 0.25  validation 0.5", "train 65/100  loss 0.25  validation 0.5  return 3.0 ± 1.0",
		"train 95/100  loss 0.25  validation 0.5  return 3.0 ± 1.0"}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") || after != shown {
		t.Errorf("stderr has\n%s\nwant\n%s", shown, strings.Join(want, "\n"))
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

// TestShortWorkSaysNothing in a file.
func TestShortWorkSaysNothing(t *testing.T) {
	var out bytes.Buffer
	p := startProgress(&stdio{Err: &out, Now: func() time.Time { return time.Unix(0, 0) }}, "eval", 3)
	p.set(1)
	p.set(3)
	p.stop()
	(&progress{}).stop()
	if out.Len() > 0 {
		t.Errorf("stderr has %q", &out)
	}
}
