package imitation

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// widened is a task whose first action coordinate is badly scaled: its bounds are wider by a factor than the range that
// the actuator uses, so that in normalized coordinates the expert's actions fill a small part of the axis. The task itself
// clips, as it always does.
type widened struct {
	envs.Env
	spec envs.Spec
}

// widen makes such a task, or says why its actions have no bounds.
func widen(newEnv func() envs.Env, factor float64) (func() envs.Env, error) {
	spec := newEnv().Spec()
	box, ok := spec.Action.(space.Box)
	if !ok {
		return nil, fmt.Errorf("the actions of task %q have no bounds to widen", spec.Name)
	}
	wide := space.Box{Lo: append([]float64{}, box.Lo...), Hi: append([]float64{}, box.Hi...)}
	wide.Lo[0] *= factor
	wide.Hi[0] *= factor
	spec.Action = wide
	spec.Params = append(append([]envs.Param{}, spec.Params...), envs.Param{Name: "widened", Value: fmt.Sprint(factor)})
	return func() envs.Env { return &widened{newEnv(), spec} }, nil
}

// Spec is the task's, with the wider set.
func (w *widened) Spec() envs.Spec { return w.spec }

// Unwrap is the task.
func (w *widened) Unwrap() envs.Env { return w.Env }
