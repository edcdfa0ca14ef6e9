package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// camera is a <camera> as the file says it.
type camera struct {
	name, mode, target string
	fovy               float64 // degrees
	pose
}

func newCamera() camera { return camera{mode: "fixed", fovy: 45, pose: atOrigin} }

func (c *camera) read(r *reader) {
	r.text("name", &c.name)
	r.word("mode", &c.mode, "fixed", "track", "trackcom", "targetbody", "targetbodycom")
	r.text("target", &c.target)
	r.atLeast("fovy", &c.fovy, 0)
	r.pose(&c.pose, false)
}

// compile appends the camera to the model.
func (c *camera) compile(r *reader, d *document, e placed, body int) {
	q, problem := c.rotation(&d.settings)
	if problem != "" {
		r.fail("%s", problem)
	}
	pos, quat := e.compose(c.pos, q)
	d.define(r, "camera", c.name, len(d.model.Cameras))
	d.model.Cameras = append(d.model.Cameras, physics.Camera{
		Name: c.name, Body: body, Pose: spatial.Pose{Pos: pos, Quat: quat}, FovY: c.fovy * math.Pi / 180, Mode: c.mode, Target: c.target,
	})
}
