package physics

import (
	"encoding/binary"
	"errors"
	"math"
)

// A saved state is the inputs twice over: those of the present and those of the last evaluation, from which all
// derived quantities, lagging behind after a Step, are computed again to the same bits.

// CopyState makes the state of dst, another Data of the same model, that of src. Derived quantities follow.
func (m *Model) CopyState(dst, src *Data) {
	m.evaluateAgain(dst, &src.eval, src.posted)
	dst.Time, dst.Diverged = src.Time, src.Diverged
	from := src.inputs()
	for i, s := range dst.inputs() {
		copy(s, from[i])
	}
}

// inputs lists the vectors that the future of d depends on.
func (d *Data) inputs() [8][]float64 {
	return [...][]float64{d.QPos, d.QVel, d.Ctrl, d.QfrcApplied, d.QAccWarmstart, d.Act, d.MocapPos, d.MocapQuat}
}

func (e *evaluation) inputs() [8][]float64 {
	return [...][]float64{e.qpos, e.qvel, e.ctrl, e.applied, e.warm, e.act, e.mocapPos, e.mocapQuat}
}

// evaluateAgain repeats an evaluation in d.
func (m *Model) evaluateAgain(d *Data, e *evaluation, posted bool) {
	m.Reset(d)
	if !e.done {
		return
	}
	from := e.inputs()
	for i, s := range d.inputs() {
		copy(s, from[i])
	}
	m.Forward(d)
	if posted {
		m.RNEPostConstraint(d)
	}
}

// Flags of a saved state.
const (
	savedEval     = 1 << iota // there has been an evaluation
	savedPosted               // and RNEPostConstraint
	savedDiverged             // the state has diverged
)

// StateSize returns the number of bytes that AppendState appends.
func (m *Model) StateSize() int { return 1 + 8*(1+2*(m.NQ+3*m.NV+m.NU+m.NA+7*m.NMocap)) }

// AppendState appends to dst everything that the future and the derived quantities of d depend on.
func (m *Model) AppendState(dst []byte, d *Data) []byte {
	var flags byte
	for i, on := range [...]bool{d.eval.done, d.posted, d.Diverged} {
		if on {
			flags |= 1 << i
		}
	}
	dst = append(dst, flags)
	dst = appendFloats(dst, d.Time)
	for _, s := range d.inputs() {
		dst = appendFloats(dst, s...)
	}
	for _, s := range d.eval.inputs() {
		dst = appendFloats(dst, s...)
	}
	return dst
}

func appendFloats(dst []byte, x ...float64) []byte {
	for _, v := range x {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	return dst
}

// ErrState is returned by LoadState for bytes that no AppendState of this model wrote.
var ErrState = errors.New("physics: not a saved state of this model")

// LoadState makes d the state saved in the first StateSize bytes of src and recomputes its derived quantities. If
// there are fewer bytes it returns ErrState and leaves d alone.
func (m *Model) LoadState(d *Data, src []byte) error {
	if len(src) < m.StateSize() || src[0] >= savedDiverged<<1 {
		return ErrState
	}
	flags, src := src[0], src[1:]
	take := func(s []float64) {
		for i := range s {
			s[i] = math.Float64frombits(binary.LittleEndian.Uint64(src))
			src = src[8:]
		}
	}
	m.Reset(d)
	var now [1]float64
	take(now[:])
	present := d.saved.inputs()
	for _, s := range present {
		take(s)
	}
	for _, s := range d.inputs() {
		take(s)
	}
	if flags&savedEval != 0 {
		m.Forward(d)
	}
	if flags&savedPosted != 0 {
		m.RNEPostConstraint(d)
	}
	for i, s := range d.inputs() {
		copy(s, present[i])
	}
	d.Time, d.Diverged = now[0], flags&savedDiverged != 0
	return nil
}
