package config

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"testing"
)

func TestFieldErrors(t *testing.T) {
	gone := fmt.Errorf("gone: %w", fs.ErrNotExist)
	for _, c := range []struct {
		err  error
		want string
	}{
		{Want("batch", 0, "1 to %d", 64), "batch is 0: want 1 to 64"},
		{Want("head", "gredy", "greedy"), `head is "gredy": want greedy`},
		{Errorf("solver.warm", "%s has no start", "closed-form"), "solver.warm: closed-form has no start"},
		{In("policy", Want("gamma", -1.5, "a positive number")), "policy.gamma is -1.5: want a positive number"},
		{In("tasks[2]", In("policy", Errorf("rank", "too large"))), "tasks[2].policy.rank: too large"},
		{In("hidden", Want("[1]", 0, "at least 1")), "hidden[1] is 0: want at least 1"},
		{In("data", gone), "gone: file does not exist"},
		{In("a", errors.Join(Want("b", 1, "2"), nil, errors.Join(Want("c", 3, "4"), gone))), "a.b is 1: want 2\na.c is 3: want 4\ngone: file does not exist"},
		{In("a", Want("", 1, "2")), "a is 1: want 2"},
		{Range("rate", math.NaN(), 0, 1), "rate is NaN: want 0 to 1"},
		{Range("steps", 7, 1, 6), "steps is 7: want 1 to 6"},
		{RangeAll("hidden", []int{3, 0, 4, -1}, 1, 9), "hidden[1] is 0: want 1 to 9\nhidden[3] is -1: want 1 to 9"},
		{AtLeast("patience", -1, 0), "patience is -1: want 0 or more"},
		{NotEmpty("tasks", 0), "tasks is empty: want at least one"},
		{Positive("gamma", 0, 9), "gamma is 0: want a positive number"},
		{Positive("gamma", 10, 9), "gamma is 10: want at most 9"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
	if Range("a", 1.5, 1.5, 1.5) != nil || AtLeast("a", 3, 3) != nil || Positive("a", 9, 9) != nil || NotEmpty("a", 1) != nil {
		t.Error("a bound is excluded")
	}
	if In("a", nil) != nil || Join() != nil || Join(nil, Join(nil)) != nil || List(nil) != nil {
		t.Error("no error became one")
	}
	if !errors.Is(In("a", Join(Want("b", 1, "2"), gone)), fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
}

func TestListKeepsSurroundedErrorsTogether(t *testing.T) {
	a, b := errors.New("a"), errors.New("b")
	if n := len(List(Join(a, Join(b, errors.Join(a, b))))); n != 4 {
		t.Errorf("%d errors, want 4", n)
	}
	if n := len(List(fmt.Errorf("in front: %w", errors.Join(a, b)))); n != 1 {
		t.Errorf("%d errors, want 1: a message surrounds them", n)
	}
}

// TestLocate: the line of the field, of the section around it where the file leaves it out, or the file alone.
func TestLocate(t *testing.T) {
	const text = "steps: 3\npolicy:\n  hidden:\n    - 4\n    - 0\n  solver: {iters: 5}\nparts: &p\n- rate: 1\n- rate: 2\n  size: 3\nagain: *p\n"
	for path, want := range map[string]string{
		"steps":               "c:1: steps is 7: want 8",
		"policy":              "c:2: policy is 7: want 8",
		"policy.hidden":       "c:3: policy.hidden is 7: want 8",
		"policy.hidden[1]":    "c:5: policy.hidden[1] is 7: want 8",
		"policy.solver.iters": "c:6: policy.solver.iters is 7: want 8",
		"policy.solver.tol":   "c:6: policy.solver.tol is 7: want 8",
		"policy.gamma":        "c:2: policy.gamma is 7: want 8",
		"parts[0].rate":       "c:8: parts[0].rate is 7: want 8",
		"parts[1].size":       "c:10: parts[1].size is 7: want 8",
		"again[1].size":       "c:11: again[1].size is 7: want 8",
		"batch":               "c: batch is 7: want 8",
		"step":                "c: step is 7: want 8",
	} {
		if got := Locate("c", []byte(text), Want(path, 7, "8")).Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := Locate("c", []byte("steps: [\n"), Want("steps", 7, "8")).Error(); got != "c: steps is 7: want 8" {
		t.Errorf("in a text that is no YAML: %s", got)
	}
	both := Locate("c", []byte(text), Join(fmt.Errorf("gone: %w", fs.ErrNotExist), Want("policy", 7, "8"), Want("steps", 7, "8")))
	if both.Error() != "c:1: steps is 7: want 8\nc:2: policy is 7: want 8\nc: gone: file does not exist" || !errors.Is(both, fs.ErrNotExist) {
		t.Errorf("joined: %v", both)
	}
	if Locate("c", nil, nil) != nil {
		t.Error("nothing is located")
	}
}

// TestDecodeListsEveryMistake, not only the first one.
func TestDecodeListsEveryMistake(t *testing.T) {
	err := Decode("c", []byte("task: [1]\nsed: 3\nnetwork:\n  hidden: [1.5, x]\n  rate: fast\n"), &sampleConfig{})
	want := `c:1: task is a list: want a text
c:2: unknown key "sed": did you mean seed?
c:4: network.hidden[0] is 1.5: want a whole number
c:4: network.hidden[1] is "x": want a whole number
c:5: network.rate is "fast": want a number`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
