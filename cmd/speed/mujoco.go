package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// engine is a native MuJoCo: peers/mujoco.c linked with a libmujoco.
type engine struct {
	exe     string
	version string
}

// engines compiles the program for each MuJoCo that is found and notes those that are not.
func (l *lab) engines(notes *[]string) []*engine {
	if !l.peers {
		return nil
	}
	var found []*engine
	try := func(where, name string, flags ...string) {
		exe, err := l.compile("mujoco.c", name, append(flags, "-lm")...)
		if err != nil {
			*notes = append(*notes, fmt.Sprintf("MuJoCo, %s: absent (%v)", where, err))
			return
		}
		found = append(found, &engine{exe: exe})
	}
	try("system library", "mujoco-system", "-lmujoco")
	dir, err := l.packageDir("mujoco")
	if err != nil {
		*notes = append(*notes, "MuJoCo, Python package: absent")
		return found
	}
	libs, _ := filepath.Glob(filepath.Join(dir, "libmujoco.so*"))
	if len(libs) == 0 {
		*notes = append(*notes, "MuJoCo, Python package: brings no libmujoco.so")
		return found
	}
	try("Python package", "mujoco-python", "-I"+filepath.Join(dir, "include"), libs[0], "-Wl,-rpath,"+dir)
	return found
}

// packageDir is the folder of a Python package.
func (l *lab) packageDir(name string) (string, error) {
	out, err := l.command(l.python, "-c", "import importlib.util as u; print(u.find_spec('"+name+"').submodule_search_locations[0])").Output()
	return strings.TrimSpace(string(out)), err
}

// rate replays a tape for the lab's slot and returns physics steps per second.
func (e *engine) rate(l *lab, model, controls string) (float64, error) {
	in, err := os.Open(controls)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	c := l.command(e.exe, model, fmt.Sprint(l.slot.Seconds()))
	c.Stdin = in
	out, err := c.Output()
	if err != nil {
		return 0, fmt.Errorf("%s: %s: %w", filepath.Base(e.exe), filepath.Base(model), err)
	}
	var steps int64
	var seconds, rate float64
	if _, err := fmt.Sscanf(string(out), "version %s steps %d seconds %g rate %g", &e.version, &steps, &seconds, &rate); err != nil {
		return 0, fmt.Errorf("%s: %w", filepath.Base(e.exe), err)
	}
	return rate, nil
}

// rates is rate of several processes at once, summed.
func (e *engine) rates(l *lab, model, controls string, n int) (float64, error) {
	if n == 1 {
		return e.rate(l, model, controls)
	}
	each, errs := make([]float64, n), make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			twin := *e
			each[i], errs[i] = twin.rate(l, model, controls)
		})
	}
	all.Wait()
	sum := 0.0
	for i := range n {
		if errs[i] != nil {
			return 0, errs[i]
		}
		sum += each[i]
	}
	return sum, nil
}
