package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// Option holds the numbers of a Model that belong to no element. DefaultOption gives MuJoCo's defaults.
type Option struct {
	Timestep   float64     // h of one Step, s; default 0.002
	Gravity    spatial.Vec // acceleration, m/s²; default (0, 0, −9.81)
	Wind       spatial.Vec // velocity of the medium, m/s
	Density    float64     // of the medium, kg/m³; zero: no drag of the second degree
	Viscosity  float64     // of the medium, Pa s; zero: no drag of the first degree
	Integrator Integrator  // default Euler
	Cone       Cone        // of frictional contacts; default PyramidalCone
	Impratio   float64     // frictional over normal constraint impedance; default 1
	NoSlip     int         // sweeps that take slip out of friction after the solver; default 0
	Magnetic   spatial.Vec // field that magnetometers measure, any unit
	Margin     MarginRule  // default SumMargins
	Release    Release     // whose rules hold where releases of MuJoCo differ; default MuJoCo40
	Disable    Disable     // parts of the dynamics that are switched off; zero: none
}

// Disable switches parts of the dynamics off, as MJCF's <flag> does.
type Disable struct {
	Constraint   bool // all constraint forces
	Equality     bool // equality constraints
	FrictionLoss bool // dry friction of joints and tendons
	Limit        bool // limits of joints and tendons
	Contact      bool // collision detection and contacts
	Spring       bool // springs of joints and tendons
	Damper       bool // dampers of joints and tendons
	Gravity      bool
	Sensor       bool // sensors
	Actuation    bool // actuators
	ClampCtrl    bool // the clamp of Ctrl to ActuatorCtrlRange
	FilterParent bool // the rule that a body does not collide with its parent
	RefSafe      bool // the rule that SolRef's time constant is at least two timesteps
	EulerDamp    bool // implicit joint damping in Euler
	MultiCCD     bool // more than one contact of two convex shapes that lie flat on each other
}

// DefaultOption returns the options of an MJCF file that sets none.
func DefaultOption() Option {
	return Option{Timestep: 0.002, Gravity: spatial.Vec{Z: -9.81}, Impratio: 1}
}
