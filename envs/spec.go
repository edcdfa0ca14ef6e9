package envs

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/space"
)

// Spec is a task's datasheet: what `describe` prints, what a manifest stores, and what a policy is checked against.
type Spec struct {
	Name    string  // the task id: "hopper", "hopper:fixed-horizon", "particle-2"
	Params  []Param // constructor parameters that differ from the task's defaults, and those that defaults may change, in the constructor's order
	Physics string  // the version of the dynamics, "classic/1"; data of another version is refused
	Content string  // SHA-256 of the file that defines the task (a model, a data set); "" for a built-in one

	Obs     []Channel // observation, in order (d)
	Act     []Channel // action, in order (k)
	Action  space.Set // the action set C in the units of Act
	Period  float64   // seconds of simulated time for one Step
	Horizon int       // steps after which a running episode is TimedOut

	FixedHorizon bool // the episode ends at the horizon only, whatever happens

	Former []string // hashes of this task's identity in files of earlier versions; no part of it, and not stored

	Summary string // one line: what there is to do
	Reward  string // the reward in one line
	Start   string // the start distribution in one line
	Ends    string // when an episode is Reached or Failed, in one line
	Source  string // where the task is defined
}

// Channel is one coordinate of an observation or an action.
type Channel struct {
	Name string  `json:"name"`
	Unit string  `json:"unit"` // SI: "m", "rad", "m/s", "rad/s", "N", "N·m"; "1" where there is none
	Lo   float64 `json:"-"`    // least possible value, −Inf where unbounded
	Hi   float64 `json:"-"`    // greatest possible value, +Inf where unbounded
}

// Param is a constructor parameter and its value.
type Param struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// identity is the part of a Spec that data and policies depend on.
type identity struct {
	Name         string      `json:"name"`
	Params       []Param     `json:"params,omitempty"`
	Physics      string      `json:"physics"`
	Content      string      `json:"content,omitempty"`
	Obs          []Channel   `json:"obs"`
	Act          []Channel   `json:"act"`
	Action       space.Shape `json:"action"`
	Period       float64     `json:"period"`
	Horizon      int         `json:"horizon"`
	FixedHorizon bool        `json:"fixed_horizon,omitempty"`
}

func (s Spec) identity() identity {
	return identity{s.Name, s.Params, s.Physics, s.Content, s.Obs, s.Act, space.ShapeOf(s.Action), s.Period, s.Horizon, s.FixedHorizon}
}

// MarshalJSON writes what identifies the task: names, units, sets, period, horizon and physics version. The prose of
// the datasheet and the channels' ranges stay behind.
func (s Spec) MarshalJSON() ([]byte, error) { return json.Marshal(s.identity()) }

// UnmarshalJSON reads what MarshalJSON wrote. Ranges of channels are not stored: they are left at zero.
func (s *Spec) UnmarshalJSON(data []byte) error {
	var id identity
	if err := json.Unmarshal(data, &id); err != nil {
		return err
	}
	action, err := id.Action.Set()
	if err != nil {
		return err
	}
	if len(id.Act) != action.Dim() {
		return fmt.Errorf("envs: task %q names %d action channels for a %s", id.Name, len(id.Act), action)
	}
	*s = Spec{Name: id.Name, Params: id.Params, Physics: id.Physics, Content: id.Content, Obs: id.Obs, Act: id.Act,
		Action: action, Period: id.Period, Horizon: id.Horizon, FixedHorizon: id.FixedHorizon}
	return nil
}

// Hash is the SHA-256 of the task's identity, in hexadecimal.
func (s Spec) Hash() string {
	data, err := json.Marshal(s.identity())
	if err != nil {
		panic("envs: a Spec with values that JSON cannot hold")
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Matches reports whether a stored hash is of this task: its own, or what an earlier version called it.
func (s Spec) Matches(hash string) bool { return hash == s.Hash() || slices.Contains(s.Former, hash) }

// What a Spec says of a task that nothing ends early.
const (
	AtHorizon = "at the horizon only"
	Never     = "never"
)

// EndsEarly is whether episodes can end before the horizon.
func (s Spec) EndsEarly() bool {
	return !s.FixedHorizon && s.Ends != "" && s.Ends != AtHorizon && s.Ends != Never
}

// Compatible reports why data or a policy made for another task cannot be used for s, naming both, or nil. Horizon and
// fixed-horizon variants of a task share observations, actions and dynamics: only those are compared.
func (s Spec) Compatible(other Spec) error {
	if err := s.Admits(other); err != nil {
		return err
	}
	if s.Physics != other.Physics {
		return &PhysicsError{Task: s.Name, Want: s.Physics, Have: other.Physics}
	}
	return nil
}

// PhysicsError says that data or a policy are of the task, under other dynamics.
type PhysicsError struct {
	Task string // whose id was asked for
	Want string // its physics version
	Have string // that of the data or the policy
}

func (e *PhysicsError) Error() string {
	return fmt.Sprintf("it is of physics version %q, task %q is of %q", e.Have, e.Task, e.Want)
}

// Admits reports why a policy made for another task cannot act in s, naming both, or nil: Compatible but for the version
// of the dynamics.
func (s Spec) Admits(other Spec) error {
	switch {
	case Base(s.Name) != Base(other.Name):
		return fmt.Errorf("it is for task %q, not %q", other.Name, s.Name)
	case s.Content != other.Content:
		return fmt.Errorf("it was made with another file: content hash %.12s…, here %.12s…", other.Content, s.Content)
	case len(s.Obs) != len(other.Obs):
		return fmt.Errorf("it has observations of %d numbers, task %q has %d", len(other.Obs), s.Name, len(s.Obs))
	case s.Action.String() != other.Action.String():
		return fmt.Errorf("it acts on a %s, task %q on a %s", other.Action, s.Name, s.Action)
	}
	return nil
}

// Base is a task id without its variant: "hopper" for "hopper:fixed-horizon". The colon of a task that takes a path
// ("multilabel:PATH") separates no variant in a Spec, whose name never holds a path.
func Base(name string) string {
	for i := range name {
		if name[i] == ':' {
			return name[:i]
		}
	}
	return name
}
