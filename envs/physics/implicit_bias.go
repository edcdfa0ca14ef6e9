package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// biasColumn adds h times the derivative of the bias in the velocity of dof j. The recursion of bias is differentiated
// line by line:
//
//	∂v_b = ∂v_parent + cdof_j        ∂a_b = ∂a_parent + Σ ∂(cdof˙) q̇ + cdof˙_j        ∂(cdof˙_i) = ∂v × cdof_i
//	∂f_b = I ∂a_b + ∂v_b ×* I v_b + v_b ×* I ∂v_b
func (m *Model) biasColumn(d *Data, j int, h float64) {
	top := m.DofBody[j]
	end := m.subtreeEnd[top]
	for b := top; b < end; b++ {
		p := &m.bodies[b]
		var dv, da spatial.Motion
		if b > top {
			dv, da = d.dvel[p.parent], d.dacc[p.parent]
		}
		m.differentiate(d, p, j, &dv, &da)
		d.dvel[b], d.dacc[b] = dv, da
		var f, mv, mdv spatial.Force
		d.CInert[b].Mul(&f, &da)
		d.CInert[b].Mul(&mv, &d.CVel[b])
		d.CInert[b].Mul(&mdv, &dv)
		g, k := dv.CrossForce(&mv), d.CVel[b].CrossForce(&mdv)
		accumulate(&f, &g)
		accumulate(&f, &k)
		d.frc[b] = f
	}
	for b := end - 1; b > top; b-- {
		m.putColumn(d, b, j, &d.frc[b], h)
		accumulate(&d.frc[m.bodies[b].parent], &d.frc[b])
	}
	f := d.frc[top]
	for b := top; b > 0; b = m.bodies[b].parent {
		m.putColumn(d, b, j, &f, h)
	}
}

// differentiate carries ∂v and ∂a of column j through the joints of a body.
func (m *Model) differentiate(d *Data, p *bodyPlan, j int, dv, da *spatial.Motion) {
	step := func(i int, before spatial.Motion) {
		c := before.Cross(&d.CDof[i])
		addScaled(da, d.QVel[i], &c)
		if i == j {
			addScaled(da, 1, &d.CDofDot[i])
			addScaled(dv, 1, &d.CDof[i])
		}
	}
	for k := p.jnt0; k < p.jnt1; k++ {
		t := &m.joints[k]
		switch t.typ {
		case Free:
			for i := t.dof; i < t.dof+3; i++ {
				if i == j {
					addScaled(dv, 1, &d.CDof[i])
				}
			}
			before := *dv
			for i := t.dof + 3; i < t.dof+6; i++ {
				step(i, before)
			}
		case Ball:
			before := *dv
			for i := t.dof; i < t.dof+3; i++ {
				step(i, before)
			}
		default:
			step(t.dof, *dv)
		}
	}
}

// putColumn adds h ⟨cdof_i, f⟩ for the dofs i of body b to column j of M − h Q.
func (m *Model) putColumn(d *Data, b, j int, f *spatial.Force, h float64) {
	p := &m.bodies[b]
	for i := p.dof0; i < p.dof1; i++ {
		s := h * d.CDof[i].Dot(f)
		if i >= j {
			if k := m.placeInRow(i, j); k >= 0 {
				d.impl[k] += s
			}
		}
		if i <= j {
			if k := m.placeInRow(j, i); k >= 0 {
				d.implUp[k] += s
			}
		}
	}
}

// placeInRow is where entry (i, j) of a tree-sparse matrix is, −1 if j is no ancestor of i.
func (m *Model) placeInRow(i, j int) int {
	for k := m.DofMadr[i]; k < m.DofMadr[i+1]; k++ {
		if int(m.chain[k]) == j {
			return k
		}
	}
	return -1
}
