// Package policy chooses actions by maximizing an energy.
//
// A network computes v = f_W(s) from the observation, an Energy Φ(v,p) says how well the action p suits it (higher is
// better), a Regularizer Ω(p) keeps the answer unique and smooth, and a Solver finds, over the action set C,
//
//	p* = argmax_{p∈C} Φ(v,p) − Ω(p)          Ω^Φ(v) = max_{p∈C} Φ(v,p) − Ω(p)
//
// Ω^Φ is the generalized conjugate of Ω (Blondel et al., "Learning Energy Networks with Generalized Fenchel-Young
// Losses", 2022). With Φ = ⟨u,p⟩, Ω = ½‖p‖² and C = [−1,1]^k this is p* = clip(u), ordinary regression with clipping;
// with a pairwise term ½⟨p,Up⟩ the coordinates of the action agree with each other before it is sent.
//
// Energies, regularizers and solvers are packages of their own. Together with the set they are a Greedy: the decoder of a
// policy and the argmax inside loss.FenchelYoung, so that what is trained is what acts. Heads without an energy,
// Deterministic and Gaussian, are there as baselines. A Network joins standardizer, f_W, a Head and the edge to the task's
// units into a policy that acts, can be cloned for other goroutines, and is kept in one file.
//
// Rows. Everything is batched: row i of a Matrix is sample i, and n problems are solved in lockstep. Where an energy
// takes v and p, p may have m times as many rows as v: rows i·m to (i+1)·m−1 of p are then m candidates for row i of
// v, and whatever depends on v alone is computed once. Energies, regularizers and losses live in normalized
// coordinates, where a box is [−1,1]^k (package space).
//
// Constants and scratch. Weights are shared; energies and solvers that need scratch memory own it and serve one
// goroutine: Clone gives another goroutine its own. Once warm nothing allocates. A solver that draws takes row i's
// numbers from PCG(seed, global index of the row), so that a batch cut elsewhere draws the same.
//
// A solve returns a Report with its point. Where Φ − Ω is concave, Gap = max_{z∈C} ⟨∇(Φ−Ω)(v,p), z−p⟩ bounds what
// was missed; where nothing is known, Gap = +Inf. An inexact maximum is never passed off as exact.
package policy
