package rl

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

const originKey = "origin" // of a checkpoint's metadata

// origin is what a checkpoint says of the run that wrote it, for whoever starts another run from it.
type origin struct {
	Method     string         `json:"method"`
	Activation net.Activation `json:"activation"`
	Task       envs.Spec      `json:"task"`
}

// startFrom begins with what another run has learned: all of it where the file is a checkpoint, weights and standardizer
// where it is a policy.
func (s *session) startFrom(f *net.File) error {
	if text, ok := f.Meta[originKey]; ok {
		return s.goOn(f, text)
	}
	n, err := policy.FromFile(f)
	if err != nil {
		return fmt.Errorf("neither a checkpoint nor a policy: %w", err)
	}
	var of envs.Spec
	if err := json.Unmarshal(n.Task().Spec, &of); err != nil {
		return fmt.Errorf("the policy's task: %w", err)
	}
	if err := s.spec.Compatible(of); err != nil {
		return fmt.Errorf("the policy: %w", err)
	}
	return s.l.Adopt(n)
}

// goOn takes over another run's checkpoint.
func (s *session) goOn(f *net.File, text string) error {
	var from origin
	if err := json.Unmarshal([]byte(text), &from); err != nil {
		return fmt.Errorf("the checkpoint: its origin: %w", err)
	}
	if from.Method != s.o.Method || from.Activation != s.o.Activation {
		return fmt.Errorf("the checkpoint is of method %s with %v units, not of %s with %v", from.Method, from.Activation, s.o.Method, s.o.Activation)
	}
	if err := s.spec.Compatible(from.Task); err != nil {
		return fmt.Errorf("the checkpoint: %w", err)
	}
	if err := s.l.Load(f); err != nil {
		return err
	}
	if s.l.Steps() >= s.o.Steps {
		return fmt.Errorf("the checkpoint is of step %d, and steps, which count from the beginning, are %d: want more", s.l.Steps(), s.o.Steps)
	}
	return nil
}

// digest names the content of a file by its SHA-256.
func digest(f *net.File) string {
	if f == nil {
		return ""
	}
	sum := sha256.New()
	if _, err := f.WriteTo(sum); err != nil {
		panic("rl: " + err.Error())
	}
	return hex.EncodeToString(sum.Sum(nil))
}
