package locomotion

import (
	"embed"
	"fmt"
	"sync"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

//go:embed models/*.xml
var files embed.FS

// models holds the compiled models of the tasks by modelKey. A Model is constant, so all environments of a task share
// one.
var models sync.Map

// modelKey names a compiled model: a task and the release of MuJoCo whose rules it follows.
type modelKey struct {
	task    string
	release physics.Release
}

// Model returns the mechanism of a task of this package under the newest release's rules, compiled from the MJCF file
// that is part of the program. The model is shared: it must not be written to.
func Model(task string) (*physics.Model, error) { return ModelUnder(task, physics.MuJoCo40) }

// ModelUnder is Model under the rules of a release.
func ModelUnder(task string, release physics.Release) (*physics.Model, error) {
	key := modelKey{task, release}
	if m, ok := models.Load(key); ok {
		return m.(*physics.Model), nil
	}
	o := mjcf.DefaultOptions()
	o.Release = release
	m, _, err := mjcf.Compile(files, "models/"+task+".xml", o)
	if err != nil {
		return nil, err
	}
	first, _ := models.LoadOrStore(key, m)
	return first.(*physics.Model), nil
}

// mustModel is Model for a task that is known to exist.
func mustModel(task string) *physics.Model {
	m, err := Model(task)
	if err != nil {
		panic(fmt.Sprintf("locomotion: %v", err))
	}
	return m
}

// Source returns the MJCF text of a task of this package.
func Source(task string) ([]byte, error) { return files.ReadFile("models/" + task + ".xml") }
