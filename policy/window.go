package policy

import (
	"slices"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Window says how far a decision looks back and ahead. At step t the network sees the observations t−h+1 … t and the
// head chooses the actions t … t+c−1, a chunk, as one action of c·k coordinates, of which r are carried out before the
// next decision: a receding horizon. Before the start of an episode its first observation repeats.
//
//	window: {history: 2, chunk: 8, replan: 4}
//
// A chunk makes the actions of one decision agree with each other (Zhao et al. 2023, "Learning Fine-Grained Bimanual
// Manipulation with Low-Cost Hardware"), at the price of acting on observations that are up to r−1 steps old.
type Window struct {
	History int `json:"history" yaml:"history"` // h, observations that a decision sees; more tell velocities and hidden modes apart
	Chunk   int `json:"chunk" yaml:"chunk"`     // c, actions that it chooses; above 1 for boxes alone
	Replan  int `json:"replan" yaml:"replan"`   // r, of them carried out before the next decision, at most c
}

// maxWindow bounds what a configuration can ask for.
const maxWindow = 1 << 10

// DefaultWindow is one observation and one action.
func DefaultWindow() Window { return Window{History: 1, Chunk: 1, Replan: 1} }

// IsZero reports whether it is the default, which files leave out.
func (w Window) IsZero() bool { return w == DefaultWindow() }

// Validate names what is wrong with a window.
func (w Window) Validate() error {
	return config.Join(
		config.Range("history", w.History, 1, maxWindow),
		config.Range("chunk", w.Chunk, 1, maxWindow),
		config.Range("replan", w.Replan, 1, max(w.Chunk, 1)),
	)
}

// CheckFor says why there are no chunks of a set's actions.
func (w Window) CheckFor(action space.Set) error {
	if _, box := action.(space.Box); !box && w.Chunk > 1 {
		return config.Errorf("chunk", "%d actions at once are for boxes, not for a %v: want 1", w.Chunk, action)
	}
	return nil
}

// Set is the c-fold product of a box, the action set of a chunk; any other set has chunks of one.
func (w Window) Set(action space.Set) space.Set {
	b, box := action.(space.Box)
	if !box || w.Chunk == 1 {
		return action
	}
	return space.Box{Lo: slices.Repeat(b.Lo, w.Chunk), Hi: slices.Repeat(b.Hi, w.Chunk)}
}
