package hands

import (
	"slices"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Phase is what a session is at.
type Phase uint8

// The phases.
const (
	CountDown Phase = iota // an episode is about to begin
	Waiting                // for the person to take hold
	Driving
	Paused
	Deciding // the episode has ended and is on the disk
	Over     // all is recorded, or the person has quit
)

var phaseNames = [...]string{"count-down", "waiting", "driving", "paused", "deciding", "over"}

func (p Phase) String() string { return phaseNames[p] }

// Options say what is recorded.
type Options struct {
	Device    string   // the driver's, for the title
	Episodes  int      // kept ones after which the session is over; 0: when the person quits
	Wait      float64  // s, the count-down
	Lines     []string // what the keys do, shown before an episode
	Successes bool     // keeps successful episodes alone: others are discarded as they end
	Tag       string   // that the person's key adds to an episode

	Policy  envs.Policy // acts until the person takes over; nil where the person alone acts
	Name    string      // of that policy, for the title
	Teacher envs.Policy // whose action is the label of the steps at which the policy acts; nil leaves them without

	// Saved is called with each episode that has become durable and with its number, if it is not nil.
	Saved func(number uint64, d *demos.Demonstration)
}

// DefaultOptions count down from three.
func DefaultOptions() Options { return Options{Wait: 3, Tag: "good"} }

// The tags that a session adds.
const (
	undecided = "undecided" // ended, and the window was closed before a choice
	cutShort  = "cut short" // ended by the person
	succeeded = "success"   // as the person sees it
	failed    = "failure"
)

// rates are the speeds that slower and faster step through; the last is real time.
var rates = [...]float64{0.125, 0.25, 0.5, 1}

// Session records episodes of a person. It has no clock: time comes in with each Tick. Not safe for concurrent use.
type Session struct {
	rollout  *envs.Rollout
	pilot    pilot
	grip     grip
	recorder *demos.Recorder
	o        Options

	phase  Phase
	before Phase   // that Pause goes back to
	left   float64 // of the count-down, s
	owed   float64 // simulated time that is due, s
	rate   int
	index  uint64 // of the episode's stream
	demo   demos.Demonstration
	label  []float64 // scratch (k)
	force  []float64 // scratch (envs.ForceLen)
	tags   []string
	earned []float64 // return after each step
	kept   int
	driven int // episodes ended
	err    error
}

// NewSession begins with the first episode that the recorder does not have yet.
func NewSession(env envs.Env, d Driver, r *demos.Recorder, o Options) *Session {
	s := &Session{pilot: pilot{driver: d, policy: o.Policy}, recorder: r, o: o, rate: len(rates) - 1}
	s.rollout = envs.NewRollout(env, &s.pilot)
	s.label = make([]float64, env.Spec().Action.Dim())
	s.grip.task, _ = envs.As[envs.Perturber](env)
	_, s.index = r.Next()
	s.begin()
	return s
}

// Phase is what the session is at, Kept and Driven how many episodes were kept, and ended.
func (s *Session) Phase() Phase { return s.phase }
func (s *Session) Kept() int    { return s.kept }
func (s *Session) Driven() int  { return s.driven }

// Rollout is the episode that is driven. Only the session may step it.
func (s *Session) Rollout() *envs.Rollout { return s.rollout }

// ByPerson reports whether the person acts, and not the policy.
func (s *Session) ByPerson() bool { return s.pilot.person }

// Demonstration is the episode as far as it is driven. It is the session's own.
func (s *Session) Demonstration() *demos.Demonstration { return &s.demo }

// Err is what has stopped the session.
func (s *Session) Err() error { return s.err }

// Context is the situation, which says what keys mean.
func (s *Session) Context() keys.Context {
	switch s.phase {
	case Paused:
		return keys.Paused
	case Deciding, Over:
		return keys.Deciding
	}
	return keys.Driving
}

// begin starts the episode of the present index.
func (s *Session) begin() {
	d := &s.demo
	d.Seed, d.Purpose, d.Index = s.recorder.Manifest().Seed, envs.Demonstration, s.index
	if s.o.Teacher != nil {
		envs.Instruct(s.o.Teacher, s.rollout.Env())
	}
	s.rollout.Start(d.Seed, d.Purpose, d.Index)
	if s.o.Teacher != nil {
		envs.ResetPolicy(s.o.Teacher, envs.Stream(d.Seed, d.Purpose, d.Index))
	}
	d.Start(s.rollout.Obs())
	s.pilot.driver.Reset()
	s.pilot.person, s.grip.held = s.o.Policy == nil, false
	s.phase, s.left, s.owed = CountDown, s.o.Wait, 0
	s.earned, s.tags = s.earned[:0], nil
}

// Tick lets dt seconds of real time pass, in which the devices did in.
func (s *Session) Tick(in *scene.Input, dt float64) {
	s.listen(in)
	s.grip.drag(in)
	if s.phase > Driving {
		return
	}
	if s.pilot.person && !s.pilot.driver.Present(in) {
		s.pause()
		return
	}
	s.pilot.driver.Tick(in, dt*rates[s.rate])
	switch s.phase {
	case CountDown:
		if s.left -= dt; s.left <= 0 {
			s.phase = Waiting
		}
	case Driving:
		s.drive(dt)
	}
	if s.phase == Waiting && (!s.pilot.person || s.pilot.driver.Ready()) {
		s.phase = Driving
	}
}

// listen carries out the commands of keys and buttons that went down.
func (s *Session) listen(in *scene.Input) {
	for _, key := range in.Pressed {
		if b, ok := keys.Find(key, s.Context()); ok {
			s.Do(b.Command)
		}
	}
	if in.Pad != nil {
		for _, button := range in.Pad.Pressed {
			s.Do(s.button(button))
		}
	}
}

// drive takes the steps that are due.
func (s *Session) drive(dt float64) {
	period := s.rollout.Env().Spec().Period
	for s.owed += dt * rates[s.rate]; s.owed >= period && s.phase == Driving; s.owed -= period {
		s.step((s.owed - period) / rates[s.rate])
		if s.rollout.End() != envs.Running {
			s.end()
		}
	}
}

// step takes a step that is so many seconds late.
func (s *Session) step(late float64) {
	var force []float64
	if p := s.grip.push(); p.Force != (scene.Vec3{}) {
		s.grip.task.Push(p)
		s.force = p.Append(s.force[:0])
		force = s.force
	}
	label := s.taught()
	s.rollout.Next()
	t := s.rollout.Transition()
	if s.pilot.person {
		label = t.Act
	}
	s.demo.AddDriven(t, s.pilot.author(), label, force, late)
	s.earned = append(s.earned, s.rollout.Return())
}

// taught is the teacher's action, nil without one. The teacher is asked at every step, as what it remembers needs it.
func (s *Session) taught() []float64 {
	if s.o.Teacher == nil {
		return nil
	}
	s.o.Teacher.Act(s.label, s.rollout.Obs())
	return s.label
}

// end puts the episode on the disk and asks what to do with it.
func (s *Session) end() {
	s.driven++
	s.phase = Deciding
	if s.o.Successes && !s.success() {
		s.index++
		s.begin()
		return
	}
	s.save()
}

// save appends the episode as one that nobody has decided about.
func (s *Session) save() {
	s.demo.Tags = append(slices.Clone(s.tags), undecided)
	number, _ := s.recorder.Next()
	err := s.recorder.Append(&s.demo)
	s.fail(err)
	if err == nil && s.o.Saved != nil {
		s.o.Saved(number, &s.demo)
	}
}

// success is the task's own word, or that the episode reached its goal.
func (s *Session) success() bool {
	if t, ok := envs.As[envs.Succeeder](s.rollout.Env()); ok {
		return t.Success()
	}
	return s.rollout.End() == envs.Reached
}

func (s *Session) fail(err error) {
	if err != nil && s.err == nil {
		s.err, s.phase = err, Over
	}
}

// Close ends the session. An episode that is being driven is kept, cut short; one that waits for a choice stays.
func (s *Session) Close() error {
	if s.phase <= Paused && s.demo.Len() > 0 && s.err == nil && s.rollout.End() == envs.Running {
		s.tags = append(s.tags, cutShort)
		s.save()
		s.driven++
		s.kept++
	}
	if s.phase == Deciding {
		s.kept++
	}
	s.phase = Over
	return s.err
}

// Done reports whether the session is over.
func (s *Session) Done() bool { return s.phase == Over }
