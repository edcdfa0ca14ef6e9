package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
)

// damagedRun is an interrupted run on a disk in memory, one of whose files is damaged again and again.
type damagedRun struct {
	s     *soak
	data  *data.Pairs
	files map[string][]byte // of the interrupted run
	whole map[string][]byte // of one that was not interrupted
	newer string            // the newest checkpoint
}

// trainFlips flips every bit of the files that a run is resumed from, and of a policy, and cuts them at every length.
// Damage is named with its file and place: of the newest checkpoint, which the older one then replaces, by a note, of
// anything else by an error. What is not named has been written again, with the right bytes.
func trainFlips(s *soak) (string, error) {
	stride := 1
	if s.scale < 1 {
		stride = 2*int(1/s.scale) + 1
	}
	data, err := demonstrations(2)
	if err != nil {
		return "", err
	}
	r, err := newDamagedRun(s, data)
	if err != nil {
		return "", err
	}
	n := 0
	for _, name := range []string{agents.ConfigFile, agents.MetricsFile, r.newer} {
		for harm, damaged := range disktest.EveryFlipAndCut(r.files[name], stride) {
			if s.ctx.Err() != nil {
				return "", s.ctx.Err()
			}
			if err := r.resume(name, damaged); err != nil {
				return "", fmt.Errorf("%s: %v: %w", name, harm, err)
			}
			n++
		}
	}
	flips, err := policyFlips(s, r.whole[agents.PolicyFile], stride)
	return fmt.Sprintf("%d flipped bits and cuts, each named with file and place", n+flips), err
}

func newDamagedRun(s *soak, data *data.Pairs) (*damagedRun, error) {
	r := &damagedRun{s: s, data: data}
	m := disktest.NewMemory()
	if a := attempt(s.ctx, "run", m, data, faultSteps-1); !errors.Is(a.err, agents.ErrInterrupted) {
		return nil, fmt.Errorf("the run is not interrupted: %w", a.err)
	}
	var err error
	if r.files, err = memoryTree(m, "run"); err != nil {
		return nil, err
	}
	for name := range r.files {
		if strings.HasPrefix(name, "checkpoint-") && name > r.newer {
			r.newer = name
		}
	}
	if a := attempt(s.ctx, "run", m, data, 0); a.err != nil {
		return nil, a.err
	}
	r.whole, err = memoryTree(m, "run")
	return r, err
}

// resume goes on with the run when one of its files is damaged, as the command does: by the configuration in the run's
// directory, where that can be read.
func (r *damagedRun) resume(name string, damaged []byte) error {
	m := disktest.NewMemory()
	if err := m.Mkdir("run"); err != nil {
		return err
	}
	for file, data := range r.files {
		if file == name {
			data = damaged
		}
		if err := disk.WriteFile(m, filepath.Join("run", file), data); err != nil {
			return err
		}
	}
	t := training("run", m, r.data, faultSteps)
	t.Sources.Workers, t.Clock = 1, nil
	var said []string
	t.Run.Note = func(line string) { said = append(said, line) }
	var err error
	if name == agents.ConfigFile {
		t.Options, err = clone.ReadConfig("run/"+name, damaged)
	}
	if err == nil {
		_, err = t.Train(r.s.ctx)
	}
	if err != nil {
		return placed(err.Error(), name)
	}
	got, err := memoryTree(m, "run")
	if err == nil {
		err = sameTree(got, r.whole)
	}
	if err != nil {
		return fmt.Errorf("the run goes on, and %w; it says %q", err, said)
	}
	if len(said) == 0 && name != agents.MetricsFile { // the metrics behind a checkpoint are written again in any case
		return errors.New("nothing is said")
	}
	for _, line := range said {
		if err := placed(line, name); err != nil {
			return err
		}
	}
	return nil
}

// placed checks that a message names the file and a place in it: a line, a byte, or what is written there.
func placed(message, name string) error {
	_, rest, ok := strings.Cut(message, name+":")
	if !ok || !strings.ContainsAny(rest, "0123456789\"") {
		return fmt.Errorf("%q names another file or no place", message)
	}
	return nil
}

// policyFlips damages a policy file.
func policyFlips(s *soak, whole []byte, stride int) (n int, err error) {
	dir, err := s.scratch()
	if err != nil {
		return 0, err
	}
	path := filepath.Join(dir, agents.PolicyFile)
	for harm, damaged := range disktest.EveryFlipAndCut(whole, stride) {
		if err := os.WriteFile(path, damaged, 0o666); err != nil {
			return n, err
		}
		_, err := policy.Open(path)
		if err == nil {
			return n, fmt.Errorf("%s: %v was read in silence", agents.PolicyFile, harm)
		}
		if err := placed(err.Error(), agents.PolicyFile); err != nil {
			return n, fmt.Errorf("%v: %w", harm, err)
		}
		if n++; s.ctx.Err() != nil {
			return n, s.ctx.Err()
		}
	}
	return n, nil
}
