package clone

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// minBaseScale is the least unit of what a network learns, in normalized coordinates: below it a linear policy is the
// expert.
const minBaseScale = 1e-4

// setBase lets the network correct a linear policy where one explains the demonstrations well enough.
//
// Why: an expert that balances is nearly linear, and its demonstrations are mostly of rest. Scaled to deviation 1, an
// observation that varies by 5e-4 at rest is 20 as soon as something moves, where the network has learned nothing; and
// actions of deviation 0.01 are lost among the errors of a network whose outputs are made for 1. The linear policy is
// right beyond the data, too, and what it leaves is learned in units of its own.
func (l *Learner) setBase(n *policy.Network, x *net.Standardizer) error {
	if _, box := l.data.Spec().Action.(space.Box); !box || l.o.LinearBase >= 1 || !n.CanCorrect() {
		return nil
	}
	fit, err := l.data.FitLinear(l.split.Train, x)
	if err != nil || fit.Explained < l.o.LinearBase {
		return err
	}
	l.explained = fit.Explained
	base := policy.NewBase(n.Head().Dim(), n.Task().Obs)
	for i, w := range fit.Weight.Data {
		base.Weight.Data[i] = float32(w)
	}
	for j, b := range fit.Bias {
		base.Bias[j] = float32(b)
		base.Scale[j] = float32(max(fit.Deviation[j], minBaseScale))
	}
	return n.SetBase(base)
}
