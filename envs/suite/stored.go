package suite

import (
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

// Stored is the id, for Make, of the task that data or a policy were made for. name is what their Spec calls it or, of a
// task that a file defines, which has no name for Make, the id of that file. The same id may have meant another task
// when it was stored: then the variants that were implied come after it.
func Stored(name string, s envs.Spec) string {
	return reading(name, func(t envs.Spec) bool { return t.Compatible(s) == nil })
}

// StoredHash is Stored where of the task's Spec only the hash was kept.
func StoredHash(name, hash string) string {
	return reading(name, func(t envs.Spec) bool { return t.Matches(hash) })
}

// reading is the first of the ids that a stored one may stand for whose task is wanted; where none is, the id as it is.
func reading(id string, wanted func(envs.Spec) bool) string {
	for _, r := range append([]string{id}, readings(id)...) {
		newEnv, err := Make(r)
		if err != nil {
			continue
		}
		switch s := newEnv().Spec(); {
		case !wanted(s):
		case r != id && s.Content == "":
			return s.Name // with the variants in their order
		default:
			return r
		}
	}
	return id
}

// readings are the ids that one from an earlier version may stand for: with the variants that were implied, where it
// does not name them.
func readings(id string) (list []string) {
	for _, more := range implied(id) {
		named := false
		for _, v := range strings.Split(more[1:], ":") {
			word, _, _ := strings.Cut(v, "=")
			named = named || strings.Contains(id, ":"+word+"=")
		}
		if !named {
			list = append(list, id+more)
		}
	}
	return list
}

// implied are the variants of Task.Implied for an id.
func implied(id string) []string {
	for _, k := range kinds {
		if _, _, ok := k.match(id); ok {
			return k.implied
		}
	}
	t, _ := Find(envs.Base(id))
	return t.Implied
}
