// Package physics moves rigid bodies in generalized coordinates, with the equations and the names of MuJoCo.
//
// A Model is a tree of bodies connected by joints. Its state is q (positions) and v (velocities of the joints, the
// "dofs"); contacts and joint limits are soft constraints. One step solves
//
//	M(q) v̇ + c(q,v) = τ + J(q)ᵀ f        0 ≤ f ⊥ J v̇ − a* + R f ≥ 0
//
// with M the inertia in joint coordinates, c the bias forces (Coriolis, centrifugal, gravity), τ springs, dampers,
// drag and motors, J the constraint Jacobian, a* the acceleration that each constraint asks for and R > 0 its
// softness. Because R is positive the second line is the optimality condition of a strictly convex problem,
//
//	v̇ = argmin_a  ½ ‖a − M⁻¹(τ − c)‖²_M + ½ Σᵢ min(0, (J a − a*)ᵢ)² / Rᵢ
//
// which has one answer, found here by Newton's method to rounding (Todorov, "Convex and analytically-invertible
// dynamics with contacts and constraints", ICRA 2014).
//
// The stages of a forward evaluation are a file each, in the order in which they run:
//
//	kinematics  inertia  factor  velocity  passive  actuation  collision  constraint  solver
//
// and integrate.go strings evaluations into steps. Model is constant, Data changes: m.Step(d) reads m and writes d.
// Saving a state is copying a Data.
//
// All arithmetic is float64, in an order that does not depend on anything but the inputs. A state that leaves the
// range of sane numbers is reported by Data.Diverged and left as it is.
package physics
