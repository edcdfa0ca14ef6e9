package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/render/hands"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/window"
)

// handFlags say by what a person acts, and who that is.
type handFlags struct {
	Device string
	Keys   string // a YAML file of bindings
	Person string
	Tag    string
}

func (h *handFlags) add(f *pflag.FlagSet, with string) {
	f.StringVar(&h.Device, "device", "", "with "+with+": "+strings.Join(hands.Devices, ", ")+" (default: mouse where the task can be pointed at, else keyboard)")
	f.StringVar(&h.Keys, "keys", "", "with "+with+": a YAML file of key bindings, ramp, sensitivity and dead zone")
	f.StringVar(&h.Person, "who", "", "with "+with+": who acts, for the manifest")
	f.StringVar(&h.Tag, "tag", "", "with "+with+": a word about the session, for the manifest and for what T adds to an episode (default \"good\")")
}

// given reports whether any of the flags was.
func (h *handFlags) given() bool { return *h != handFlags{} }

// bindings are those of the file, or the task's own.
func (h *handFlags) bindings(spec envs.Spec) (hands.Bindings, error) {
	if h.Keys == "" {
		return hands.DefaultBindings(len(spec.Act)), nil
	}
	b, err := hands.ReadBindings(h.Keys, len(spec.Act))
	if err != nil {
		err = misused("--keys: %w", err)
	}
	return b, err
}

// driver is the driver of the device for a task, with the options of a session by it; it settles which device.
func (h *handFlags) driver(env envs.Env) (hands.Driver, hands.Options, error) {
	o := hands.DefaultOptions()
	if _, pointable := envs.As[envs.Pointable](env); h.Device == "" && pointable {
		h.Device = "mouse"
	}
	h.Device = cmp.Or(h.Device, "keyboard")
	b, err := h.bindings(env.Spec())
	if err != nil {
		return nil, o, err
	}
	d, err := hands.NewDriver(h.Device, env, b)
	if err != nil {
		return nil, o, misused("%w", err)
	}
	o.Device, o.Lines, o.Tag = h.Device, b.Lines(env), cmp.Or(h.Tag, o.Tag)
	return d, o, nil
}

// actor is who acts, for the manifest: the person, or a policy that the person takes over from.
func (h *handFlags) actor(name, detail string) demos.Actor {
	return demos.Actor{Name: name, Detail: detail, Person: h.Person, Device: h.Device, Tag: h.Tag}
}

// humanFlags are those of `record --human`.
type humanFlags struct {
	Human bool
	handFlags
}

func (h *humanFlags) add(f *pflag.FlagSet) {
	f.BoolVar(&h.Human, "human", false, "you act, in a window; `fenchel describe TASK --keys` lists the keys")
	h.handFlags.add(f, "--human")
}

// check refuses what does not go together.
func (h *humanFlags) check(o *recordOptions) error {
	switch {
	case !h.Human && h.given():
		return misused("--device, --keys, --who and --tag go with --human")
	case h.Human && (o.Policy != "expert" || o.Noise != 0 || o.PerFile != 0):
		return misused("--policy, --noise and --per-file do not go with --human: you act")
	}
	return nil
}

// runHuman records a person.
func runHuman(o *recordOptions) error {
	newEnv, err := o.IO.makeTask(o.Task)
	if err != nil {
		return err
	}
	env := newEnv()
	driver, options, err := o.driver(env)
	if err != nil {
		return err
	}
	if o.All {
		o.Episodes = 10
	}
	rec, err := openRecorder(o, demos.NewManifest(env.Spec(), o.actor("human", ""), o.Seed))
	if err != nil {
		return err
	}
	defer rec.Close()
	first, _ := rec.Next()
	if int(first) >= o.Episodes {
		return fmt.Errorf("%s holds %d episodes already: -n says how many it shall hold", o.Dir, first)
	}
	options.Episodes, options.Successes = o.Episodes-int(first), o.Successes
	s := sitting{io: o.IO, dir: o.Dir, rec: rec, window: window.DefaultOptions()}
	return s.drive(env, driver, options)
}

// sitting is a person in front of a window that records.
type sitting struct {
	io     *stdio
	dir    string
	rec    *demos.Recorder
	window window.Options
	around func(*hands.Session) window.Driven // what the window shows of the session, if not the session alone
}

// drive opens the window, and says what was recorded when it is closed.
func (s *sitting) drive(env envs.Env, driver hands.Driver, o hands.Options) error {
	o.Saved = func(number uint64, d *demos.Demonstration) {
		fmt.Fprintf(s.io.Out, "saved episode %d: %s, return %.2f, %s\n", number, steps(d.Len()), d.Return(), d.End)
	}
	session := hands.NewSession(env, driver, s.rec, o)
	clock := s.io.clock()
	s.window.Title = "fenchel: " + env.Spec().Name
	var shown window.Driven = session
	if s.around != nil {
		shown = s.around(session)
	}
	err := window.Drive(shown, s.window, func() float64 { return clock().Seconds() })
	err = errors.Join(err, session.Close(), s.rec.Close())
	if total, _ := s.rec.Next(); total == 0 && err != nil {
		forget(s.dir)
	} else {
		fmt.Fprintf(s.io.Out, "%s: %s of %s by %s, %d kept of %d now\n",
			s.dir, episodes(int(total)), env.Spec().Name, s.rec.Manifest().Actor.Name, session.Kept(), session.Driven())
	}
	return err
}

// forget removes a data set of no episodes: no window could be opened, and another try may use the directory.
func forget(dir string) {
	for _, name := range []string{demos.ManifestName, demos.LockName} {
		disk.OS{}.Remove(filepath.Join(dir, name))
	}
	disk.OS{}.Remove(dir)
}

// printKeys says what keys do while a person drives a task.
func printKeys(w io.Writer, env envs.Env) {
	var rows [][]string
	for _, line := range hands.DefaultBindings(len(env.Spec().Act)).Lines(env) {
		keys, does, _ := strings.Cut(line, ": ")
		rows = append(rows, []string{keys, does})
	}
	for _, in := range []struct {
		context keys.Context
		when    string
	}{{keys.Driving, "driving: "}, {keys.Paused, "paused: "}, {keys.Deciding, "at the end: "}} {
		for _, line := range keys.Lines(in.context) {
			rows = append(rows, []string{line[0], in.when + line[1]})
		}
	}
	if _, pointable := envs.As[envs.Pointable](env); pointable {
		rows = append(rows, []string{"mouse", "the target follows the pointer, once it has come near the agent"})
	}
	if _, pushable := envs.As[envs.Perturber](env); pushable {
		rows = append(rows, []string{"Ctrl drag", "pushes a body; the force is recorded"})
	}
	rows = append(rows, []string{"gamepad", "sticks: left x, left y, right x, right y; " + hands.Buttons})
	report.TextTable(w, 2, []string{"keys", "what they do"}, rows)
}
