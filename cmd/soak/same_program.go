package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// subject is a program under comparison, with a directory in which its commands are run.
type subject struct {
	program, dir string
	before       bool     // whether it is that of the commit before
	env          []string // nil: that of this process
}

//go:embed testdata/same
var sameFiles embed.FS

// newSubject builds the fenchel of a checkout, of the present directory where it is "", and lays out what the cases
// read: the files of testdata/same, and configurations in the form that the program reads.
func newSubject(s *soak, name, checkout string) (*subject, error) {
	dir, err := s.scratch()
	if err != nil {
		return nil, err
	}
	p := &subject{program: filepath.Join(dir, "fenchel-"+name+".exe"), dir: filepath.Join(dir, "work"), before: checkout != ""}
	build := exec.CommandContext(s.ctx, "go", "build", "-o", p.program, "./cmd/fenchel")
	build.Dir = checkout
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build of the program %s: %w: %s", name, err, bytes.TrimSpace(out))
	}
	files, err := fs.Sub(sameFiles, "testdata/same")
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(p.dir, files); err != nil {
		return nil, err
	}
	for _, f := range sameConfigs(p.before) {
		if err := os.WriteFile(filepath.Join(p.dir, f.name), []byte(f.text), 0o666); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// longest is the time after which a command of a case is given up.
const longest = 5 * time.Minute

// run implements runner. What command number i prints is in a file i-command.stdout next to the files that the commands
// write, the exit code first, and where all is misuse in i-command.stderr what it complains about.
func (p *subject) run(ctx context.Context, c sameCase) (string, []int, error) {
	out := filepath.Join(p.dir, c.name)
	if err := os.MkdirAll(out, 0o777); err != nil {
		return "", nil, err
	}
	var exits []int
	for i, line := range c.commands {
		code, stdout, stderr, err := p.command(ctx, line.words(c.name, p.before))
		if err != nil {
			return "", nil, err
		}
		exits = append(exits, code)
		printed := filepath.Join(out, fmt.Sprintf("%02d-%s", i, line.name()))
		err = os.WriteFile(printed+".stdout", fmt.Appendf(nil, "exit %d\n%s", code, stdout), 0o666)
		if err == nil && c.refused == all {
			err = os.WriteFile(printed+".stderr", stderr, 0o666)
		}
		if err != nil {
			return "", nil, err
		}
	}
	return out, exits, nil
}

// command runs one command line and returns its exit code and what it printed.
func (p *subject) command(ctx context.Context, words []string) (code int, stdout, stderr []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.program, words...)
	var out, complaint bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = p.dir, p.env, &out, &complaint
	err = cmd.Run()
	if ctx.Err() != nil {
		return 0, nil, nil, fmt.Errorf("fenchel %s: %w", strings.Join(words, " "), ctx.Err())
	}
	if _, exited := errors.AsType[*exec.ExitError](err); exited {
		err = nil
	}
	if err == nil {
		code = cmd.ProcessState.ExitCode()
	}
	return code, out.Bytes(), complaint.Bytes(), err
}
