package rl

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// TestRecipes: every trained expert has a recipe of its own task, and the other way round; the recipe's sizes are those
// of the policy that is shipped, and the checkpoint beside it can be gone on from.
func TestRecipes(t *testing.T) {
	entries, err := fs.ReadDir(recipes, "recipes")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, entry := range entries {
		task := strings.TrimSuffix(entry.Name(), ".yaml")
		found[task] = true
		o := DefaultFor(task)
		e, err := expert.For(task)
		if err != nil || e.Card.Command == "" || o.Task != task {
			t.Errorf("%s: a recipe of task %q, for no trained expert (%v)", entry.Name(), o.Task, err)
			continue
		}
		n := e.New().(*policy.Network)
		if got := n.Config().Hidden; o.Method != "ars" && len(got) > 0 && got[0] != o.Hidden[0] {
			t.Errorf("%s: hidden layers %v, the shipped policy has %v", entry.Name(), o.Hidden, got)
		}
		goesOn(t, o, "recipes/"+task+".checkpoint.safetensors")
	}
	for _, task := range expert.Tasks() {
		if e, _ := expert.For(task); e.Card.Command != "" && !found[task] {
			t.Errorf("the trained expert of %s has no recipe", task)
		}
	}
}

// goesOn starts the learner that the options name from a checkpoint.
func goesOn(t *testing.T, o Options, path string) {
	t.Helper()
	f, err := net.ReadFile(path, 1<<24)
	if err != nil {
		t.Error(err)
		return
	}
	steps := o.Steps
	o.Steps += 1_000_000
	l, err := o.New(sources(t, o))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Load(f); err != nil {
		t.Errorf("%s: %v", path, err)
	}
	if done, _ := l.Progress(); done == 0 || done > steps+100_000 {
		t.Errorf("%s: of step %d, the recipe takes %d", path, done, steps)
	}
}
