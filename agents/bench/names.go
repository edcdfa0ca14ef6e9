package bench

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// checkNames says which names are not plain, and which occur twice. The names of a benchmark's parts are parts of paths
// under its directory, and its tables find rows by them. beside are the signs that these may have besides those of all.
func checkNames(parts, beside string, names []string) error {
	var errs []error
	for i, name := range names {
		switch {
		case !plain(name, beside):
			errs = append(errs, fmt.Errorf("%s: the name %q: want one of letters, digits and the signs %s", parts, name, strings.Join(strings.Split("-_."+beside, ""), " ")))
		case slices.Contains(names[:i], name):
			errs = append(errs, fmt.Errorf("two %s are called %q", parts, name))
		}
	}
	return errors.Join(errs...)
}

// checkTasks is checkNames for tasks, whose names have variants.
func checkTasks(tasks []string) error { return checkNames("tasks", ":=", tasks) }

// plain reports whether a name leads nowhere when it is part of a path.
func plain(name, beside string) bool {
	const common = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
	return name != "" && name != "." && name != ".." && strings.Trim(name, common+beside) == ""
}
