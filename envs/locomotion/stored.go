package locomotion

import (
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// StoredID is the task id that makes the task of a stored Spec. A Spec of version 1 that names no release is from before
// there was a choice, or from a program whose standard was 3.14: its task follows the rules of 3.14.
func StoredID(s envs.Spec) string {
	if s.Physics != versions[physics.MuJoCo314] || Standard == physics.MuJoCo314 || strings.Contains(s.Name, ":"+ReleaseVariant) {
		return s.Name
	}
	return s.Name + ":" + ReleaseVariant + physics.MuJoCo314.String()
}

// FormerHash is the hash of the task's identity from before it could name a release, which a program that reads old data
// accepts besides Spec.Hash. It is "" for a task that there was not.
func FormerHash(s envs.Spec) string {
	if s.Physics != versions[physics.MuJoCo314] {
		return ""
	}
	s.Name = strings.Replace(s.Name, ":"+ReleaseVariant+physics.MuJoCo314.String(), "", 1)
	s.Name = strings.Replace(s.Name, ":"+CtrlRangeVariant+"-1,1", "", 1) // was given in silence
	var params []envs.Param
	for _, p := range s.Params {
		if p.Name != "mujoco" && (p.Name != "ctrlrange" || p.Value != "-1,1") {
			params = append(params, p)
		}
	}
	s.Params = params
	return s.Hash()
}
