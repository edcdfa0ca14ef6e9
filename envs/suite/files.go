package suite

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
)

// kind is a kind of task that a file of the user's defines. An id is of the kind if it begins with the prefix, or if
// what comes before its variants ends in the suffix.
type kind struct {
	prefix, suffix string   // one of them is empty
	variants       []string // that may follow the path, besides the common ones; one that ends in = takes a value
	implied        []string // as in Task
	open           func(path string, v Variant) (func() envs.Env, error)
}

// kinds are the kinds of file.
var kinds = []kind{
	{prefix: "multilabel:", variants: []string{testSplit, nonEmpty, labelsAre}, open: openMultilabel},
	{
		suffix: ".xml", variants: []string{locomotion.ReleaseVariant, locomotion.CtrlRangeVariant, locomotion.RootVariant},
		implied: []string{":" + locomotion.ImpliedRelease, ":" + locomotion.ImpliedRelease + ":" + locomotion.ImpliedCtrlRange},
		open:    openModel,
	},
}

// match cuts an id into path and variants. A path with a prefix may hold colons: only known variants are cut off it.
func (k kind) match(id string) (path string, words []string, ok bool) {
	if k.prefix != "" {
		path, ok = strings.CutPrefix(id, k.prefix)
		for ok {
			colon := strings.LastIndexByte(path, ':')
			if colon < 0 || !among(k.variants, path[colon+1:]) {
				break
			}
			words = append(words, path[colon+1:])
			path = path[:colon]
		}
		return path, words, ok
	}
	end := lastFold(id, k.suffix)
	if end < 0 {
		return "", nil, false
	}
	path, rest := id[:end+len(k.suffix)], id[end+len(k.suffix):]
	if rest == "" {
		return path, nil, true
	}
	return path, strings.Split(rest[1:], ":"), rest[0] == ':'
}

// lastFold is where the last occurrence of an ASCII suffix begins in s, its letters of either case; -1 without one. It
// compares s itself, since letters of other scripts and bytes that are no UTF-8 change their length with their case.
func lastFold(s, suffix string) int {
	for i := len(s) - len(suffix); i >= 0; i-- {
		if strings.EqualFold(s[i:i+len(suffix)], suffix) {
			return i
		}
	}
	return -1
}

func (k kind) make(id, path string, words []string) (func() envs.Env, error) {
	v, err := parseVariant(id, words, k.variants)
	if err != nil {
		return nil, err
	}
	if path == "" {
		return nil, &BadVariant{id, "want the path of a file behind " + k.prefix}
	}
	return k.open(path, v)
}

// The variants of a data set's task.
const (
	testSplit = "test"     // its rows are the test rows
	nonEmpty  = "nonempty" // rows without any label are left out
	labelsAre = "labels="  // the first so many attributes are the labels; below 0, the last
)

// openMultilabel reads a data set once and shares it among its tasks.
func openMultilabel(path string, v Variant) (func() envs.Env, error) {
	o := multilabel.DefaultLoad()
	o.DropEmpty = v.Has(nonEmpty)
	if text, ok := v.Value(labelsAre); ok {
		var err error
		if o.Labels, err = strconv.Atoi(text); err != nil || o.Labels == 0 {
			return nil, &BadVariant{path, fmt.Sprintf("labels %q: want how many attributes are labels, the first, or with a minus the last", text)}
		}
	}
	ds, err := multilabel.Load(path, o)
	if err != nil {
		return nil, err
	}
	split := multilabel.Train
	if v.Has(testSplit) {
		split = multilabel.Test
	}
	if _, err := multilabel.New(ds, split); err != nil {
		return nil, err
	}
	return func() envs.Env {
		task, err := multilabel.New(ds, split)
		if err != nil {
			panic(fmt.Sprintf("suite: a data set lost its rows: %v", err))
		}
		return task
	}, nil
}

// openModel compiles an MJCF file once; its tasks share the model.
func openModel(path string, v Variant) (func() envs.Env, error) {
	o := locomotionOptions(locomotion.DefaultModel(), v)
	how := locomotion.DefaultFile()
	how.Release = o.Release
	how.Root, _ = v.Value(locomotion.RootVariant)
	if text, ok := v.Value(locomotion.CtrlRangeVariant); ok {
		var err error
		if how.CtrlRange, err = locomotion.ParseCtrlRange(text); err != nil {
			return nil, &BadVariant{path, err.Error()}
		}
	}
	f, err := locomotion.OpenFile(path, how)
	if err != nil {
		return nil, err
	}
	return func() envs.Env { return locomotion.NewModel(f, o) }, nil
}
