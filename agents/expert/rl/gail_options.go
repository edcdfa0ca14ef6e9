package rl

import "errors"

// GAILOptions are the constants of adversarial imitation; how the policy learns from the judged rewards stands in
// PPOOptions.
type GAILOptions struct {
	Hidden []int   `yaml:"hidden"` // widths of the judge's hidden layers
	Rate   float64 `yaml:"rate"`   // step size of its Adam
	Steps  int     `yaml:"steps"`  // of it, for one update of the policy
	Batch  int     `yaml:"batch"`  // pairs of the expert's in a step, and as many of the policy's
	Noise  float64 `yaml:"noise"`  // deviation of noise on what the judge is trained on, in standard deviations of the expert's
	Decay  float64 `yaml:"decay"`  // of AdamW
}

// DefaultGAIL is a judge that learns slowly and from blurred pairs, so that it does not win at once.
func DefaultGAIL() GAILOptions {
	return GAILOptions{Hidden: []int{64, 64}, Rate: 1e-4, Steps: 2, Batch: 256, Noise: 0.5, Decay: 0.1}
}

func (o GAILOptions) validate() error {
	errs := []error{
		within("gail.rate", o.Rate, 1e-8, 1), atLeast("gail.steps", int64(o.Steps), 1), atLeast("gail.batch", int64(o.Batch), 1),
		within("gail.noise", o.Noise, 0, 10), within("gail.decay", o.Decay, 0, 1),
	}
	for _, n := range o.Hidden {
		errs = append(errs, atLeast("gail.hidden", int64(n), 1))
	}
	return errors.Join(errs...)
}
