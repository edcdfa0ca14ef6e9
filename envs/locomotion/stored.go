package locomotion

import (
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// The variants that an id without them meant in earlier versions: the release of MuJoCo, before there was a
// choice, and of a model the controls' range of actuators without one.
const (
	ImpliedRelease   = ReleaseVariant + "3.14"
	ImpliedCtrlRange = CtrlRangeVariant + "-1,1"
)

// former is what the task's identity hashed to before it could say what was implied; none of a task that there was not.
func former(s envs.Spec) []string {
	if s.Physics != versions[physics.MuJoCo314] {
		return nil
	}
	for _, v := range []string{ImpliedRelease, ImpliedCtrlRange} {
		s.Name = strings.Replace(s.Name, ":"+v, "", 1)
	}
	var params []envs.Param
	for _, p := range s.Params {
		if v := p.Name + "=" + p.Value; v != ImpliedRelease && v != ImpliedCtrlRange {
			params = append(params, p)
		}
	}
	s.Params = params
	return []string{s.Hash()}
}
