package rl

// advantages computes, for one environment's consecutive steps, the generalized advantage estimates and the returns
// that the critic regresses on (Schulman et al. 2016, eq. 16):
//
//	δ_t = r_t + γ·V(s_{t+1}) − V(s_t)      Â_t = δ_t + γλ·Â_{t+1}      R_t = Â_t + V(s_t)
//
// next[t] is V(s_{t+1}): 0 after a true end, the value of the terminal observation after a time limit. cut[t] is 1 where
// the episode ended there, in either way, so that no advantage flows back across.
func advantages(adv, ret, reward, value, next []float64, cut []float64, gamma, lambda float64) {
	var a float64
	for t := len(adv) - 1; t >= 0; t-- {
		if cut[t] != 0 {
			a = 0
		}
		a = reward[t] + gamma*next[t] - value[t] + gamma*lambda*a
		adv[t], ret[t] = a, a+value[t]
	}
}
