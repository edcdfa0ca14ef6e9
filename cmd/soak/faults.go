package main

import (
	"fmt"
	"math/rand/v2"
	"syscall"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// faults are the ways in which a call fails; nil is a write that is short without saying so.
var faults = []error{syscall.EIO, syscall.ENOSPC, syscall.EACCES, syscall.EINTR, syscall.EMFILE, nil}

// recordFaults lets every call of a recording session fail, once or for good, and cuts the power afterwards in
// different ways.
func recordFaults(s *soak) (string, error) {
	crashes := s.rounds(40)
	src, runs := newSource(), 0
	for _, fault := range faults {
		for _, sticky := range []bool{false, true} {
			for crash := range crashes {
				if s.ctx.Err() != nil {
					return "", s.ctx.Err()
				}
				var lost error
				runs += disktest.EveryFault(fault, sticky, func(k int, m *disktest.Memory, f *disktest.Faulty) {
					acknowledged := session(f, src)
					m.Crash(rand.New(rand.NewPCG(s.seed, uint64(crash)<<32|uint64(k))))
					if err := resumable(m, src, acknowledged); err != nil && lost == nil {
						lost = fmt.Errorf("fault %v at call %d (for good: %v), crash %d: %w", fault, k, sticky, crash, err)
					}
				})
				if lost != nil {
					return "", lost
				}
			}
		}
	}
	return fmt.Sprintf("%d sessions with a failing call and a power cut, none lost", runs), nil
}

// session records files of one, two and three episodes, trying again what fails, and returns how many episodes were
// acknowledged.
func session(fsys disk.FS, src *source) (acknowledged int) {
	o := demos.Options{FS: fsys, Compress: true}
	r, err := demos.Create("d", manifest(), o)
	if err != nil {
		if r, err = demos.Create("d", manifest(), o); err != nil {
			if r, err = demos.Resume("d", manifest(), o); err != nil {
				return 0
			}
		}
	}
	defer r.Close()
	all := src.upTo(6)
	for _, batch := range [][]*demos.Demonstration{all[:1], all[1:3], all[3:]} {
		err := r.Append(batch...)
		if err != nil {
			err = r.Append(batch...)
		}
		if err != nil {
			return acknowledged
		}
		acknowledged += len(batch)
	}
	return acknowledged
}

// resumable looks for the acknowledged episodes and records one more.
func resumable(m *disktest.Memory, src *source, acknowledged int) error {
	r, err := demos.Resume("d", manifest(), demos.Options{FS: m, Compress: true})
	if err != nil {
		if acknowledged > 0 {
			return fmt.Errorf("%d episodes were acknowledged: %w", acknowledged, err)
		}
		return nil
	}
	defer r.Close()
	n, err := src.compare(m, "d", acknowledged)
	if err != nil {
		return err
	}
	entries, err := m.ReadDir("d")
	if err != nil {
		return err
	}
	if err := untidy(entries); err != nil {
		return err
	}
	if err := r.Append(src.upTo(n + 1)[n]); err != nil {
		return err
	}
	_, err = src.compare(m, "d", n+1)
	return err
}
