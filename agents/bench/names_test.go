package bench

import (
	"strings"
	"testing"
)

// TestNamesLeadNowhere: a name is part of a path, and two parts of one name would be one file.
func TestNamesLeadNowhere(t *testing.T) {
	for _, name := range []string{"", ".", "..", "x/../../evil", `x\y`, "a b", "a+b", "hopper:horizon=3", "é", "x\x00"} {
		if checkNames("methods", "", []string{name}) == nil {
			t.Errorf("a method may be called %q", name)
		}
	}
	for _, name := range []string{"x/../y", "..", "multilabel:../x"} {
		if checkTasks([]string{name}) == nil {
			t.Errorf("a task may be called %q", name)
		}
	}
	if err := checkTasks([]string{"hopper", "hopper:fixed-horizon:horizon=30", "a_b.c-4"}); err != nil {
		t.Error(err)
	}
}

// TestEveryBenchmarkChecksItsNames asks all that have parts with names.
func TestEveryBenchmarkChecksItsNames(t *testing.T) {
	imitation := func(change func(*Imitation)) error {
		b, err := LoadImitation("smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(b)
		return b.Validate()
	}
	study := func(change func(*Study)) error {
		s, err := LoadStudy("energies-smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(s)
		return s.Validate()
	}
	multilabel := func(change func(*Multilabel)) error {
		b, err := LoadMultilabel("smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(b)
		return b.Validate()
	}
	for want, err := range map[string]error{
		`two methods are called "squared"`:     imitation(func(b *Imitation) { b.Methods[1].Name = "squared" }),
		`methods: the name "x/../../evil"`:     imitation(func(b *Imitation) { b.Methods[1].Name = "x/../../evil" }),
		`two tasks are called "pendulum"`:      imitation(func(b *Imitation) { b.Tasks = []string{"pendulum", "pendulum"} }),
		`tasks: the name "../pendulum"`:        imitation(func(b *Imitation) { b.Tasks = []string{"../pendulum"} }),
		"2 demonstrations occur twice":         imitation(func(b *Imitation) { b.Demos[0].Episodes = 2 }),
		"name is missing":                      imitation(func(b *Imitation) { b.Name = "" }),
		`two tasks are called "cartpole"`:      imitation(func(b *Imitation) { _ = b.Select(Part{Tasks: []string{"cartpole", "cartpole"}}) }),
		`conditions: the name ".."`:            study(func(s *Study) { s.Conditions[1].Name = ".." }),
		`two energies are called "unary"`:      multilabel(func(b *Multilabel) { b.Energies[1].Name = "unary" }),
		`losses: the name "hinge/"`:            multilabel(func(b *Multilabel) { b.Losses[0].Name = "hinge/" }),
		`tasks: the name "multilabel:../toys"`: (&Online{Tasks: []string{"multilabel:../toys"}, Demos: 1, Seeds: 1, Episodes: 1}).Validate(),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
