package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fenchel-gym/fenchel/agents/expert/push"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/pusht"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/hands"
	"github.com/fenchel-gym/fenchel/render/scene"
	"github.com/fenchel-gym/fenchel/render/window"
)

// The bars of a window of 960×540.
const (
	frameShapes = 80
	frameBar    = 10.0     // ms, median, of a frame of so many shapes, by software
	realTimeBar = 0.01     // of the mean speed from real time
	tickBar     = 1.0 / 60 // s, p99 of a step's lateness, or the run's median frame time where that is longer
	driveTime   = 60.0     // s
	driveFlag   = "-drive" // as the first argument makes the program the one that is driven
	driveStart  = 5.0      // s, left out: the window opens
	frames      = 101      // frames that are painted
)

// window measures how long a frame takes, and how well a window under Xvfb keeps real time while PushT is driven.
func (b *bench) window() error {
	t := b.table("window", "960×540, by software", "what", "unit", "figure")
	paint := b.paintTime()
	t.add(fmt.Sprintf("frame of %d shapes, median", frameShapes), "ms", paint)
	found, err := b.driven()
	if err != nil {
		b.note("not measured: %v", err)
	} else {
		t.add("PushT driven, simulated over real time", "", found.Speed)
		t.add("p99 of a step's lateness", "ms", 1e3*found.Late)
		t.add("frame time of that run, median", "ms", 1e3*found.Frame)
	}
	b.print(t)
	b.atMost(fmt.Sprintf("frame of %d shapes, ms", frameShapes), paint, frameBar)
	if err == nil {
		b.atMost("PushT driven: |1 − simulated / real time|", max(found.Speed-1, 1-found.Speed), realTimeBar)
		b.atMost("PushT driven: p99 of lateness, s", found.Late, max(tickBar, found.Frame))
	}
	return nil
}

// paintTime is the median time of a frame, ms.
func (b *bench) paintTime() float64 {
	painter := render.NewPainter(960, 540)
	var times []float64
	for i := range frames {
		f := manyShapes(i)
		start := time.Now()
		painter.Paint(f)
		times = append(times, 1e3*time.Since(start).Seconds())
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// manyShapes is a frame of discs, segments, rings and polygons.
func manyShapes(step int) *scene.Frame {
	f := &scene.Frame{}
	f.Scene.View = scene.View{Min: scene.Vec2{X: -1, Y: -1}, Max: scene.Vec2{X: 11, Y: 9}}
	f.Scene.Title = "shapes"
	f.Readout.Horizon, f.Readout.Step = frames, step
	colors := []color.NRGBA{scene.Body, scene.Limb, scene.Accent, scene.Goal}
	for i := range frameShapes {
		at := scene.Vec2{X: float64(i%10) + 0.003*float64(step), Y: float64(i / 10)}
		c := colors[i%len(colors)]
		switch i % 4 {
		case 0:
			f.Scene.Disc(at, 0.4, c)
		case 1:
			f.Scene.Segment(at, scene.Vec2{X: at.X + 0.5, Y: at.Y + 0.4}, 0.1, c)
		case 2:
			f.Scene.Ring(at, 0.35, 0.06, c)
		default:
			f.Scene.Rect(scene.Vec2{X: at.X - 0.3, Y: at.Y - 0.3}, scene.Vec2{X: at.X + 0.3, Y: at.Y + 0.2}, c)
		}
	}
	return f
}

// drivenFigures are what a run in a window found.
type drivenFigures struct {
	Speed float64 `json:"speed"` // simulated over real time
	Late  float64 `json:"late"`  // s, p99 over the steps
	Frame float64 `json:"frame"` // s, median time between two frames
	Steps int     `json:"steps"`
}

// driven runs this program once more, on a display without a screen, and lets it be driven.
func (b *bench) driven() (*drivenFigures, error) {
	server, number, err := virtualDisplay()
	if err != nil {
		return nil, err
	}
	defer func() {
		server.Process.Kill()
		server.Wait()
	}()
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	seconds := driveTime
	if b.quick {
		seconds = 3
	}
	child := exec.Command(exe, driveFlag, strconv.FormatFloat(seconds, 'g', -1, 64))
	child.Env = append(os.Environ(), "DISPLAY=:"+number, "LIBGL_ALWAYS_SOFTWARE=1")
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.Output()
	if err != nil {
		return nil, fmt.Errorf("the window: %w: %s", err, strings.TrimSpace(complaint.String()))
	}
	found := &drivenFigures{}
	return found, json.Unmarshal(out, found)
}

// virtualDisplay starts an X server without a screen.
func virtualDisplay() (server *exec.Cmd, number string, err error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, "", errors.New("a window wants Xvfb")
	}
	out, in, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	defer out.Close()
	server = exec.Command(path, "-displayfd", "3", "-screen", "0", "960x540x24")
	server.ExtraFiles = []*os.File{in}
	err = server.Start()
	in.Close()
	if err != nil {
		return nil, "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return server, strings.TrimSpace(line), err
}

// drive drives PushT in a window for so many seconds, by a pointer that follows the scripted expert's plan, and prints what
// it found.
func drive(seconds float64, stdout, stderr io.Writer) int {
	dir, err := os.MkdirTemp("", "speed")
	if err == nil {
		defer os.RemoveAll(dir)
		err = driveIn(filepath.Join(dir, "set"), seconds, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "speed:", err)
		return missed
	}
	return met
}

func driveIn(dir string, seconds float64, stdout io.Writer) error {
	o := pusht.DefaultOptions()
	o.FixedHorizon, o.Horizon = true, 100_000 // one long episode
	env := pusht.New(o)
	rec, err := demos.Create(dir, demos.NewManifest(env.Spec(), demos.Actor{Name: "human", Device: "mouse"}, 0), demos.DefaultOptions())
	if err != nil {
		return err
	}
	defer rec.Close()
	driver, err := hands.NewDriver("mouse", env, hands.DefaultBindings(2))
	if err != nil {
		return err
	}
	options := hands.DefaultOptions()
	options.Wait, options.Device = 0, "mouse"
	s := &scripted{seconds: seconds, plan: planned(pusht.New(o), int((driveStart+seconds)/env.Spec().Period)+1)}
	begin := time.Now()
	s.now = func() float64 { return time.Since(begin).Seconds() }
	s.Session = hands.NewSession(env, driver, rec, options)
	s.task, _ = envs.As[envs.Pointable](env)
	if err := window.Drive(s, window.DefaultOptions(), s.now); err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(s.figures())
}

// planned are the targets of the scripted expert over the first episode, two numbers a step. They are computed before the
// window opens: planning takes longer than a tick.
func planned(env envs.Env, steps int) []float64 {
	r := envs.NewRollout(env, push.New())
	r.Start(0, envs.Demonstration, 0)
	var plan []float64
	for r.Steps() < steps && r.Next() {
		plan = append(plan, r.Transition().Applied...)
	}
	return plan
}

// scripted is a session with a pointer of its own.
type scripted struct {
	*hands.Session
	task    envs.Pointable
	plan    []float64 // targets, two numbers a step
	now     func() float64
	seconds float64
	from    float64
	at      int // steps at from
	to      float64
	shown   []float64 // when frames were
}

// Tick replaces the pointer by the plan's.
func (s *scripted) Tick(in *scene.Input, dt float64) {
	in.Focused, in.Pointing, in.Pressed, in.Dragging = true, true, nil, false
	in.Pointer = s.task.Agent()
	if s.Phase() == hands.Driving {
		n := min(s.Rollout().Steps(), len(s.plan)/2-1)
		in.Pointer = s.task.Pointed(s.plan[2*n : 2*n+2])
	}
	s.Session.Tick(in, dt)
	if now := s.now(); s.from == 0 && now > driveStart {
		s.from, s.at = now, s.Rollout().Steps()
	} else {
		s.to = now
	}
}

// Show notes when a frame is.
func (s *scripted) Show(f *scene.Frame) {
	s.shown = append(s.shown, s.now())
	s.Session.Show(f)
}

// Done is after so many seconds.
func (s *scripted) Done() bool { return s.now() > driveStart+s.seconds }

func (s *scripted) figures() drivenFigures {
	late := slices.Clone(s.Demonstration().Late[s.at:])
	slices.Sort(late)
	var between []float64
	for i := 1; i < len(s.shown); i++ {
		if s.shown[i-1] > driveStart {
			between = append(between, s.shown[i]-s.shown[i-1])
		}
	}
	slices.Sort(between)
	steps := s.Rollout().Steps() - s.at
	return drivenFigures{
		Speed: float64(steps) * s.Rollout().Env().Spec().Period / (s.to - s.from), Late: late[len(late)*99/100], Frame: between[len(between)/2], Steps: steps,
	}
}
