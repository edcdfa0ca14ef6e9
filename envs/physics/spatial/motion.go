package spatial

// Motion is a spatial velocity or acceleration about a reference point.
type Motion struct {
	W Vec // rotational part ω, rad/s
	V Vec // translational part v at the reference point, m/s
}

// Force is a spatial force about a reference point.
type Force struct {
	T Vec // torque, N m
	F Vec // force, N
}

// Add returns m + b.
func (m Motion) Add(b Motion) Motion { return Motion{m.W.Add(b.W), m.V.Add(b.V)} }

// Add returns f + b.
func (f Force) Add(b Force) Force { return Force{f.T.Add(b.T), f.F.Add(b.F)} }

// Sub returns f − b.
func (f Force) Sub(b Force) Force { return Force{f.T.Sub(b.T), f.F.Sub(b.F)} }

// Dot returns the power ⟨τ,ω⟩ + ⟨f,v⟩ of f along m.
func (m *Motion) Dot(f *Force) float64 {
	return m.W.X*f.T.X + m.W.Y*f.T.Y + m.W.Z*f.T.Z + m.V.X*f.F.X + m.V.Y*f.F.Y + m.V.Z*f.F.Z
}

// Cross returns m × b = (ω×b_ω, ω×b_v + v×b_ω), the rate of b carried along by m.
func (m *Motion) Cross(b *Motion) Motion {
	return Motion{m.W.Cross(b.W), m.W.Cross(b.V).Add(m.V.Cross(b.W))}
}

// CrossForce returns m ×* f = (ω×τ + v×f, ω×f), the rate of f carried along by m.
func (m *Motion) CrossForce(f *Force) Force {
	return Force{m.W.Cross(f.T).Add(m.V.Cross(f.F)), m.W.Cross(f.F)}
}

// Inertia is a spatial inertia about a reference point: ten numbers.
type Inertia struct {
	XX, YY, ZZ, XY, XZ, YZ float64 // rotational inertia about the reference point, kg m²
	H                      Vec     // mass times offset of the center of mass, m d, kg m
	M                      float64 // mass, kg
}

// Mul sets f to the momentum (or force) i v = (I ω + m d×v, m v − m d×ω).
func (i *Inertia) Mul(f *Force, v *Motion) {
	w, u, h := v.W, v.V, i.H
	f.T.X = i.XX*w.X + i.XY*w.Y + i.XZ*w.Z + h.Y*u.Z - h.Z*u.Y
	f.T.Y = i.XY*w.X + i.YY*w.Y + i.YZ*w.Z + h.Z*u.X - h.X*u.Z
	f.T.Z = i.XZ*w.X + i.YZ*w.Y + i.ZZ*w.Z + h.X*u.Y - h.Y*u.X
	f.F.X = i.M*u.X + h.Z*w.Y - h.Y*w.Z
	f.F.Y = i.M*u.Y + h.X*w.Z - h.Z*w.X
	f.F.Z = i.M*u.Z + h.Y*w.X - h.X*w.Y
}

// Accumulate adds b, an inertia about the same point, to i.
func (i *Inertia) Accumulate(b *Inertia) {
	i.XX += b.XX
	i.YY += b.YY
	i.ZZ += b.ZZ
	i.XY += b.XY
	i.XZ += b.XZ
	i.YZ += b.YZ
	i.H.X += b.H.X
	i.H.Y += b.H.Y
	i.H.Z += b.H.Z
	i.M += b.M
}
