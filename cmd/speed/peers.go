package main

import (
	"embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// The peers' programs.
//
//go:embed peers
var peersFS embed.FS

// peer is a compiled program of another library.
type peer struct {
	name string // library and version
	path string
	env  []string // for its process, besides the machine's
}

// compile builds one of the C programs, or says why it cannot.
func compile(dir, source, name string, flags ...string) (*peer, error) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		return nil, fmt.Errorf("no C compiler")
	}
	text, err := peersFS.ReadFile("peers/" + source)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, strings.Join(strings.Fields(name), "-"))
	if err := os.WriteFile(path+".c", text, 0o666); err != nil {
		return nil, err
	}
	args := append([]string{"-O2", path + ".c", "-o", path}, flags...)
	if out, err := exec.Command(cc, args...).CombinedOutput(); err != nil {
		first, _, _ := strings.Cut(string(out), "\n")
		return nil, fmt.Errorf("cannot be compiled: %s", first)
	}
	return &peer{name: name, path: path}, nil
}

// mujocos are the MuJoCo libraries of this machine: the system's, and the one inside the Python package.
func (b *bench) mujocos(dir string) []*peer {
	var found []*peer
	add := func(what string, flags ...string) {
		p, err := compile(dir, "mujoco.c", fmt.Sprint("mujoco", len(found)), flags...)
		if err == nil {
			p.name, err = p.run(nil)
		}
		if err != nil {
			b.note("absent: %s: %v", what, err)
			return
		}
		p.name = "MuJoCo " + strings.TrimSpace(p.name)
		found = append(found, p)
	}
	add("the system's MuJoCo (Debian: libmujoco-dev)", "-lmujoco", "-lm")
	out, err := exec.Command(b.python, "-c", "import mujoco,os; print(os.path.dirname(mujoco.__file__))").Output()
	if err != nil {
		b.note("absent: the package mujoco of %s", b.python)
		return found
	}
	home := strings.TrimSpace(string(out))
	libs, _ := filepath.Glob(filepath.Join(home, "libmujoco.so*"))
	if len(libs) == 0 {
		b.note("absent: the library of the package mujoco of %s", b.python)
		return found
	}
	add("MuJoCo of the Python package", "-I"+filepath.Join(home, "include"), libs[0], "-Wl,-rpath,"+home, "-lm")
	return found
}

// run runs a peer's program without the settings that slow OpenBLAS down on some machines, and with p.env.
func (p *peer) run(stdin io.Reader, args ...string) (string, error) {
	cmd := exec.Command(p.path, args...)
	cmd.Stdin, cmd.Env = stdin, slices.Clone(p.env)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "OPENBLAS_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", p.name, err, strings.TrimSpace(complaint.String()))
	}
	return string(out), nil
}
