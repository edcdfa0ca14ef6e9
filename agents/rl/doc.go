// Package rl learns by reward, for tasks where no formula says what to do. What it writes is a policy file like any
// other; package expert embeds some of them.
//
// Three methods, each with the reach that its cost allows:
//
//	PPO   clipped policy gradient on many environments at once        (Schulman et al. 2017; advantages by GAE, 2016)
//	ARS   random search over linear policies a = M·(s−μ)/σ            (Mania, Guy and Recht 2018, version V2-t)
//	SAC   off-policy, a critic of the entropy-regularized return      (Haarnoja et al. 2018)
//
// SAC may also learn from another Reward than the task's own: package adversarial does.
//
// PPO spends a hundred times less arithmetic a step of the simulator than SAC. Where steps are cheap, as here, it comes
// first; on halfcheetah it settles for a poor gait, and SAC, which learns from all it has tried, does not.
//
// At a scheduled checkpoint every environment begins a new episode, so the checkpoint holds no state of a simulator; one
// that an interruption forces holds the episodes in progress, and the part of an update that was done. Either way the
// run ends with the bytes of the uninterrupted one, for any GOMAXPROCS.
package rl
