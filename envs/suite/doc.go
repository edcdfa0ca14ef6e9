// Package suite is the one table of tasks: their names, constructors, tags and reference returns. Tests and commands
// range over it. Register adds tasks of one's own:
//
//	func init() {
//		suite.Register(suite.Task{Name: "glider", Build: func(v suite.Variant) envs.Env {
//			return episode.New(glider{}, gliderSpec, v.Options(200), 2, 2)
//		}})
//	}
//
// A task id is a name, followed by variants, each after a colon:
//
//	pendulum                     the task as its source defines it
//	pendulum:fixed-horizon       ends at the horizon only
//	pendulum:horizon=500         ends after 500 steps instead of its own horizon
//	particle-2:multimodal        a variant that this task alone has
//	ant:mujoco=3.14              under the rules of an earlier release of MuJoCo
//	particle-7                   one of a numbered family
//	multilabel:PATH  model.xml   a task that a file of the user's defines
//
// The id of a task that no file defines is its Spec's Name, so that Make(spec.Name) is the task again. Of a Spec that an
// earlier version stored, Make(Stored(spec.Name, spec)) is: the same id may have meant another task.
package suite
