package push

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// memory is what a snapshot holds besides the model: all that affects the future.
type memory struct {
	Coin, Step       uint64
	Dislike          [sides]float64
	Follows, Planned bool
	Approach, Target vec
	Steps, Site      int32
	Pushing          bool
	Done             int32
	Value            float64
	Stuck            int32
	Banned           [maxSites]int32
	Seen             vec
}

var memoryBytes = binary.Size(memory{})

// SaveState appends a snapshot to dst: the memory, in little-endian order, and the model.
func (p *Policy) SaveState(dst []byte) []byte {
	m := memory{
		Coin: p.coin, Step: p.step, Dislike: p.dislike, Follows: p.follows, Planned: p.planned,
		Approach: p.plan.approach, Target: p.plan.target, Steps: int32(p.plan.steps), Site: int32(p.plan.site),
		Pushing: p.plan.pushing, Done: int32(p.plan.done), Value: p.plan.value, Stuck: int32(p.stuck), Seen: p.seen,
	}
	for i, n := range p.banned {
		m.Banned[i] = int32(n)
	}
	dst, err := binary.Append(dst, binary.LittleEndian, &m)
	if err != nil {
		panic("push: a memory without a fixed size")
	}
	return p.model.SaveState(dst)
}

// LoadState returns to what SaveState saved.
func (p *Policy) LoadState(src []byte) error {
	var m memory
	if len(src) < memoryBytes {
		return errors.New("push: these bytes are no snapshot of PushT's expert")
	}
	if err := binary.Read(bytes.NewReader(src), binary.LittleEndian, &m); err != nil {
		return err
	}
	if m.Site < -1 || int(m.Site) >= len(sites) {
		return errors.New("push: this snapshot of PushT's expert is damaged")
	}
	if err := p.model.LoadState(src[memoryBytes:]); err != nil {
		return err
	}
	p.coin, p.step, p.dislike, p.follows, p.planned = m.Coin, m.Step, m.Dislike, m.Follows, m.Planned
	p.plan = plan{
		approach: m.Approach, target: m.Target, steps: int(m.Steps), site: int(m.Site),
		pushing: m.Pushing, done: int(m.Done), value: m.Value,
	}
	p.stuck, p.seen = int(m.Stuck), m.Seen
	for i, n := range m.Banned {
		p.banned[i] = int(n)
	}
	return nil
}
