package render

import (
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// pendulum is a flat frame with everything on it: shapes, labels, read-outs, a panel.
func pendulum(panels bool) *scene.Frame {
	f := &scene.Frame{}
	s := &f.Scene
	s.Title = "pendulum"
	s.View = scene.View{Min: scene.Vec2{X: -1.4, Y: -1.3}, Max: scene.Vec2{X: 1.4, Y: 1.3}}
	tip := scene.Vec2{X: 0.71, Y: 0.71}
	s.Ring(scene.Vec2{}, 1, 0.01, scene.Faint)
	s.Segment(scene.Vec2{}, scene.Vec2{Y: 1}, 0.02, scene.Fade(scene.Goal, 0.4))
	s.Segment(scene.Vec2{}, tip, 0.06, scene.Body)
	s.Disc(tip, 0.13, scene.Limb)
	s.Disc(scene.Vec2{}, 0.05, scene.Joint)
	s.Arrow(scene.Vec2{X: 0.2, Y: -0.4}, scene.Vec2{X: 0.7, Y: -0.4}, 0.04, scene.Accent)
	s.Text(scene.Vec2{Y: 1.15}, "upright", scene.Goal)
	s.Text(scene.Vec2{X: 0.45, Y: -0.55}, "torque", scene.Accent)
	r := &f.Readout
	r.Step, r.Horizon, r.Seconds, r.Return, r.Status = 84, 200, 4.2, -138.4, "running"
	sum := 0.0
	for i := range r.Step {
		sum -= 3.2 * math.Exp(-float64(i)/25)
		r.Trace = append(r.Trace, sum)
	}
	g := r.AddGauge("torque", "N·m", -1.37, -2, 2)
	for i := range r.Step {
		g.Trace = append(g.Trace, 2*math.Sin(float64(i)/6))
	}
	if panels {
		energyPanel(f, "Φ(v,·) − Ω  over torque")
	}
	return f
}

func energyPanel(f *scene.Frame, title string) {
	p := f.AddPanel(title)
	p.Unit = "N·m"
	k := p.AddCurve("", scene.Body)
	for i := range 101 {
		x := -2 + 4*float64(i)/100
		k.X, k.Y = append(k.X, x), append(k.Y, -(x+1.2)*(x+1.2)+0.8*math.Sin(3*x))
	}
	p.AddMark("p*", scene.Dot, -1.37, scene.Body)
	p.AddMark("applied", scene.Circle, -1.37, scene.Accent)
	p.AddMark("expert", scene.Diamond, -0.9, scene.Goal)
}

// walker is a solid frame: every kind of solid, many actions, a label.
func walker() *scene.Frame {
	f := &scene.Frame{}
	s := &f.Scene
	s.Title = "walker"
	s.Camera = scene.Camera{LookAt: scene.Vec3{Z: 0.8}, Distance: 4, Azimuth: 2.1, Elevation: -0.3}
	tilt := func(angle float64) scene.Quat {
		return scene.Quat{W: math.Cos(angle / 2), Y: math.Sin(angle / 2)}
	}
	s.Add(scene.Solid{Kind: scene.Ground, Size: scene.Vec3{X: 1}, Color: scene.Faint})
	s.Add(scene.Solid{Kind: scene.Capsule, Pos: scene.Vec3{Z: 1.2}, Rot: tilt(0.1), Size: scene.Vec3{X: 0.08, Y: 0.25}, Color: scene.Body})
	s.Add(scene.Solid{Kind: scene.Capsule, Pos: scene.Vec3{X: -0.05, Y: 0.1, Z: 0.7}, Rot: tilt(-0.4), Size: scene.Vec3{X: 0.06, Y: 0.22}, Color: scene.Limb})
	s.Add(scene.Solid{Kind: scene.Capsule, Pos: scene.Vec3{X: 0.1, Y: -0.1, Z: 0.7}, Rot: tilt(0.5), Size: scene.Vec3{X: 0.06, Y: 0.22}, Color: scene.Accent})
	s.Add(scene.Solid{Kind: scene.Capsule, Pos: scene.Vec3{X: 0.1, Y: 0.1, Z: 0.1}, Rot: tilt(math.Pi / 2), Size: scene.Vec3{X: 0.06, Y: 0.15}, Color: scene.Joint})
	s.Add(scene.Solid{Kind: scene.Sphere, Pos: scene.Vec3{X: -0.9, Y: 0.4, Z: 0.25}, Rot: tilt(0), Size: scene.Vec3{X: 0.25}, Color: scene.Goal})
	s.Add(scene.Solid{Kind: scene.Cylinder, Pos: scene.Vec3{X: 0.8, Y: 0.6, Z: 0.2}, Rot: tilt(0), Size: scene.Vec3{X: 0.2, Y: 0.2}, Color: scene.Alarm})
	s.Add(scene.Solid{Kind: scene.Box, Pos: scene.Vec3{X: 0.2, Y: 1.1, Z: 0.3}, Rot: scene.Quat{W: math.Cos(0.3), Z: math.Sin(0.3)}, Size: scene.Vec3{X: 0.3, Y: 0.2, Z: 0.3}, Color: scene.Limb})
	s.Text3(scene.Vec3{X: -0.9, Y: 0.4, Z: 0.65}, "target", scene.Goal)
	s.Key = append(s.Key, scene.Key{Text: "torque +", Color: scene.Accent}, scene.Key{Text: "torque −", Color: scene.Counter})
	r := &f.Readout
	r.Step, r.Horizon, r.Seconds, r.Return, r.Status, r.Good = 312, 1000, 2.5, 1234.5, "reached", true
	r.AddFact("speed", 2.95, "m/s")
	r.AddFact("distance", 12.3, "m")
	for i := range r.Step {
		r.Trace = append(r.Trace, float64(i)*4+30*math.Sin(float64(i)/20))
	}
	for i := range 6 {
		r.AddGauge([]string{"thigh", "leg", "foot", "thigh", "leg", "foot"}[i], "1", math.Sin(float64(i)*1.7), -1, 1)
	}
	return f
}
