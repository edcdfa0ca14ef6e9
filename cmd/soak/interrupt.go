package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// trainKill interrupts runs at random instants, with kill -9 or Ctrl-C, and lets them go on under another number of
// processors until they are finished. Their directories must hold the bytes of a run that was not interrupted.
func trainKill(s *soak) (string, error) { return interrupted(s, "train", s.rounds(100), 300) }

// daggerKill does the same to runs of DAgger.
func daggerKill(s *soak) (string, error) { return interrupted(s, "dagger", s.rounds(100), 301) }

// tally counts what the interruptions met.
type tally struct{ kills, saves int }

func interrupted(s *soak, what string, runs int, trial uint64) (string, error) {
	whole, err := s.scratch()
	if err != nil {
		return "", err
	}
	start := time.Now()
	if e, err := disktest.SignalAfter(s.child(what, whole), time.Hour, os.Kill); err != nil || e.Code != 0 {
		return "", fmt.Errorf("the run that is not interrupted ends with %d, %s: %w", e.Code, e.Stderr, err)
	}
	window, rng := time.Since(start), s.rng(trial)
	want, err := tree(filepath.Join(whole, "run"))
	if err != nil {
		return "", err
	}
	var n tally
	for i := range runs {
		dir, err := s.scratch()
		if err != nil {
			return "", err
		}
		for before := n; before == n; { // one that was finished before its first signal is no trial
			if err := os.RemoveAll(filepath.Join(dir, "run")); err != nil {
				return "", err
			}
			instant := func() time.Duration { return time.Duration(rng.Int64N(int64(window))) }
			if err := toTheEnd(s, what, dir, instant, func() bool { return rng.IntN(2) == 0 }, &n); err != nil {
				return "", fmt.Errorf("run %d: %w", i+1, err)
			}
		}
		got, err := tree(filepath.Join(dir, "run"))
		if err == nil {
			err = sameTree(got, want)
		}
		if err != nil {
			return "", fmt.Errorf("%d of %d runs ended with the same bytes; then %w", i, runs, err)
		}
		if err := os.RemoveAll(dir); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d of %d runs end with the same bytes; %d times killed, %d times Ctrl-C", runs, runs, n.kills, n.saves), nil
}

// toTheEnd starts a run again and again until it is finished.
func toTheEnd(s *soak, what, dir string, instant func() time.Duration, coin func() bool, n *tally) error {
	for again := 0; ; again++ {
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		cmd := s.child(what, dir)
		cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", 1+again%2*2))
		sig := os.Kill
		if coin() {
			sig = os.Interrupt
		}
		e, err := disktest.SignalAfter(cmd, instant(), sig)
		switch {
		case err != nil:
			return err
		case e.Code == 0:
			return nil
		case e.Code == savedCode:
			n.saves++
		case e.Code < 0: // Ctrl-C, too, before the process listens to it
			n.kills++
		default:
			return fmt.Errorf("exit code %d: %s", e.Code, e.Stderr)
		}
	}
}

// tree is the files below a directory, by name. The durations are left out: they are no result.
func tree(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == agents.TimingsFile {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files[name], err = os.ReadFile(path)
		return err
	})
	return files, err
}

// sameTree names a file in which two directories differ: want is what was written the first time, or undisturbed.
func sameTree(got, want map[string][]byte) error {
	for name := range got {
		if _, ok := want[name]; !ok {
			return fmt.Errorf("%s is there, and was not the first time", name)
		}
	}
	for name, data := range want {
		have, ok := got[name]
		if !ok {
			return fmt.Errorf("%s is missing", name)
		}
		if !bytes.Equal(have, data) {
			return fmt.Errorf("%s differs", name)
		}
	}
	return nil
}
