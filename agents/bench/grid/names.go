package grid

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/config"
)

// CheckNames returns an error for each name that is not plain and for each that occurs twice. The names of a benchmark's
// parts become parts of paths under its directory, and its tables find rows by them. key is the list of the parts in the
// configuration.
func CheckNames(key string, names []string) error { return checkNames(key+"[%d].name", "-_.", names) }

// CheckTasks is CheckNames for the list of tasks, whose names may have variants.
func CheckTasks(tasks []string) error { return checkNames("tasks[%d]", "-_.:=", tasks) }

func checkNames(path, signs string, names []string) error {
	var errs []error
	for i, name := range names {
		switch at := fmt.Sprintf(path, i); {
		case !plain(name, signs):
			errs = append(errs, config.Want(at, name, "a name of letters, digits and the signs %s", strings.Join(strings.Split(signs, ""), " ")))
		case slices.Contains(names[:i], name):
			errs = append(errs, config.Want(at, name, "a name that occurs once"))
		}
	}
	return config.Join(errs...)
}

// plain reports whether a name stays where it is put when it becomes part of a path.
func plain(name, signs string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return name != "" && name != "." && name != ".." && strings.Trim(name, letters+signs) == ""
}
