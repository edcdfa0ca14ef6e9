package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/hands"
	"github.com/fenchel-gym/fenchel/render/window"
)

// humanFlags are those of `record --human`.
type humanFlags struct {
	Human  bool
	Device string
	Keys   string // a YAML file of bindings
	Person string
}

func (h *humanFlags) add(f *pflag.FlagSet) {
	f.BoolVar(&h.Human, "human", false, "you act, in a window; `fenchel describe TASK --keys` lists the keys")
	f.StringVar(&h.Device, "device", "", "with --human: "+strings.Join(hands.Devices, ", ")+" (default: mouse where the task can be pointed at, else keyboard)")
	f.StringVar(&h.Keys, "keys", "", "with --human: a YAML file of key bindings, ramp, sensitivity and dead zone")
	f.StringVar(&h.Person, "who", "", "with --human: who acts, for the manifest")
}

// check refuses what does not go together.
func (h *humanFlags) check(o *recordOptions) error {
	switch {
	case !h.Human && (h.Device != "" || h.Keys != "" || h.Person != ""):
		return misused("--device, --keys and --who go with --human")
	case h.Human && (o.Policy != "expert" || o.Noise != 0 || o.PerFile != 0):
		return misused("--policy, --noise and --per-file do not go with --human: you act")
	}
	return nil
}

// bindings are those of the file, or the task's own.
func (h *humanFlags) bindings(spec envs.Spec) (hands.Bindings, error) {
	if h.Keys == "" {
		return hands.DefaultBindings(len(spec.Act)), nil
	}
	return hands.ReadBindings(h.Keys, len(spec.Act))
}

// runHuman records a person.
func runHuman(o *recordOptions) error {
	newEnv, err := makeTask(o.Task)
	if err != nil {
		return err
	}
	env := newEnv()
	device := o.Device
	if _, pointable := envs.As[envs.Pointable](env); device == "" && pointable {
		device = "mouse"
	}
	device = cmp.Or(device, "keyboard")
	b, err := o.bindings(env.Spec())
	if err != nil {
		return err
	}
	driver, err := hands.NewDriver(device, env, b)
	if err != nil {
		return misused("%w", err)
	}
	if o.All {
		o.Episodes = 10
	}
	detail := device
	if o.Person != "" {
		detail = o.Person + ", " + device
	}
	rec, err := openRecorder(o, demos.NewManifest(env.Spec(), demos.Actor{Name: "human", Detail: detail}, o.Seed))
	if err != nil {
		return err
	}
	defer rec.Close()
	first, _ := rec.Next()
	if int(first) >= o.Episodes {
		return fmt.Errorf("%s holds %d episodes already: -n says how many it shall hold", o.Dir, first)
	}
	options := hands.DefaultOptions()
	options.Lines = b.Lines(env)
	options.Device, options.Episodes, options.Successes = device, o.Episodes-int(first), o.Successes
	session := hands.NewSession(env, driver, rec, options)
	clock := o.IO.clock()
	w := window.DefaultOptions()
	w.Title = "fenchel: " + env.Spec().Name
	err = window.Drive(session, w, func() float64 { return clock().Seconds() })
	err = errors.Join(err, session.Close(), rec.Close())
	if total, _ := rec.Next(); total == 0 && err != nil {
		forget(o.Dir)
	} else {
		fmt.Fprintf(o.IO.Out, "%s: %d episodes of %s by human, %d kept of %d now\n", o.Dir, total, env.Spec().Name, session.Kept(), session.Driven())
	}
	return err
}

// forget removes a data set of no episodes: no window could be opened, and another try may use the directory.
func forget(dir string) {
	for _, name := range []string{demos.ManifestName, demos.LockName} {
		os.Remove(filepath.Join(dir, name))
	}
	os.Remove(dir)
}

// printKeys says what keys do while a person drives a task.
func printKeys(w io.Writer, env envs.Env) {
	var rows [][]string
	for _, line := range hands.DefaultBindings(len(env.Spec().Act)).Lines(env) {
		keys, does, _ := strings.Cut(line, ": ")
		rows = append(rows, []string{keys, does})
	}
	for _, line := range hands.Help() {
		rows = append(rows, []string{line[0], line[1]})
	}
	if _, pointable := envs.As[envs.Pointable](env); pointable {
		rows = append(rows, []string{"mouse", "the target follows the pointer, once it has come near the agent"})
	}
	rows = append(rows, []string{"gamepad", "sticks: left x, left y, right x, right y; A keep, B discard, X again, Y tag, Start pause"})
	report.TextTable(w, 2, []string{"keys", "what they do"}, rows)
}
