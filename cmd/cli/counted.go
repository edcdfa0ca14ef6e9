package cli

import "fmt"

// counted is a number with the word for one, or for any other number.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func episodes(n int) string { return counted(n, "episode", "episodes") }

func steps(n int) string { return counted(n, "step", "steps") }

func files(n int) string { return counted(n, "file", "files") }
