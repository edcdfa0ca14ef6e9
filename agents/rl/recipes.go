package rl

import (
	"embed"
	"errors"
	"io/fs"
)

// recipes are the configurations that the shipped experts were trained with, one a task. Next to each is a checkpoint of
// that run's end, to go on from, and its evaluations; neither is part of the binary.
//
//go:embed recipes/*.yaml
var recipes embed.FS

// DefaultFor is the configuration that the shipped expert of a task was trained with; for other tasks it is
// DefaultOptions.
func DefaultFor(task string) Options {
	name := "recipes/" + task + ".yaml"
	text, err := recipes.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		o := DefaultOptions()
		o.Task = task
		return o
	}
	o, err := ReadConfig(name, text, "ppo")
	if err != nil {
		panic("rl: " + err.Error())
	}
	return o
}
