package suite

import (
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/registry"
)

// Task is a member of the table.
type Task struct {
	Name     string   // the id without variants
	Tags     []string // what kind of task it is: "classic", "pusht", "locomotion"; "continuous" or "discrete"; "goal"
	Variants []string // what may follow the name, besides "fixed-horizon" and "horizon=N"; "word=" takes a value

	// Implied are the variants that an id without them had in earlier versions, before there was a choice, each as it
	// follows the name: ":mujoco=3.14". What they stored under such an id is read so; see Stored.
	Implied []string

	// Build makes the task as an id asks for it. Each call makes an environment of its own.
	Build func(v Variant) envs.Env
}

// New makes the task as its source defines it.
func (t Task) New() envs.Env { return t.Build(Variant{}) }

// Reference is the scale of the task's returns, and whether it has been measured.
func (t Task) Reference() (Reference, bool) { return ReferenceOf(t.Name) }

// Has reports whether the task carries a tag.
func (t Task) Has(tag string) bool { return slices.Contains(t.Tags, tag) }

// IDs are the ids of the task and its listed variants, in the order of their measurement.
func (t Task) IDs() []string {
	ids := []string{t.Name}
	for _, v := range t.Variants {
		if strings.HasSuffix(v, "=") {
			continue // its values are not a list
		}
		ids = append(ids, t.Name+":"+v)
	}
	return append(ids, t.Name+":"+fixedHorizon)
}

var table = registry.New[Task]("task")

// Register adds tasks to the table, from an init function or from main before its first use. Every command then knows
// them. It panics where a name is taken or cannot be an id, and where Build is nil.
func Register(tasks ...Task) {
	for _, t := range tasks {
		if strings.ContainsAny(t.Name, ": \t\n/\\") || strings.HasSuffix(strings.ToLower(t.Name), ".xml") {
			panic("suite: " + t.Name + ": a task's name has no colons, spaces or slashes and does not look like a file's")
		}
		if t.Build == nil {
			panic("suite: the task " + t.Name + " cannot be built")
		}
		table.Register(t.Name, t)
	}
}

// All is the table, in the order of the names.
func All() []Task {
	var list []Task
	for _, t := range table.All() {
		list = append(list, t)
	}
	return list
}
