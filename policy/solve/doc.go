// Package solve finds the action that an energy asks for,
//
//	p* = argmax_{p∈C} Φ(v,p) − Ω(p)          Ω^Φ(v) = max_{p∈C} Φ(v,p) − Ω(p)
//
// A Problem is an energy, a regularizer and an action set; a Solver maximizes it for many rows of v in lockstep and
// reports how it went. Where Φ − Ω is concave, Report.Gap = max_{z∈C} ⟨∇(Φ−Ω)(v,p), z−p⟩ bounds what was missed; where
// nothing is known, Gap = +Inf. An inexact maximum is never passed off as exact.
//
// Solvers own their scratch and serve one goroutine; once warm nothing allocates. A solver that draws takes row i's
// numbers from PCG(seed, global index of the row), so that a batch cut elsewhere draws the same.
package solve
