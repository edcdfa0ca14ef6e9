package physics

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestState checks that a saved state brings back present, past and future to the bit.
func TestState(t *testing.T) {
	for name, m := range goldenModels(t) {
		d, e := m.NewData(), m.NewData()
		perturb(m, d, rand.New(rand.NewPCG(1, 9)))
		for range 40 {
			m.Step(d)
		}
		m.RNEPostConstraint(d)
		saved := m.AppendState(nil, d)
		if len(saved) != m.StateSize() {
			t.Errorf("%s: a state of %d bytes, want %d", name, len(saved), m.StateSize())
		}
		if err := m.LoadState(e, saved); err != nil {
			t.Fatal(err)
		}
		same := func(what string) {
			t.Helper()
			if !bytes.Equal(m.AppendState(nil, d), m.AppendState(nil, e)) {
				t.Errorf("%s: %s: the states differ", name, what)
			}
			x := append(flatVec(d.XPos), d.QAcc...)
			y := append(flatVec(e.XPos), e.QAcc...)
			for b := range d.CFrcExt {
				f, g := d.CFrcExt[b], e.CFrcExt[b]
				x, y = append(x, f.T.X, f.F.Z), append(y, g.T.X, g.F.Z)
			}
			if !bytes.Equal(appendFloats(nil, x...), appendFloats(nil, y...)) {
				t.Errorf("%s: %s: derived quantities differ", name, what)
			}
		}
		same("after LoadState")
		for range 40 {
			m.Step(d)
			m.Step(e)
		}
		m.RNEPostConstraint(d)
		m.RNEPostConstraint(e)
		same("40 steps later")
		m.Step(d)
		m.RNEPostConstraint(d)
		m.CopyState(e, d)
		same("after CopyState")
	}
}

func TestLoadStateRefuses(t *testing.T) {
	m := ballOnFloor(t)
	d := m.NewData()
	d.QPos[0] = 7
	saved := m.AppendState(nil, m.NewData())
	for _, bad := range [][]byte{nil, saved[:len(saved)-1], append([]byte{255}, saved[1:]...)} {
		if err := m.LoadState(d, bad); err == nil || d.QPos[0] != 7 {
			t.Errorf("%d bytes: error %v, position %v", len(bad), err, d.QPos[0])
		}
	}
}
