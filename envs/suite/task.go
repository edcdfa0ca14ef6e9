package suite

import (
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// Task is a row of the table.
type Task struct {
	Name     string   // the id without variants
	Tags     []string // what kind of task it is: "classic", "pusht", "locomotion"; "continuous" or "discrete"; "goal"
	Variants []string // what may follow the name, besides "fixed-horizon" and "horizon=N"

	build func(v variant) envs.Env
}

// New makes the task as its source defines it.
func (t Task) New() envs.Env { return t.build(variant{}) }

// Reference is the scale of the task's returns, and whether it has been measured.
func (t Task) Reference() (Reference, bool) { return ReferenceOf(t.Name) }

// Has reports whether the task carries a tag.
func (t Task) Has(tag string) bool { return slices.Contains(t.Tags, tag) }

// IDs are the ids of the task and its listed variants, in the order of their measurement.
func (t Task) IDs() []string {
	ids := []string{t.Name}
	for _, v := range t.Variants {
		ids = append(ids, t.Name+":"+v)
	}
	return append(ids, t.Name+":"+fixedHorizon)
}

// All is the table, in the order in which it is listed.
func All() []Task { return slices.Clone(table) }

var table = slices.Concat(classicTasks, []Task{pushtTask()}, locomotionTasks())
