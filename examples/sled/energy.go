package main

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// bowl is an energy of one's own, Φ(v,p) = −½κ‖p − v‖²: the best action is near v, the stiffer the nearer. It is concave
// in p, so that its maximum is global, and not linear in v.
type bowl struct {
	k     int
	kappa float64
}

// Name is that of the registration.
func (bowl) Name() string { return "bowl" }

// Dim is the length of p.
func (e bowl) Dim() int { return e.k }

// VDim is the length of v.
func (e bowl) VDim() int { return e.k }

// Concave is true.
func (bowl) Concave() bool { return true }

// Clone is e, which has no scratch.
func (e bowl) Clone() energy.Energy { return e }

// Value writes −½κ‖p − v‖², for several p a row of v.
func (e bowl) Value(dst []float64, v, p energy.Matrix) {
	each := p.Rows / v.Rows
	for j := range p.Rows {
		var sum float64
		for i, x := range p.Row(j) {
			d := x - v.Row(j / each)[i]
			sum += d * d
		}
		dst[j] = -e.kappa / 2 * sum
	}
}

// GradP writes κ(v − p).
func (e bowl) GradP(dst, v, p energy.Matrix) {
	each := p.Rows / v.Rows
	for j := range p.Rows {
		for i, x := range p.Row(j) {
			dst.Row(j)[i] = e.kappa * (v.Row(j / each)[i] - x)
		}
	}
}

// AddGradV adds scale·κ(p − v).
func (e bowl) AddGradV(dst energy.Matrix, scale float64, v, p energy.Matrix) {
	each := p.Rows / v.Rows
	for j := range p.Rows {
		for i, x := range p.Row(j) {
			dst.Row(j / each)[i] += scale * e.kappa * (x - v.Row(j / each)[i])
		}
	}
}

// bowlOptions are the energy's part of a configuration: {name: bowl, stiffness: 3}.
type bowlOptions struct {
	Stiffness float64 `json:"stiffness" yaml:"stiffness"` // κ; larger moves the action nearer to v
}

// Validate says what is wrong.
func (o bowlOptions) Validate() error {
	if !(o.Stiffness > 0) {
		return fmt.Errorf("stiffness is %v: want a positive number", o.Stiffness)
	}
	return nil
}

// New makes the energy.
func (o bowlOptions) New(set space.Set) energy.Energy { return bowl{set.Dim(), o.Stiffness} }

func init() {
	energy.Register(energy.Registration{Name: "bowl", Formula: "−½κ‖p − v‖²", Options: bowlOptions{Stiffness: 4}, Concave: true})
}
