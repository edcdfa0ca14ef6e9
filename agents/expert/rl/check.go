package rl

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// maxReplay bounds the numbers that a memory holds, so that its checkpoint can be read back.
const maxReplay = 8e8

// resolve names what the run depends on beside its options. A run that is resumed remembers what it began from.
func (t *Training) resolve(spec envs.Spec) Resolved {
	r := Resolved{TaskHash: spec.Hash(), Kernel: kernel.Path(), From: digest(t.From), Demos: digestDemos(t.Demos)}
	if t.From == nil && t.Run.Resume {
		r.From = t.Options.Resolved.From
	}
	return r
}

// check says what the method cannot take of the task and of the demonstrations.
func (t *Training) check(spec envs.Spec) error {
	return cmp.Or(t.checkTask(spec), t.checkDemos(spec))
}

// checkTask wants boxes, and a memory of a size that can be kept, for the methods that remember.
func (t *Training) checkTask(spec envs.Spec) error {
	o := t.Options
	if o.remembers() {
		if _, box := spec.Action.(space.Box); !box {
			return fmt.Errorf("method %s acts on boxes, %s on a %v", o.Method, spec.Name, spec.Action)
		}
		if numbers := float64(o.SAC.Replay) * float64(2*len(spec.Obs)+spec.Action.Dim()+2); numbers > maxReplay {
			return fmt.Errorf("sac.replay is %d: %.0f numbers are too many to remember, want at most %.0f", o.SAC.Replay, numbers, maxReplay)
		}
	}
	return nil
}

// checkDemos wants demonstrations where they are imitated and nowhere else, of episodes without an early end.
func (t *Training) checkDemos(spec envs.Spec) error {
	o := t.Options
	switch {
	case o.Method != "gail" && len(t.Demos) == 0:
		return nil
	case o.Method != "gail":
		return fmt.Errorf("method %s learns from reward alone: demonstrations are for gail", o.Method)
	case len(t.Demos) == 0:
		return errors.New("method gail needs demonstrations")
	case spec.EndsEarly():
		t.Run.Note("episodes of " + spec.Name + " can end early, which tells the learner what is good: " + spec.Name + ":fixed-horizon does not")
	}
	for i, d := range t.Demos {
		if d.Len() == 0 || len(d.ObsAt(0)) != len(spec.Obs) || len(d.ActAt(0)) != spec.Action.Dim() {
			return fmt.Errorf("demonstration %d does not fit %s", i, spec.Name)
		}
	}
	return nil
}

// digestDemos names the demonstrations by a SHA-256 over their observations and actions.
func digestDemos(list []*demos.Demonstration) string {
	if len(list) == 0 {
		return ""
	}
	sum := sha256.New()
	var word [8]byte
	for _, d := range list {
		for _, xs := range [][]float64{d.Obs, d.Act} {
			for _, x := range xs {
				binary.LittleEndian.PutUint64(word[:], math.Float64bits(x))
				sum.Write(word[:])
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}
