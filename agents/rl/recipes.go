package rl

import (
	"embed"
	"errors"
	"io/fs"
	"strings"
)

// recipes are the configurations that the shipped experts were trained with, one a task and one for each variant that has
// an expert of its own, whose file has a dot for the colon. Next to each is a checkpoint of that run's end, to go on from,
// and its evaluations; neither is part of the binary.
//
//go:embed recipes/*.yaml
var recipes embed.FS

// DefaultFor is the configuration that the shipped expert of a task was trained with, also for variants of the task, a few
// of which have an expert of their own; for other tasks it is DefaultOptions.
func DefaultFor(task string) Options {
	words := strings.Split(task, ":")
	name := "recipes/" + words[0] + ".yaml"
	for _, w := range words[1:] {
		if own := "recipes/" + words[0] + "." + w + ".yaml"; exists(own) {
			name = own
		}
	}
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
	o.Task = task
	return o
}

func exists(recipe string) bool {
	_, err := fs.Stat(recipes, recipe)
	return err == nil
}
