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

// models holds the compiled models of the tasks by task id. A Model is constant, so all environments of a task share one.
var models sync.Map

// Model returns the mechanism of a task of this package, compiled from the MJCF file that is part of the program.
// The model is shared: it must not be written to.
func Model(task string) (*physics.Model, error) {
	if m, ok := models.Load(task); ok {
		return m.(*physics.Model), nil
	}
	m, _, err := mjcf.Load(files, "models/"+task+".xml")
	if err != nil {
		return nil, err
	}
	first, _ := models.LoadOrStore(task, m)
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
