package mjcf

// Every attribute of MJCF is one of three: read, passed over because the motion does not depend on it, or refused because
// the motion would depend on it in a way that is not supported. The tables below are the second and the third; an
// attribute that is in neither and that no reader asks for is unknown, and an error.

// passedOver names attributes that are understood and change nothing, by element, with the reason. "*" is any element.
var passedOver = map[string]map[string]string{
	"*": {"user": "not kept"},
	"compiler": {
		"strippath": "file names are taken as they are", "discardvisual": "geoms are kept for drawing",
		"usethread": "does not change the model", "saveinertial": "does not change the model",
		"savecanonical": "does not change the model", "savecompiled": "does not change the model",
		"texturedir": "textures are not drawn", "conflict": "files are not attached by name", "passthrough": "does not change the model",
	},
	"option": {
		"solver": "constraints are always solved to convergence", "iterations": "constraints are always solved to convergence",
		"tolerance": "constraints are always solved to convergence", "ls_iterations": "constraints are always solved to convergence",
		"ls_tolerance": "constraints are always solved to convergence", "jacobian": "how something is computed",
		"noslip_tolerance": "every sweep is made",
		"ccd_iterations":   "how something is computed", "ccd_tolerance": "how something is computed",
		"mpr_iterations": "how something is computed", "mpr_tolerance": "how something is computed",
		"sdf_iterations": "there are no signed distance fields", "sdf_initpoints": "there are no signed distance fields",
		"sleep_tolerance": "nothing sleeps", "apirate": "has no effect in MuJoCo either",
	},
	"flag": {
		"warmstart": "the answer does not depend on it", "midphase": "the answer does not depend on it",
		"island": "the answer does not depend on it", "nativeccd": "the answer does not depend on it",
		"energy": "computed when asked for", "fwdinv": "computed when asked for", "autoreset": "a diverged state is reported",
		"diagexact": "how something is computed",
	},
	"body":      {"sleep": "nothing sleeps", "fuse": "bodies are kept", "simple": "how something is computed"},
	"joint":     {"group": "not kept"},
	"freejoint": {"group": "not kept"},
	"geom":      {"castshadow": "not drawn", "fluidcoef": "acts on an ellipsoid fluid shape only"},
	"site":      {"group": "not kept", "mesh": "not drawn"},
	"tendon":    {"group": "not kept", "width": "not drawn", "rgba": "not drawn", "material": "not drawn"},
	"spatial":   {"group": "not kept", "width": "not drawn", "rgba": "not drawn", "material": "not drawn"},
	"fixed":     {"group": "not kept", "width": "not drawn", "rgba": "not drawn", "material": "not drawn"},
	"material": {
		"texture": "not drawn", "texrepeat": "not drawn", "texuniform": "not drawn", "emission": "not drawn",
		"specular": "not drawn", "shininess": "not drawn", "reflectance": "not drawn", "metallic": "not drawn",
		"roughness": "not drawn",
	},
	"camera": {
		"ipd": "not drawn in stereo", "resolution": "the picture has the size that is asked for", "focal": "fovy is used",
		"focalpixel": "fovy is used", "principal": "the picture is centered", "principalpixel": "the picture is centered",
		"sensorsize": "fovy is used", "output": "not kept", "projection": "always perspective", "orthographic": "always perspective",
	},
	"mesh": {
		"content_type": "files are told apart by their endings", "normal": "not drawn", "texcoord": "not drawn",
		"smoothnormal": "not drawn", "material": "not drawn", "maxhullvert": "the whole hull is used",
	},
	"hfield":   {"content_type": "files are told apart by their endings"},
	"model":    {"content_type": "files are told apart by their endings"},
	"exclude":  {"name": "not kept"},
	"pair":     {"name": "not kept"},
	"key":      {"plastic": "there is no plasticity"},
	"actuator": {"group": "not kept", "lengthrange": "there are no muscles", "interp": "there are no delays"},
	"sensor":   {"noise": "not added", "interp": "there are no delays"},
}

// refusal is an attribute that is not supported, unless its value has no effect.
type refusal struct {
	attribute string
	off       string // this value passes; "" none does
}

// refused names attributes that would change the motion, by element.
var refused = map[string][]refusal{
	"compiler": {{"coordinate", "local"}, {"fusestatic", "false"}, {"alignfree", "false"}},
	"option":   {{"actuatorgroupdisable", ""}, {"o_adhesion", ""}},
	"flag": {
		{"override", "disable"}, {"invdiscrete", "disable"}, {"sleep", "disable"}, {"ipc", "disable"}, {"speculative", "disable"},
	},
	"joint":     {{"springyield", "0"}},
	"freejoint": {{"align", "false"}},
	"geom": {
		{"fluidshape", "none"}, {"adhesion", "0"}, {"surfacevel", "0"}, {"hfield", ""}, {"shellinertia", "false"},
	},
	"mesh":    {{"builtin", "none"}, {"params", ""}},
	"pair":    {{"adhesion", "0"}},
	"tendon":  {{"springyield", "0"}},
	"spatial": {{"springyield", "0"}},
	"fixed":   {{"springyield", "0"}},
	"actuator": {
		{"actdim", "1"}, {"delay", "0"}, {"nsample", "0"}, {"armature", "0"}, {"damping", "0"}, {"ffrange", "0"}, {"velrange", "0"},
		{"input", ""},
	},
	"sensor": {{"delay", "0"}, {"nsample", "0"}, {"interval", "0"}},
}

// families are elements that share the tables of another name, besides their own.
var families = map[string]string{
	"motor": "actuator", "position": "actuator", "velocity": "actuator", "intvelocity": "actuator", "damper": "actuator",
	"cylinder": "actuator", "general": "actuator", "worldbody": "body",
}

// settle passes over, or refuses, the attributes that no reader has asked for. What is in no table is unknown.
func (r *reader) settle(element string) {
	for i := range r.attrs {
		if r.asked&(1<<i) != 0 {
			continue
		}
		name, value := r.attrs[i].Name.Local, r.attrs[i].Value
		if why, ok := overlooked(element, name); ok {
			r.log.warn(r.node, r.name+" "+name, why)
			continue
		}
		off, ok := refusedUnless(element, name)
		switch {
		case !ok:
			r.log.refuse(r.node, name, "unknown attribute %.40q", name)
		case !meansOff(value, off):
			r.log.refuse(r.node, name, "%s=%.20q is not supported", name, value)
		}
	}
}

// overlooked returns why an attribute is passed over, if it is.
func overlooked(element, attribute string) (string, bool) {
	for _, e := range [...]string{element, families[element], "*"} {
		if why, ok := passedOver[e][attribute]; ok {
			return why, true
		}
	}
	return "", false
}

// refusedUnless returns the value with which a refused attribute passes.
func refusedUnless(element, attribute string) (string, bool) {
	for _, e := range [...]string{element, families[element]} {
		for _, r := range refused[e] {
			if r.attribute == attribute {
				return r.off, true
			}
		}
	}
	return "", false
}
