package agents

import (
	"reflect"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// What Options may have besides, for the command line:
type (
	// Setter changes settings in a way of its own: where one moves another with it, or must be refused. Options that are
	// none are set field by field, see Set.
	Setter interface {
		Set(path, text string) (Options, error)
	}

	// TaskChecker says why valid options cannot learn a task.
	TaskChecker interface {
		CheckFor(task envs.Spec) error
	}
)

// Set is options with another value at a path of YAML keys, such as "schedule.rate", given as its text in YAML. The error
// is a *config.NoFieldError where the options have no such field.
func Set(o Options, path, text string) (Options, error) {
	if s, ok := o.(Setter); ok {
		return s.Set(path, text)
	}
	v := reflect.ValueOf(o)
	isPointer := v.Kind() == reflect.Pointer
	if isPointer {
		v = v.Elem()
	}
	changed := reflect.New(v.Type())
	changed.Elem().Set(v)
	if err := config.Set(changed.Interface(), path, text); err != nil {
		return o, err
	}
	if isPointer {
		return changed.Interface().(Options), nil
	}
	return changed.Elem().Interface().(Options), nil
}

// MethodOf is the method that the text of a configuration belongs to: the one that it names under the key method, or the
// one that claims it; empty where there is none.
func MethodOf(text []byte) string {
	if name, ok := config.Value(text, "method"); ok {
		return name
	}
	for name, m := range Methods.All() {
		if m.Claims != nil && m.Claims(text) {
			return name
		}
	}
	return ""
}
