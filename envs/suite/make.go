package suite

import (
	"fmt"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

// UnknownTask is the error of an id that names no task.
type UnknownTask struct {
	ID   string
	Near []string // known names that look alike, nearest first; may be empty
}

func (e *UnknownTask) Error() string {
	return fmt.Sprintf("unknown task %q%s", e.ID, offer(e.Near))
}

// Make reads a task id and returns a constructor for it. Each call of the constructor makes an environment of its own;
// they may run in different goroutines.
func Make(id string) (func() envs.Env, error) {
	for _, k := range kinds {
		if path, words, ok := k.match(id); ok {
			v, err := parseVariant(id, words, nil)
			if err != nil {
				return nil, err
			}
			return k.open(path, v)
		}
	}
	words := strings.Split(id, ":")
	task, ok := Find(words[0])
	if !ok {
		return nil, &UnknownTask{ID: id, Near: near(words[0], names())}
	}
	v, err := parseVariant(id, words[1:], task.Variants)
	if err != nil {
		return nil, err
	}
	return func() envs.Env { return task.build(v) }, nil
}

// Find is the row of a name, which may be one of a numbered family that the table does not list.
func Find(name string) (Task, bool) {
	for _, t := range table {
		if t.Name == name {
			return t, true
		}
	}
	return particleNamed(name)
}

func names() []string {
	var list []string
	for _, t := range table {
		list = append(list, t.Name)
	}
	for _, k := range kinds {
		list = append(list, k.example)
	}
	return list
}

// kind is a kind of task that a file of the user's defines. An id is of the kind if it begins with the prefix, or if
// what comes before its variants ends in the suffix.
type kind struct {
	prefix, suffix string // one of them is empty
	example        string // an id, for lists and suggestions
	open           func(path string, v variant) (func() envs.Env, error)
}

// kinds lists the kinds of file.
var kinds []kind

// match cuts an id into path and variants.
func (k kind) match(id string) (path string, words []string, ok bool) {
	if k.prefix != "" {
		path, ok = strings.CutPrefix(id, k.prefix)
		return path, nil, ok
	}
	end := strings.LastIndex(strings.ToLower(id), k.suffix)
	if end < 0 {
		return "", nil, false
	}
	path, rest := id[:end+len(k.suffix)], id[end+len(k.suffix):]
	if rest == "" {
		return path, nil, true
	}
	if rest[0] != ':' {
		return "", nil, false
	}
	return path, strings.Split(rest[1:], ":"), true
}
