package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// users is, for each package, those that import it, their tests included. Packages are named below the module; the
// module's own is ".".
type users map[string][]string

// findUsers asks the go command.
func findUsers(ctx context.Context, t *trials) (users, error) {
	out, code, err := t.run(ctx, "go", "list", "-f",
		`{{.ImportPath}}{{range .Imports}} {{.}}{{end}}{{range .TestImports}} {{.}}{{end}}{{range .XTestImports}} {{.}}{{end}}`, "./...")
	if err == nil && code != 0 {
		err = fmt.Errorf("go list: %s", out)
	}
	if err != nil {
		return nil, err
	}
	return parseUsers(out), nil
}

// parseUsers reads a line for each package: its path and the paths that it imports.
func parseUsers(list string) users {
	u := users{}
	for line := range strings.Lines(list) {
		paths := strings.Fields(line)
		for _, imported := range paths[1:] {
			if strings.HasPrefix(imported, module) && imported != paths[0] {
				name := within(imported)
				u[name] = append(u[name], within(paths[0]))
			}
		}
	}
	for name, list := range u {
		slices.Sort(list)
		u[name] = slices.Compact(list)
	}
	return u
}

func within(path string) string {
	if path == module {
		return "."
	}
	return strings.TrimPrefix(path, module+"/")
}
