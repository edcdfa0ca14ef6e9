package remote

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Version is that of the protocol.
const Version = 1

// The roles of a process.
const (
	roleEnv    = "env"
	rolePolicy = "policy"
)

// What a process may promise in its handshake.
const (
	canSeed     = "seed"     // the same seed starts the same episode
	canSnapshot = "snapshot" // save and load
	canState    = "state"    // state and set state
	canSuccess  = "success"  // the episodes have a success besides their return
	canScene    = "scene"    // it can be shown
	canMemory   = "memory"   // of a policy: what it does depends on more than the last observation
)

// Bounds of a handshake and of what it declares.
const (
	maxLine     = 4 << 20
	maxChannels = 1 << 16
	maxWidth    = 1 << 14
	maxHorizon  = 1 << 30
	maxPeriod   = 1e3 // s
	maxText     = 256 // bytes of a name, a unit or a version
	maxProse    = 4096
	maxState    = 64 << 20 // bytes of a snapshot or a scene
	maxBatch    = 64 << 20 // bytes of the rows in a frame
)

// hello is the first line of a process: what it is and what it can do.
type hello struct {
	Fenchel int    `json:"fenchel"` // Version
	Role    string `json:"role"`
	Name    string `json:"name"`
	Version string `json:"version"` // of the dynamics, or of the policy

	Obs          []channel    `json:"obs,omitempty"`
	Act          []channel    `json:"act,omitempty"`
	Action       *space.Shape `json:"action,omitempty"`
	Period       float64      `json:"period,omitempty"` // s
	Horizon      int          `json:"horizon,omitempty"`
	FixedHorizon bool         `json:"fixed_horizon,omitempty"`

	Can   []string `json:"can,omitempty"`
	Width int      `json:"width"`       // most slots or rows in a frame
	Q     int      `json:"q,omitempty"` // positions of a state
	V     int      `json:"v,omitempty"` // velocities of a state

	ObsLen int `json:"obs_len,omitempty"` // of a policy: what it sees; 0: any
	ActLen int `json:"act_len,omitempty"` // of a policy: what it sends; 0: any

	Summary string `json:"summary,omitempty"`
	Reward  string `json:"reward,omitempty"`
	Start   string `json:"start,omitempty"`
	Ends    string `json:"ends,omitempty"`
	Source  string `json:"source,omitempty"`
}

// welcome is the answer to a hello.
type welcome struct {
	Fenchel int        `json:"fenchel"`
	N       int        `json:"n"`              // slots that are used, or most rows
	Task    *envs.Spec `json:"task,omitempty"` // for a policy: what it acts in
}

// channel is an envs.Channel whose missing bounds are infinite.
type channel struct {
	Name string   `json:"name"`
	Unit string   `json:"unit"`
	Lo   *float64 `json:"lo,omitempty"`
	Hi   *float64 `json:"hi,omitempty"`
}

func (h *hello) can(power string) bool { return slices.Contains(h.Can, power) }

// parseHello reads and checks the first line of a process.
func parseHello(line []byte) (*hello, error) {
	h := &hello{}
	d := json.NewDecoder(bytes.NewReader(line))
	if err := d.Decode(h); err != nil {
		return nil, fmt.Errorf("its first line is no handshake: %q: is something printed to standard output that belongs on standard error?", clip(line, 60))
	}
	return h, h.check()
}

func clip(b []byte, most int) []byte { return b[:min(len(b), most)] }

// check says what is wrong with a handshake: everything that is printed, stored or allocated later is bounded here.
func (h *hello) check() error {
	switch {
	case h.Fenchel != Version:
		return fmt.Errorf("its handshake is of version %d of the protocol, this program speaks %d", h.Fenchel, Version)
	case h.Role != roleEnv && h.Role != rolePolicy:
		return fmt.Errorf("its handshake has the role %q: want %s or %s", clip([]byte(h.Role), 60), roleEnv, rolePolicy)
	case h.Name == "" || h.Version == "":
		return errors.New("its handshake has no name or no version")
	}
	err := cmp.Or(h.checkSizes(), h.checkTexts())
	if err == nil && h.Role == roleEnv {
		err = h.checkTask()
	}
	return err
}

// checkSizes bounds every number that memory depends on.
func (h *hello) checkSizes() error {
	if h.Width < 1 || h.Width > maxWidth {
		return fmt.Errorf("its handshake has a width of %d: want 1 to %d", h.Width, maxWidth)
	}
	if len(h.Can) > maxText {
		return fmt.Errorf("its handshake promises %d powers", len(h.Can))
	}
	for _, size := range []struct {
		name string
		n    int
	}{{"q", h.Q}, {"v", h.V}, {"obs_len", h.ObsLen}, {"act_len", h.ActLen}} {
		if size.n < 0 || size.n > maxChannels {
			return fmt.Errorf("its handshake has %s %d: want 0 to %d", size.name, size.n, maxChannels)
		}
	}
	return nil
}

func (h *hello) checkTask() error {
	switch {
	case len(h.Obs) == 0 || len(h.Obs) > maxChannels || len(h.Act) > maxChannels:
		return fmt.Errorf("its handshake has %d observations and %d actions: want 1 to %d", len(h.Obs), len(h.Act), maxChannels)
	case h.Action == nil:
		return errors.New("its handshake has no action set")
	case !(h.Period > 0) || h.Period > maxPeriod:
		return fmt.Errorf("its handshake has a period of %v s", h.Period)
	case h.Horizon < 1 || h.Horizon > maxHorizon:
		return fmt.Errorf("its handshake has a horizon of %d steps: want 1 to %d", h.Horizon, maxHorizon)
	}
	set, err := h.Action.Set()
	if err != nil {
		return fmt.Errorf("its handshake: %s", strings.TrimPrefix(err.Error(), "space: "))
	}
	if set.Dim() != len(h.Act) {
		return fmt.Errorf("its handshake names %d actions for a %s", len(h.Act), set)
	}
	for _, c := range slices.Concat(h.Obs, h.Act) {
		if s := c.spec(); !(s.Lo < s.Hi) {
			return fmt.Errorf("its handshake: channel %q: from %v to %v is no interval", c.Name, s.Lo, s.Hi)
		}
	}
	return nil
}

// checkTexts keeps control characters, and with them terminal escapes, out of what is printed and stored.
func (h *hello) checkTexts() error {
	type text struct {
		what, text string
		most       int
	}
	texts := []text{
		{"name", h.Name, maxText}, {"version", h.Version, maxText}, {"summary", h.Summary, maxProse}, {"reward", h.Reward, maxProse},
		{"start", h.Start, maxProse}, {"ends", h.Ends, maxProse}, {"source", h.Source, maxProse},
	}
	for _, c := range slices.Concat(h.Obs, h.Act) {
		texts = append(texts, text{"channel", c.Name, maxText}, text{"unit", c.Unit, maxText})
		if c.Name == "" {
			return errors.New("its handshake has a channel without a name")
		}
	}
	for _, can := range h.Can {
		texts = append(texts, text{"power", can, maxText})
	}
	for _, t := range texts {
		if len(t.text) > t.most {
			return fmt.Errorf("its handshake: %s of %d bytes: want at most %d", t.what, len(t.text), t.most)
		}
		if i := strings.IndexFunc(t.text, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			return fmt.Errorf("its handshake: %s %q has a character that cannot be printed", t.what, t.text)
		}
	}
	return nil
}

func (c channel) spec() envs.Channel {
	s := envs.Channel{Name: c.Name, Unit: c.Unit, Lo: math.Inf(-1), Hi: math.Inf(1)}
	if c.Lo != nil {
		s.Lo = *c.Lo
	}
	if c.Hi != nil {
		s.Hi = *c.Hi
	}
	return s
}

func channelOf(s envs.Channel) channel {
	c := channel{Name: s.Name, Unit: s.Unit}
	if !math.IsInf(s.Lo, 0) {
		c.Lo = &s.Lo
	}
	if !math.IsInf(s.Hi, 0) {
		c.Hi = &s.Hi
	}
	return c
}

// Prefix begins the name of every task and policy of another process, so that none passes for one of this program.
const Prefix = "exec:"

// spec is the datasheet of a checked handshake. Its Content is the SHA-256 of what defines the task: so data and policies
// know the task again, whatever the command is called.
func (h *hello) spec() envs.Spec {
	set, err := h.Action.Set()
	if err != nil {
		panic("remote: the spec of a handshake that was not checked")
	}
	s := envs.Spec{
		Name: Prefix + h.Name, Physics: h.Version, Content: h.hash(), Action: set, Period: h.Period, Horizon: h.Horizon,
		FixedHorizon: h.FixedHorizon, Summary: h.Summary, Reward: h.Reward, Start: h.Start, Ends: h.Ends, Source: h.Source,
	}
	for _, c := range h.Obs {
		s.Obs = append(s.Obs, c.spec())
	}
	for _, c := range h.Act {
		s.Act = append(s.Act, c.spec())
	}
	return s
}

// hash is the SHA-256 of a task's name, version, channels, action set and period, in hexadecimal.
func (h *hello) hash() string {
	text, err := json.Marshal(hello{Fenchel: Version, Role: h.Role, Name: h.Name, Version: h.Version, Obs: h.Obs, Act: h.Act, Action: h.Action, Period: h.Period})
	if err != nil {
		panic("remote: a handshake with values that JSON cannot hold")
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// same reports whether two starts of a command are of one task or policy.
func (h *hello) same(other *hello) bool {
	one, err := json.Marshal(h)
	two, err2 := json.Marshal(other)
	return err == nil && err2 == nil && bytes.Equal(one, two)
}

// helloOf describes a task here to a process there.
func helloOf(e envs.Env, width int) *hello {
	s := e.Spec()
	shape := space.ShapeOf(s.Action)
	h := &hello{
		Fenchel: Version, Role: roleEnv, Name: s.Name, Version: s.Physics, Action: &shape, Period: s.Period, Horizon: s.Horizon,
		FixedHorizon: s.FixedHorizon, Can: []string{canSeed}, Width: width,
		Summary: s.Summary, Reward: s.Reward, Start: s.Start, Ends: s.Ends, Source: s.Source,
	}
	if s.Content != "" {
		h.Version += " " + s.Content
	}
	for _, c := range s.Obs {
		h.Obs = append(h.Obs, channelOf(c))
	}
	for _, c := range s.Act {
		h.Act = append(h.Act, channelOf(c))
	}
	promise := func(ok bool, power string) {
		if ok {
			h.Can = append(h.Can, power)
		}
	}
	_, ok := envs.As[envs.Snapshotter](e)
	promise(ok, canSnapshot)
	_, ok = envs.As[envs.Succeeder](e)
	promise(ok, canSuccess)
	_, ok = envs.As[envs.Scener](e)
	promise(ok, canScene)
	if setter, ok := envs.As[envs.StateSetter](e); ok {
		q, v := setter.State()
		h.Q, h.V = len(q), len(v)
		promise(true, canState)
	}
	return h
}

// parseWelcome reads the answer to a handshake that offered so many slots or rows.
func parseWelcome(line []byte, width int) (*welcome, error) {
	w := &welcome{}
	if err := json.Unmarshal(line, w); err != nil {
		return nil, fmt.Errorf("the answer to the handshake is none: %q", clip(line, 60))
	}
	switch {
	case w.Fenchel != Version:
		return nil, fmt.Errorf("the answer to the handshake is of version %d of the protocol, this program speaks %d", w.Fenchel, Version)
	case w.N < 1 || w.N > width:
		return nil, fmt.Errorf("%d are asked for: want 1 to %d", w.N, width)
	}
	return w, nil
}
