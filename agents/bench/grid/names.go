package grid

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// CheckNames returns an error for each name that is not plain and for each that occurs twice. The names of a benchmark's
// parts become parts of paths under its directory, and its tables find rows by them. kind is what the named are called
// in the message; extra are signs that they may contain in addition to those that all names may.
func CheckNames(kind, extra string, names []string) error {
	var errs []error
	for i, name := range names {
		switch {
		case !plain(name, extra):
			errs = append(errs, fmt.Errorf("%s: the name %q: want one of letters, digits and the signs %s", kind, name, strings.Join(strings.Split("-_."+extra, ""), " ")))
		case slices.Contains(names[:i], name):
			errs = append(errs, fmt.Errorf("two %s are called %q", kind, name))
		}
	}
	return errors.Join(errs...)
}

// CheckTasks is CheckNames for tasks, whose names may have variants.
func CheckTasks(tasks []string) error { return CheckNames("tasks", ":=", tasks) }

// plain reports whether a name stays where it is put when it becomes part of a path.
func plain(name, extra string) bool {
	const common = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
	return name != "" && name != "." && name != ".." && strings.Trim(name, common+extra) == ""
}
