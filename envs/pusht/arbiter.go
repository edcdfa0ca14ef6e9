package pusht

// Each pair of a part of the block and the agent or a wall has an arbiter, which keeps the contacts' impulses from one
// step to the next. All contacts are without friction, and the other body has infinite mass, so that the block alone
// feels them.

// phase is what an arbiter knows of the steps before.
type phase int8

const (
	apart   phase = iota // no cached contact
	first                // in contact, and not in the step before
	lasting              // in contact, as in the step before
	cached               // was in contact, at most persistence steps ago
)

const (
	persistence = 3  // steps without contact after which impulses are forgotten
	iterations  = 10 // sweeps of the solver
	// slop is 0.1 in float32: the overlap that is not corrected, px.
	slop = float64(float32(0.1))
	// correction is 1 − b^dt, b = (1 − float32 0.1)^60 in float32: the share of the overlap corrected in a step.
	correction = 0.061259621561307376
)

// contact is one point of an arbiter.
type contact struct {
	id      int8
	impulse float64 // along the normal, accumulated over the sweeps; kept for the next step

	ra, rb  Vec     // from the centers of gravity, px
	mass    float64 // that the normal impulse sees
	bias    float64 // velocity along the normal that corrects the overlap, px/s
	push    float64 // the impulse of that correction
	overlap float64 // distance of the points along the normal, negative in overlap, px
}

// arbiter is the memory of one pair.
type arbiter struct {
	phase    phase
	idle     int8 // steps since the last contact
	count    int8
	n        Vec
	contacts [2]contact
}

// arbiters are the pairs: agent and walls with bar and stem.
const arbiters = (agentShape + 1) * 2

// pairOf is the number of the arbiter of agent or wall, and bar or stem.
func pairOf(other, part int8) int8 { return 2*other + part - barShape }

// meet takes over what the narrow phase found. Contacts known by their id go on with their impulse.
func (r *arbiter) meet(t *touches, a, b Vec) {
	old := r.contacts
	for i, at := range t.at[:t.count] {
		c := &r.contacts[i]
		*c = contact{id: at.id, ra: at.a.Sub(a), rb: at.b.Sub(b)}
		for _, o := range old[:r.count] {
			if o.id == c.id {
				c.impulse = o.impulse
			}
		}
	}
	r.n, r.count, r.idle = t.n, int8(t.count), 0
	if r.phase == apart || r.phase == cached {
		r.phase = first
	}
}

// age counts a step without contact.
func (r *arbiter) age() {
	if r.phase == apart {
		return
	}
	r.phase = cached
	if r.idle++; r.idle == persistence {
		*r = arbiter{}
	}
}

// prepare computes masses and bias velocities. offset leads from the other body's center to the block's.
func (r *arbiter) prepare(offset Vec) {
	for i := range r.contacts[:r.count] {
		c := &r.contacts[i]
		arm := c.rb.Cross(r.n)
		c.mass = 1 / (1/blockMass + float64(float64((1/blockInertia)*arm)*arm))
		c.overlap = c.rb.Sub(c.ra).Add(offset).Dot(r.n)
		c.bias = float64(-correction*min(0, c.overlap+slop)) / dt
		c.push = 0
	}
}

// sweep applies the change of each contact's impulses, both computed from the velocities before either. v is the other
// body's velocity.
func (r *arbiter) sweep(b *block, v Vec) {
	for i := range r.contacts[:r.count] {
		c := &r.contacts[i]
		toward := b.shove.at(c.rb).Dot(r.n)
		relative := b.motion.at(c.rb).Sub(v).Dot(r.n)
		push, impulse := c.push, c.impulse
		c.push = max(push+float64((c.bias-toward)*c.mass), 0)
		c.impulse = max(impulse-float64(relative*c.mass), 0)
		b.shove.apply(c.rb, r.n.Scale(c.push-push))
		b.motion.apply(c.rb, r.n.Scale(c.impulse-impulse))
	}
}
