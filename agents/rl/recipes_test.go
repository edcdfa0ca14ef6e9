package rl

import (
	"encoding/json"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// TestRecipes: every trained expert has a recipe of its own task, and the other way round; the recipe's sizes are those
// of the policy that is shipped, and the checkpoint next to it can be gone on from, in the task that it is of.
func TestRecipes(t *testing.T) {
	entries, err := fs.ReadDir(recipes, "recipes")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, entry := range entries {
		file := strings.TrimSuffix(entry.Name(), ".yaml")
		task := strings.Replace(file, ".", ":", 1)
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
		goesOn(t, o, "recipes/"+file+".checkpoint.safetensors")
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
	var from origin
	if err := json.Unmarshal([]byte(f.Meta[originKey]), &from); err != nil {
		t.Fatal(err)
	}
	o.Task = suite.Stored(from.Task.Name, from.Task)
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

// TestRecipesOfVariants: a variant of a task has the task's recipe, unless its expert is one of its own.
func TestRecipesOfVariants(t *testing.T) {
	added, first := DefaultFor("pusher"), DefaultFor("pusher:mujoco=3.14:horizon=7")
	if added.Steps <= first.Steps || first.Steps != 1_500_000 || first.Task != "pusher:mujoco=3.14:horizon=7" {
		t.Errorf("pusher for %d steps; under 3.14 for %d, in %s", added.Steps, first.Steps, first.Task)
	}
	ant, variant := DefaultFor("ant"), DefaultFor("ant:mujoco=3.14")
	if variant.Task = ant.Task; !reflect.DeepEqual(ant, variant) {
		t.Error("the ant under 3.14 has another recipe than the ant")
	}
	if o := DefaultFor("aunt:mujoco=3.14"); o.Steps != DefaultOptions().Steps || o.Task != "aunt:mujoco=3.14" {
		t.Errorf("a task without a recipe: %d steps of %s", o.Steps, o.Task)
	}
}
