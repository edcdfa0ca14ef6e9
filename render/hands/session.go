package hands

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
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
	Device    string   // the driver's, for the title and the tags
	Episodes  int      // kept ones after which the session is over; 0: when the person quits
	Wait      float64  // s, the count-down
	Lines     []string // what the keys do, shown before an episode
	Successes bool     // keeps successful episodes alone: others are discarded as they end
}

// DefaultOptions count down from three.
func DefaultOptions() Options { return Options{Wait: 3} }

// The tags that a session adds.
const (
	undecided = "undecided" // ended, and the window was closed before a choice
	cutShort  = "cut short" // ended by the person
	good      = "good"
	succeeded = "success" // as the person sees it
	failed    = "failure"
)

// rates are the speeds that slower and faster step through; the last is real time.
var rates = [...]float64{0.125, 0.25, 0.5, 1}

// Session records episodes of a person. It has no clock: time comes in with each Tick. Not safe for concurrent use.
type Session struct {
	rollout  *envs.Rollout
	driver   Driver
	recorder *demos.Recorder
	o        Options

	phase  Phase
	before Phase   // that Pause goes back to
	left   float64 // of the count-down, s
	owed   float64 // simulated time that is due, s
	rate   int
	index  uint64 // of the episode's stream
	demo   demos.Demonstration
	tags   []string
	late   []float64 // of each step, s
	earned []float64 // return after each step
	kept   int
	driven int // episodes ended
	err    error
}

// NewSession begins with the first episode that the recorder does not have yet.
func NewSession(env envs.Env, d Driver, r *demos.Recorder, o Options) *Session {
	s := &Session{driver: d, recorder: r, o: o, rate: len(rates) - 1}
	s.rollout = envs.NewRollout(env, acting{d})
	_, s.index = r.Next()
	s.begin()
	return s
}

// acting is a Driver as a policy.
type acting struct{ Driver }

func (a acting) Act(dst, _ []float64) { a.Driver.Act(dst) }

// Reset hides the Driver's, which the session calls itself.
func (a acting) Reset() {}

// Phase is what the session is at, Kept and Driven how many episodes were kept, and ended.
func (s *Session) Phase() Phase { return s.phase }
func (s *Session) Kept() int    { return s.kept }
func (s *Session) Driven() int  { return s.driven }

// Err is what has stopped the session.
func (s *Session) Err() error { return s.err }

// begin starts the episode of the present index.
func (s *Session) begin() {
	d := &s.demo
	d.Seed, d.Purpose, d.Index = s.recorder.Manifest().Seed, envs.Demonstration, s.index
	s.rollout.Start(d.Seed, d.Purpose, d.Index)
	d.Start(s.rollout.Obs())
	s.driver.Reset()
	s.phase, s.left, s.owed = CountDown, s.o.Wait, 0
	s.late, s.earned, s.tags = s.late[:0], s.earned[:0], nil
}

// Tick lets dt seconds of real time pass, in which the devices did in.
func (s *Session) Tick(in *scene.Input, dt float64) {
	for _, key := range in.Pressed {
		s.Do(asked(key, s.phase <= Driving, s.phase == Deciding))
	}
	if in.Pad != nil {
		for _, button := range in.Pad.Pressed {
			s.Do(s.button(button))
		}
	}
	if s.phase > Driving {
		return
	}
	if !s.driver.Present(in) {
		s.pause()
		return
	}
	s.driver.Tick(in, dt*rates[s.rate])
	switch s.phase {
	case CountDown:
		if s.left -= dt; s.left <= 0 {
			s.phase = Waiting
		}
	case Driving:
		s.drive(dt)
	}
	if s.phase == Waiting && s.driver.Ready() {
		s.phase = Driving
	}
}

// drive takes the steps that are due.
func (s *Session) drive(dt float64) {
	period := s.rollout.Env().Spec().Period
	for s.owed += dt * rates[s.rate]; s.owed >= period && s.phase == Driving; s.owed -= period {
		s.late = append(s.late, (s.owed-period)/rates[s.rate])
		s.rollout.Next()
		s.demo.Add(s.rollout.Transition())
		s.earned = append(s.earned, s.rollout.Return())
		if s.rollout.End() != envs.Running {
			s.end()
		}
	}
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
	s.demo.Tags = append(s.allTags(), undecided)
	s.fail(s.recorder.Append(&s.demo))
}

// success is the task's own word, or that the episode reached its goal.
func (s *Session) success() bool {
	if t, ok := envs.As[envs.Succeeder](s.rollout.Env()); ok {
		return t.Success()
	}
	return s.rollout.End() == envs.Reached
}

// allTags are the person's tags and what is known of the driving.
func (s *Session) allTags() []string {
	tags := slices.Clone(s.tags)
	if s.o.Device != "" {
		tags = append(tags, s.o.Device)
	}
	late := slices.Sorted(slices.Values(s.late))
	if n := len(late); n > 0 {
		tags = append(tags, fmt.Sprintf("late %.1f ms, p99 %.1f ms", 1e3*late[n/2], 1e3*late[n*99/100]))
	}
	return tags
}

func (s *Session) fail(err error) {
	if err != nil && s.err == nil {
		s.err, s.phase = err, Over
	}
}

// Close ends the session. An episode that is being driven is kept, cut short; one that waits for a choice stays.
func (s *Session) Close() error {
	if s.phase <= Paused && s.demo.Len() > 0 && s.err == nil {
		s.tags = append(s.tags, cutShort)
		s.demo.Tags = append(s.allTags(), undecided)
		s.fail(s.recorder.Append(&s.demo))
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
