package main

import (
	"embed"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// programs are the peers' sources: C programs that use their libraries, and scripts that use their packages.
//
//go:embed peers
var programs embed.FS

// compile builds a program of peers with the C compiler. The error says in one line what is missing.
func (l *lab) compile(source, name string, flags ...string) (string, error) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		return "", errors.New("no C compiler")
	}
	text, err := programs.ReadFile("peers/" + source)
	if err != nil {
		return "", err
	}
	file, exe := filepath.Join(l.dir, source), filepath.Join(l.dir, name)
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return "", err
	}
	out, err := exec.Command(cc, append([]string{"-O2", "-o", exe, file}, flags...)...).CombinedOutput()
	if err != nil {
		return "", errors.New(firstError(string(out)))
	}
	return exe, nil
}

// firstError is the line of a compiler's output that says what is wrong.
func firstError(out string) string {
	for line := range strings.Lines(out) {
		for _, mark := range []string{"error: ", "cannot find "} {
			if i := strings.Index(line, mark); i >= 0 {
				return strings.TrimSpace(line[i:])
			}
		}
	}
	return "the C compiler fails"
}

// command runs a peer in the lab's folder, since libraries leave logs where they run, and without settings of the
// environment that would choose another core's kernels for OpenBLAS.
func (l *lab) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = l.dir
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "OPENBLAS_") {
			c.Env = append(c.Env, v)
		}
	}
	return c
}
