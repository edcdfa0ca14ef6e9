package energy

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// SecondOrder is an Energy with second derivatives: what it takes to differentiate a solver, or the argmax itself. The
// Fenchel-Young loss never asks for it.
type SecondOrder interface {
	Energy
	// AddSecond adds the gradient of scale·Σ_j ⟨z_j, ∇₂Φ(v_i, p_j)⟩, j over the rows of p and z: in p_j to row j of
	// gradP, which is scale·∇₂₂Φ·z_j, in v to gradV and in the energy's own parameters to grad. A gradient that is not
	// wanted has no rows, or is nil.
	AddSecond(gradP, gradV Matrix, grad net.Params[float32], scale float64, z, v, p Matrix)
	// AddHessian adds scale·∇₂₂Φ(v_i, p_j), k×k, to row j of dst.
	AddHessian(dst Matrix, scale float64, v, p Matrix)
}

// SecondOrderOf returns second derivatives of e for one goroutine, or says that there are none.
func SecondOrderOf(e Energy) (SecondOrder, error) {
	switch e := e.(type) {
	case SecondOrder:
		return e, nil
	case Quadratic:
		return &quadraticSecondOrder{Quadratic: e}, nil
	}
	return nil, fmt.Errorf("energy %q has no second derivatives", e.Name())
}

// quadraticSecondOrder has the second derivatives of an energy that is quadratic in p and whose ∇₁Φ is quadratic in p too:
// central differences with steps ±z are exact then, but for rounding.
type quadraticSecondOrder struct {
	Quadratic
	up, down   Matrix // ∇₂Φ at z and −z, and then p + z and p − z
	plus, less Matrix
	u, upper   []float64
}

// AddHessian adds scale·U.
func (e *quadraticSecondOrder) AddHessian(dst Matrix, scale float64, v, p Matrix) {
	m, k := candidates(v, p, e.VDim(), e.Dim()), e.Dim()
	e.u, e.upper = floats.Grow(e.u, k), floats.Grow(e.upper, k*k)
	for j := range p.Rows {
		if j%m == 0 {
			e.Coefficients(e.u, e.upper, v.Row(j/m))
		}
		floats.AddScaled(dst.Row(j), scale, e.upper)
	}
}

// AddSecond differences ∇₂Φ and ∇₁Φ.
func (e *quadraticSecondOrder) AddSecond(gradP, gradV Matrix, grad net.Params[float32], scale float64, z, v, p Matrix) {
	e.plus, e.less = e.plus.Reshape(p.Rows, p.Cols), e.less.Reshape(p.Rows, p.Cols)
	if gradP.Rows > 0 { // Uz = ½(∇₂Φ(v,z) − ∇₂Φ(v,−z))
		e.up, e.down = e.up.Reshape(p.Rows, p.Cols), e.down.Reshape(p.Rows, p.Cols)
		for i, x := range z.Data {
			e.less.Data[i] = -x
		}
		e.GradP(e.up, v, z)
		e.GradP(e.down, v, e.less)
		for i, x := range e.up.Data {
			gradP.Data[i] += 0.5 * scale * (x - e.down.Data[i])
		}
	}
	for i, x := range z.Data {
		e.plus.Data[i], e.less.Data[i] = p.Data[i]+x, p.Data[i]-x
	}
	if gradV.Rows > 0 {
		e.AddGradV(gradV, 0.5*scale, v, e.plus)
		e.AddGradV(gradV, -0.5*scale, v, e.less)
	}
	if own, ok := e.Quadratic.(Parametric); ok && grad != nil {
		own.AddGradParams(grad, 0.5*scale, v, e.plus)
		own.AddGradParams(grad, -0.5*scale, v, e.less)
	}
}
