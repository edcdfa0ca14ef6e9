package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// law is the law of a soft constraint, worked out from SolRef and SolImp. It asks for the acceleration
//
//	aref = −B (J v) − K d (pos − margin)        K = 1/(d₁² t² ζ²)    B = 2/(d₁ t)
//
// where t is the time constant, ζ the damping ratio and the impedance d grows with the depth x = |pos − margin|/width:
//
//	d = d₀ + y(x) (d₁ − d₀)
type law struct {
	k, b          float64
	d0, d1        float64
	width         float64 // 0: the impedance is constant
	middle, power float64
	left, right   float64 // scales of the two branches of y
	constant      float64 // impedance where it does not vary
}

// impedance bounds, as in MuJoCo.
const minImp, maxImp = 0.0001, 0.9999

func (m *Model) newLaw(ref SolRef, imp SolImp) law {
	bounds := [2]float64{minImp, maxImp}
	l := law{
		d0: clamp(imp[0], bounds), d1: clamp(imp[1], bounds), width: math.Max(0, imp[2]),
		middle: clamp(imp[3], bounds), power: math.Max(1, imp[4]),
	}
	if l.d0 == l.d1 || l.width <= spatial.MinVal {
		l.width, l.constant = 0, (l.d0+l.d1)/2
	}
	l.left, l.right = 1/math.Pow(l.middle, l.power-1), 1/math.Pow(1-l.middle, l.power-1)
	t := ref[0]
	if t <= 0 { // direct stiffness and damping
		l.k, l.b = -ref[0]/(l.d1*l.d1), -ref[1]/l.d1
		return l
	}
	if !m.Option.Disable.RefSafe {
		t = math.Max(t, 2*m.Option.Timestep)
	}
	l.k = 1 / math.Max(spatial.MinVal, l.d1*l.d1*t*t*ref[1]*ref[1])
	l.b = 2 / math.Max(spatial.MinVal, l.d1*t)
	return l
}

// impedance returns d at a depth in metres or radians. The curve y is a power of x up to the middle and the same power
// turned around after it.
func (l *law) impedance(depth float64) float64 {
	if l.width == 0 {
		return l.constant
	}
	x := depth / l.width
	if x >= 1 {
		return l.d1
	}
	y := x
	switch {
	case l.power == 1:
	case l.power == 2 && x <= l.middle:
		y = x * x * l.left
	case l.power == 2:
		y = 1 - (1-x)*(1-x)*l.right
	case x <= l.middle:
		y = math.Pow(x, l.power) * l.left
	default:
		y = 1 - math.Pow(1-x, l.power)*l.right
	}
	return l.d0 + y*(l.d1-l.d0)
}

// apply sets impedance, spring and damper of a constraint and its stiffness
//
//	D = 1/R        R = scale (1 − d)/d · diagApprox
func (l *law) apply(c *Constraint, scale float64) {
	c.K, c.B, c.Imp = l.k, l.b, l.impedance(math.Abs(c.Pos-c.Margin))
	c.D = 1 / (scale * math.Max(spatial.MinVal, (1-c.Imp)/c.Imp*c.DiagApprox))
}
