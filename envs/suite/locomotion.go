package suite

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// maxMargins is the variant of locomotion tasks with the contact margins of MuJoCo before 3.5.
const maxMargins = "max-margins"

// locomotionTasks are the rows of package locomotion.
func locomotionTasks() []Task {
	var rows []Task
	for _, r := range locomotion.Tasks() {
		rows = append(rows, Task{
			Name:     r.Name,
			Tags:     []string{"locomotion", "continuous"},
			Variants: r.Variants,
			build: func(v variant) envs.Env {
				o := r.Default()
				v.applyLocomotion(&o)
				return r.New(o)
			},
		})
	}
	return rows
}

func (v variant) applyLocomotion(o *locomotion.Options) {
	o.FixedHorizon = v.fixedHorizon
	if v.horizon != 0 {
		o.Horizon = v.horizon
	}
	if v.has(maxMargins) {
		o.Margins = physics.MaxMargins
	}
}
