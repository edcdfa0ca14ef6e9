package locomotion

import (
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// channel is a channel of unbounded range.
func channel(name, unit string) envs.Channel {
	return envs.Channel{Name: name, Unit: unit, Lo: math.Inf(-1), Hi: math.Inf(1)}
}

// within gives channels the range ±bound.
func within(bound float64, list []envs.Channel) []envs.Channel {
	for i := range list {
		list[i].Lo, list[i].Hi = -bound, bound
	}
	return list
}

// positions are the channels of QPos, in order, named after the joints.
func positions(m *physics.Model) []envs.Channel {
	var list []envs.Channel
	for j, kind := range m.JntType {
		name := jointName(m, j)
		switch kind {
		case physics.Hinge:
			list = append(list, channel(name, "rad"))
		case physics.Slide:
			list = append(list, channel(name, "m"))
		case physics.Free:
			list = append(parts(list, name, "m", "x", "y", "z"), parts(nil, name, "1", "qw", "qx", "qy", "qz")...)
		case physics.Ball:
			list = parts(list, name, "1", "qw", "qx", "qy", "qz")
		}
	}
	return unique(list)
}

// velocities are the channels of QVel, in order, named after the joints.
func velocities(m *physics.Model) []envs.Channel {
	var list []envs.Channel
	for j, kind := range m.JntType {
		name := jointName(m, j)
		switch kind {
		case physics.Hinge:
			list = append(list, channel(name+" rate", "rad/s"))
		case physics.Slide:
			list = append(list, channel(name+" rate", "m/s"))
		case physics.Free:
			list = append(parts(list, name, "m/s", "vx", "vy", "vz"), parts(nil, name, "rad/s", "ωx", "ωy", "ωz")...)
		case physics.Ball:
			list = parts(list, name, "rad/s", "ωx", "ωy", "ωz")
		}
	}
	return unique(list)
}

// parts appends the components of a vector of one unit.
func parts(list []envs.Channel, name, unit string, names ...string) []envs.Channel {
	for _, part := range names {
		list = append(list, channel(name+" "+part, unit))
	}
	return list
}

// contactForces are the channels of CFrcExt of all bodies but the world: torque and force.
func contactForces(m *physics.Model) []envs.Channel {
	return perBody(m, []string{"contact torque x", "contact torque y", "contact torque z"}, "N·m",
		[]string{"contact force x", "contact force y", "contact force z"}, "N")
}

// perBody are channels of pairs of vectors, one for each body but the world.
func perBody(m *physics.Model, first []string, unit1 string, second []string, unit2 string) []envs.Channel {
	var list []envs.Channel
	for b := 1; b < m.NBody; b++ {
		for _, what := range first {
			list = append(list, channel(what+" of "+bodyName(m, b), unit1))
		}
		for _, what := range second {
			list = append(list, channel(what+" of "+bodyName(m, b), unit2))
		}
	}
	return unique(list)
}

func jointName(m *physics.Model, j int) string {
	if m.JntName[j] != "" {
		return m.JntName[j]
	}
	return fmt.Sprintf("joint %d", j)
}

func bodyName(m *physics.Model, b int) string {
	if m.BodyName[b] != "" {
		return m.BodyName[b]
	}
	return fmt.Sprintf("body %d", b)
}

// motorUnit is the unit of a control: that of the length for a servo, of the velocity for one that holds a velocity, of
// the force for a motor; of lengths and forces that a gear or gain scales there is none.
func motorUnit(m *physics.Model, i int) string {
	a := &m.Actuators[i]
	length := lengthUnit(m, a)
	if length == "1" {
		return "1"
	}
	held := -1 // the coefficient of bias that the gain balances
	for k := 1; k <= 2 && held < 0 && a.Gain[0] != 0; k++ {
		if a.Bias[k] == -a.Gain[0] {
			held = k
		}
	}
	switch {
	case held == 2 && a.Bias[1] == 0, held == 1 && a.Dyn == physics.Accumulate:
		return length + "/s"
	case held == 1:
		return length
	case a.Gain != [3]float64{1} || a.Bias != [3]float64{}:
		return "1"
	case length == "rad":
		return "N·m"
	}
	return "N"
}

// lengthUnit is the unit of what an actuator moves, "1" for none.
func lengthUnit(m *physics.Model, a *physics.Actuator) string {
	if a.Gear[0] != 1 {
		return "1"
	}
	switch a.Trn {
	case physics.OnSite, physics.OnSlider:
		return "1"
	case physics.OnTendon:
		return "m"
	}
	switch m.JntType[a.ID[0]] {
	case physics.Hinge:
		return "rad"
	case physics.Slide:
		return "m"
	}
	return "1"
}

// motorName is the name of an actuator, or of what it acts on.
func motorName(m *physics.Model, i int) string {
	a := &m.Actuators[i]
	switch {
	case a.Name != "":
		return a.Name
	case a.Trn <= physics.OnJointInParent && m.JntName[a.ID[0]] != "":
		return m.JntName[a.ID[0]]
	case a.Trn == physics.OnTendon && m.Tendons[a.ID[0]].Name != "":
		return m.Tendons[a.ID[0]].Name
	}
	return fmt.Sprintf("actuator %d", i)
}

// unique numbers the second and later of channels that have one name.
func unique(list []envs.Channel) []envs.Channel {
	taken, next := map[string]bool{}, map[string]int{}
	for i := range list {
		name := list[i].Name
		for n := max(2, next[name]); taken[list[i].Name]; n++ {
			list[i].Name = fmt.Sprintf("%s (%d)", name, n)
			next[name] = n + 1
		}
		taken[list[i].Name] = true
	}
	return list
}

// join puts lists of channels in a row.
func join(lists ...[]envs.Channel) []envs.Channel { return slices.Concat(lists...) }
