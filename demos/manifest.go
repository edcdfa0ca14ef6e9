package demos

import (
	"fmt"
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/fenchel-gym/fenchel/envs"
)

// FormatVersion is the newest version of the directory and of the files in it. A reader refuses a later one by name. A
// data set has the lowest version that can say what it holds, so that older programs read what they can:
//
//	1  observations, actions as sent and as applied, rewards
//	2  episodes with labels and authors, too
//	3  episodes that a person drove: how late each step was, forces from outside, steps without a label
//	4  episodes too long for one chunk
const FormatVersion = 4

// plainVersion is that of a data set without labels, labelledVersion of one with, drivenVersion of one that a person drove.
const (
	plainVersion    = 1
	labelledVersion = 2
	drivenVersion   = 3
)

// ManifestName is the file that makes a directory a data set.
const ManifestName = "manifest.json"

// Manifest says what a data set is of. It lists no episodes: the directory is the truth.
type Manifest struct {
	Format    int        `json:"format"`              // from 1 to FormatVersion
	Task      envs.Spec  `json:"task"`                // name, parameters, physics version, content hash, spaces with units
	TaskHash  string     `json:"task_hash"`           // Task.Hash(), which every recording repeats
	Actor     Actor      `json:"actor"`               // who acted
	Seed      uint64     `json:"seed"`                // of the run that recorded
	Reference *Reference `json:"reference,omitempty"` // what scores are measured against, once measured

	// Provenance is set of foreign episodes: another program's, in a file of another format. A replay of them need not
	// repeat, so that their manifest says "reproducible": false, and has neither a seed nor the task's hash.
	Provenance *Provenance `json:"origin,omitempty"`
}

// Actor is who acted in the recorded episodes.
type Actor struct {
	Name   string  `json:"name"`             // "expert", "random", "human", or a policy's name
	Detail string  `json:"detail,omitempty"` // what it is, in a line: "energy shaping + LQR", the hash of a policy file
	Noise  string  `json:"noise,omitempty"`  // the noise added to its actions: "gaussian"; "" for none
	Scale  float64 `json:"scale,omitempty"`  // of the noise, in normalized action units

	// Of what a person drove; Name is "human", or the policy that the person took over from.
	Person string `json:"person,omitempty"` // who
	Device string `json:"device,omitempty"` // "mouse", "keyboard" or "gamepad"
	Tag    string `json:"tag,omitempty"`    // a free word about the session
}

// Reference holds the returns between which a normalized score is measured: 0 is random, 1 is the recorder, in the same
// noise mode, on the same seeds.
type Reference struct {
	Random   Returns `json:"random"`
	Recorder Returns `json:"recorder"`
}

// Returns are those of one policy.
type Returns struct {
	Mean     float64 `json:"mean"`
	Std      float64 `json:"std"` // of an episode, not of the mean
	Episodes int     `json:"episodes"`
}

// NewManifest is the manifest of a new data set.
func NewManifest(task envs.Spec, actor Actor, seed uint64) Manifest {
	format := plainVersion
	if actor.Device != "" {
		format = drivenVersion
	}
	return Manifest{Format: format, Task: task, TaskHash: task.Hash(), Actor: actor, Seed: seed}
}

// Validate says what is wrong with a manifest, or nil.
func (m *Manifest) Validate() error {
	switch {
	case m.Format < plainVersion || m.Format > FormatVersion:
		return fmt.Errorf("format version %d: this program reads versions up to %d", m.Format, FormatVersion)
	case m.Task.Action == nil || len(m.Task.Obs) == 0:
		return fmt.Errorf("task %q has no observations or no actions", m.Task.Name)
	case m.TaskHash != m.Task.Hash():
		return fmt.Errorf("the hash of task %q is %s, not %q", m.Task.Name, m.Task.Hash(), m.TaskHash)
	case !(m.Task.Period > 0) || m.Task.Period > maxPeriod:
		return fmt.Errorf("task %q has a period of %v s", m.Task.Name, m.Task.Period)
	case len(m.Task.Obs) > maxChannels || m.Task.Action.Dim() > maxChannels:
		return fmt.Errorf("task %q has %d observations and %d actions: want at most %d", m.Task.Name, len(m.Task.Obs), m.Task.Action.Dim(), maxChannels)
	case !(m.Actor.Scale >= 0) || math.IsInf(m.Actor.Scale, 0):
		return fmt.Errorf("noise of scale %v", m.Actor.Scale)
	}
	if m.Provenance != nil {
		if m.Seed != 0 {
			return fmt.Errorf("foreign episodes have a seed, %d", m.Seed)
		}
		if err := m.Provenance.Validate(); err != nil {
			return err
		}
	}
	return m.checkTexts()
}

const (
	maxPeriod   = 1e3     // s; keeps log times within 64 bits
	maxChannels = 1 << 16 // of an observation or an action
)

func (m *Manifest) checkTexts() error {
	texts := []struct{ what, text string }{
		{"task name", m.Task.Name}, {"physics version", m.Task.Physics}, {"content hash", m.Task.Content},
		{"actor", m.Actor.Name}, {"actor's detail", m.Actor.Detail}, {"noise", m.Actor.Noise},
		{"person", m.Actor.Person}, {"device", m.Actor.Device}, {"tag", m.Actor.Tag},
	}
	for _, p := range m.Task.Params {
		texts = append(texts, struct{ what, text string }{"parameter", p.Name + p.Value})
	}
	for _, channels := range [][]envs.Channel{m.Task.Obs, m.Task.Act} {
		for _, c := range channels {
			texts = append(texts, struct{ what, text string }{"channel", c.Name + c.Unit})
		}
	}
	for _, t := range texts {
		if err := checkText(t.what, t.text, 4*maxText); err != nil {
			return err
		}
	}
	return nil
}

// checkText keeps control characters, and with them terminal escapes, out of what is printed later.
func checkText(what, text string, limit int) error {
	if len(text) > limit {
		return fmt.Errorf("%s of %d bytes: want at most %d", what, len(text), limit)
	}
	if !utf8.ValidString(text) {
		return fmt.Errorf("%s %q is not UTF-8", what, text)
	}
	for _, r := range text {
		if unicode.IsControl(r) {
			return fmt.Errorf("%s %q has a control character", what, text)
		}
	}
	return nil
}

// Same reports why a data set of another manifest cannot be continued under m, or nil.
func (m *Manifest) Same(other *Manifest) error {
	switch {
	case !m.Task.Matches(other.TaskHash):
		if err := m.Task.Compatible(other.Task); err != nil {
			return err
		}
		return fmt.Errorf("it is for another variant of task %q: %s, not %s", m.Task.Name, describe(other.Task), describe(m.Task))
	case m.Actor != other.Actor:
		return fmt.Errorf("it was recorded by %s, not by %s", other.Actor, m.Actor)
	case !m.Provenance.Equal(other.Provenance):
		return fmt.Errorf("it is of %s, not of %s", other.Provenance, m.Provenance)
	case m.Seed != other.Seed:
		return fmt.Errorf("it was recorded with seed %d, not %d", other.Seed, m.Seed)
	}
	return nil
}

func describe(s envs.Spec) string {
	text := fmt.Sprintf("%s, horizon %d", s.Name, s.Horizon)
	for _, p := range s.Params {
		text += fmt.Sprintf(", %s=%s", p.Name, p.Value)
	}
	return text
}

func (a Actor) String() string {
	text := a.Name
	if a.Detail != "" {
		text += " (" + a.Detail + ")"
	}
	for _, of := range []struct{ before, text string }{{" by ", a.Person}, {" with ", a.Device}, {", ", a.Tag}} {
		if of.text != "" {
			text += of.before + of.text
		}
	}
	switch {
	case a.Noise != "" && a.Scale == 0: // the policy's own, which has its scale inside
		text += fmt.Sprintf(" with %s noise", a.Noise)
	case a.Noise != "":
		text += fmt.Sprintf(" with %s noise of scale %g", a.Noise, a.Scale)
	}
	return text
}
