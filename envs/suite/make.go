package suite

import (
	"fmt"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// UnknownTask is the error of an id that names no task.
type UnknownTask struct {
	ID   string
	Near []string // known names that look alike, nearest first; may be empty
}

func (e *UnknownTask) Error() string {
	return fmt.Sprintf("unknown task %q%s", e.ID, offer(e.Near))
}

// BadVariant is the error of an id that names a task, and behind it what cannot be read.
type BadVariant struct {
	ID   string
	Want string // what is wrong, and what could be there
}

func (e *BadVariant) Error() string { return fmt.Sprintf("task %q: %s", e.ID, e.Want) }

// Make reads a task id and returns a constructor for it. Each call of the constructor makes an environment of its own;
// they may run in different goroutines. An id that cannot be read is an UnknownTask or a BadVariant; other errors are those of
// a file that it names.
func Make(id string) (func() envs.Env, error) {
	for _, k := range kinds {
		if path, words, ok := k.match(id); ok {
			return k.make(id, path, words)
		}
	}
	words := strings.Split(id, ":")
	task, ok := Find(words[0])
	if !ok {
		return nil, &UnknownTask{ID: id, Near: suggest.Near(words[0], names())}
	}
	v, err := parseVariant(id, words[1:], task.Variants)
	if err != nil {
		return nil, err
	}
	return func() envs.Env { return task.Build(v) }, nil
}

// Find is the member of a name, which may be one of a numbered family that the table does not list.
func Find(name string) (Task, bool) {
	if t, err := table.Find(name); err == nil {
		return t, true
	}
	return particleNamed(name)
}

// names are what a misspelled id may have meant.
func names() []string {
	list := table.Names()
	for _, k := range kinds {
		if k.prefix != "" {
			list = append(list, k.prefix+"PATH")
		}
	}
	return list
}
