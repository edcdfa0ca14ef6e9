package envtest

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// checkSpec checks the datasheet by itself and reports whether it is sound enough to play by.
func (c *checker) checkSpec() bool {
	s := c.spec
	bad := func(format string, args ...any) { c.add(SpecComplete, format, args...) }
	if len(s.Obs) == 0 || s.Action == nil || s.Horizon < 1 || len(s.Act) != s.Action.Dim() {
		bad("%d observation channels, action set %v with %d channels, horizon %d", len(s.Obs), s.Action, len(s.Act), s.Horizon)
		return false
	}
	if s.Name == "" || strings.ContainsAny(s.Name, " \t\n/") {
		bad("name %q", s.Name)
	}
	if s.Physics == "" {
		bad("no physics version")
	}
	if !(s.Period > 0) || math.IsInf(s.Period, 0) {
		bad("period %v s", s.Period)
	}
	c.checkProse()
	c.checkChannels("observation", s.Obs)
	c.checkChannels("action", s.Act)
	c.checkBounds()
	c.checkIdentity()
	return true
}

// checkProse checks that the datasheet says what a reader of it needs.
func (c *checker) checkProse() {
	s := c.spec
	for _, p := range [...]struct{ field, text string }{
		{"Summary", s.Summary}, {"Reward", s.Reward}, {"Start", s.Start}, {"Ends", s.Ends}, {"Source", s.Source},
	} {
		if strings.TrimSpace(p.text) == "" {
			c.add(SpecComplete, "%s is empty", p.field)
		}
	}
}

// checkBounds checks that the action channels have the bounds of the action set, where that is a box.
func (c *checker) checkBounds() {
	box, ok := c.spec.Action.(space.Box)
	if !ok {
		return
	}
	for i, ch := range c.spec.Act {
		if ch.Lo != box.Lo[i] || ch.Hi != box.Hi[i] {
			c.add(SpecComplete, "action channel %q ranges over [%v, %v], the action set over [%v, %v]", ch.Name, ch.Lo, ch.Hi, box.Lo[i], box.Hi[i])
		}
	}
}

func (c *checker) checkChannels(kind string, list []envs.Channel) {
	seen := map[string]bool{}
	for i, ch := range list {
		switch {
		case ch.Name == "" || ch.Unit == "":
			c.add(SpecComplete, "%s channel %d has name %q and unit %q", kind, i, ch.Name, ch.Unit)
		case seen[ch.Name]:
			c.add(SpecComplete, "two %s channels are called %q", kind, ch.Name)
		case !(ch.Lo < ch.Hi):
			c.add(SpecComplete, "%s channel %q ranges over [%v, %v]", kind, ch.Name, ch.Lo, ch.Hi)
		}
		seen[ch.Name] = true
	}
}

// checkIdentity checks that a second environment has the same identity, and that a file would keep it.
func (c *checker) checkIdentity() {
	want := c.spec.Hash()
	if c.newEnv().Spec().Hash() != want {
		c.add(SpecConstant, "two environments have different Specs")
	}
	data, err := json.Marshal(c.spec)
	if err != nil {
		c.add(SpecConstant, "to JSON: %v", err)
		return
	}
	var back envs.Spec
	if err := json.Unmarshal(data, &back); err != nil {
		c.add(SpecConstant, "from JSON: %v", err)
	} else if back.Hash() != want {
		c.add(SpecConstant, "the Spec that comes back from JSON is another one")
	}
}
