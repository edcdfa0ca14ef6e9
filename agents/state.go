package agents

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// What the driver adds to a learner's state in a checkpoint, as JSON.
const (
	bestKey = "best" // mean return of the policy that is kept, null before the first evaluation
	dueKey  = "due"  // what the step still owes, in a checkpoint that an interruption forced
)

// state is the learner's and the driver's, with the policy that it has learned so far; nil where the learner's cannot be
// saved.
func (s *session) state() (*net.File, error) {
	f := s.l.State()
	if f == nil {
		return nil, nil
	}
	if l, ok := s.l.(Journaled); ok {
		s.r.journal.needed = int64(l.Extent().Needed)
	}
	p, err := s.l.Policy()
	if err != nil {
		return nil, err
	}
	if err := embed(f, p); err != nil {
		return nil, err
	}
	if s.plan.Evaluate > 0 && !s.plan.Watch {
		f.Meta[bestKey] = string(mustJSON(s.best))
	}
	if s.due.any() {
		f.Meta[dueKey] = string(mustJSON(s.due))
	}
	return f, nil
}

// load continues from a state.
func (s *session) load(f *net.File) error {
	for key, dst := range map[string]any{bestKey: &s.best, dueKey: &s.due} {
		if text, ok := f.Meta[key]; ok {
			if err := json.Unmarshal([]byte(text), dst); err != nil {
				return fmt.Errorf("%q: %w", key, err)
			}
		}
	}
	return s.l.Load(f)
}

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("agents: a value that JSON cannot hold: " + err.Error())
	}
	return text
}

// digest names the content of a file by its SHA-256; empty where there is none.
func digest(f *net.File) string {
	if f == nil {
		return ""
	}
	sum := sha256.New()
	if _, err := f.WriteTo(sum); err != nil {
		panic("agents: " + err.Error())
	}
	return hex.EncodeToString(sum.Sum(nil))
}
