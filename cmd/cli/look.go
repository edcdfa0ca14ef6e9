package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
	"github.com/fenchel-gym/fenchel/internal/suggest"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// checkLook says what is wrong with the flags of --view.
func (o *watchOptions) checkLook() error {
	switch {
	case o.Key != "" && !o.View:
		return misused("--key is of a model that is only looked at: watch --view FILE.xml")
	case o.View && (o.Task != "" || len(o.Beside) > 0 || o.Record != "" || o.Policy != "" || o.Energy || o.CtrlRange != ""):
		return misused("--view shows a model alone, in one pose: nobody acts, and nothing is recorded")
	case o.View && !isModel(o.What):
		return misused("--view %s: want a model, FILE.xml", o.What)
	}
	return nil
}

// still is a player of a model that is only looked at. What the simulator refuses of it goes to stderr, once.
func (o *watchOptions) still() (*playback.Player, error) {
	path, how, err := lookOptions(o.What)
	if err != nil {
		return nil, err
	}
	v, err := locomotion.Look(path, how)
	if err != nil {
		return nil, err
	}
	task, err := locomotion.NewStill(path, v, o.Key)
	if err != nil {
		return nil, misused("--key: %w", err)
	}
	name := filepath.Base(path)
	if len(v.Refused) > 0 {
		ignored := "1 element ignored"
		if v.Ignored > 1 {
			ignored = fmt.Sprintf("%d elements ignored", v.Ignored)
		}
		name += ", " + ignored
		if !o.told { // a film of several asks several times
			fmt.Fprintf(o.IO.Err, "fenchel: %s cannot be simulated: %s\n", path, ignored)
			for _, err := range v.Refused {
				fmt.Fprintf(o.IO.Err, "  %v\n", err)
			}
		}
		o.told = true
	}
	return playback.New(task, newStill(task.Spec()), playback.Options{Name: name, Still: true}), nil
}

// lookOptions reads the id of a model that is looked at: a path and the variants that say where its files are, and by the
// rules of which release they are read.
func lookOptions(id string) (path string, o locomotion.FileOptions, err error) {
	o = locomotion.DefaultFile()
	end := strings.LastIndex(strings.ToLower(id), ".xml") + len(".xml")
	for word := range strings.SplitSeq(strings.TrimPrefix(id[end:], ":"), ":") {
		switch name, value, _ := strings.Cut(word, "="); {
		case word == "":
		case name+"=" == locomotion.RootVariant:
			o.Root = value
		case name+"=" == locomotion.ReleaseVariant:
			if o.Release, err = physics.ParseRelease(value); err != nil {
				return "", o, misused("%s: %w", id, err)
			}
		default:
			return "", o, misused("%s: --view knows no variant %q", id, word)
		}
	}
	return id[:end], o, nil
}

// chooseCamera is the number of the camera that --camera names, 0 for the task's own.
func (o *watchOptions) chooseCamera(p *playback.Player) (int, error) {
	if o.Camera == "" {
		return 0, nil
	}
	var f scene.Frame
	p.Show(&f)
	var names []string
	for i, c := range f.Scene.Cameras {
		if c.Name == o.Camera {
			return i + 1, nil
		}
		names = append(names, c.Name)
	}
	if len(names) == 0 {
		return 0, misused("--camera %s: the task has no named cameras", o.Camera)
	}
	return 0, misused("--camera %s: the model has no camera of this name%s", o.Camera, suggest.Ending(o.Camera, names))
}

// offerView says how a model that is refused can be looked at.
func (o *watchOptions) offerView(err error) error {
	if _, refused := errors.AsType[*mjcf.Error](err); refused && !o.View && isModel(o.What) {
		return fmt.Errorf("%w\n`fenchel watch --view %s` shows what can be seen of it", err, o.What)
	}
	return err
}
