// Package rl makes experts: it trains policies by reward, for tasks where no formula says what to do. What it writes
// is a policy file like any other, which package expert embeds.
//
// Three learners from reward, each with the reach that its cost allows, and one from demonstrations:
//
//	PPO   clipped policy gradient on many environments at once        (Schulman et al. 2017; advantages by GAE, 2016)
//	ARS   random search over linear policies a = M·(s−μ)/σ            (Mania, Guy and Recht 2018, version V2-t)
//	SAC   off-policy, a critic of the entropy-regularized return      (Haarnoja et al. 2018)
//	GAIL  SAC paid by a judge who knows an expert's pairs              (Ho and Ermon 2016; off-policy: Kostrikov et al. 2019)
//
// PPO spends a hundred times less arithmetic a step of the simulator than SAC. Where steps are cheap, as here, it comes
// first; on halfcheetah it settles for a poor gait, and SAC, which remembers all it has tried, does not.
//
// A Training is a run in a directory. Its checkpoints hold everything, and at a checkpoint every environment begins a
// new episode, so no state of a simulator has to be kept: a run that is interrupted at any moment and resumed from its
// last checkpoint ends with the bytes of the uninterrupted one, for any GOMAXPROCS.
package rl
