package multilabel

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
)

// Sets lists the data sets of a directory: its own if it holds one, or those of the directories in it.
func Sets(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var sets []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !e.IsDir() {
			continue
		}
		inside, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(inside, func(e os.DirEntry) bool { return filepath.Ext(e.Name()) == ".arff" }) {
			sets = append(sets, path)
		}
	}
	if len(sets) == 0 {
		return []string{dir}, nil
	}
	return sets, nil
}

// load reads a data set; its training rows become demonstrations.
func (t *setRun) load(path string) error {
	o := multilabel.DefaultLoad()
	o.DropEmpty = slices.Contains(t.bench.DropEmpty, filepath.Base(path))
	var err error
	if t.set, err = multilabel.Load(path, o); err != nil {
		return err
	}
	if t.set.Test.Rows == 0 || t.set.Train.Rows < 2 {
		return fmt.Errorf("%s: %d training and %d test rows: want at least 2 and 1, the test rows in a file of their own", path, t.set.Train.Rows, t.set.Test.Rows)
	}
	task, err := multilabel.New(t.set, multilabel.Train)
	if err != nil {
		return err
	}
	annotator, err := expert.For(task.Spec().Name)
	if err != nil {
		return err
	}
	t.data = data.New(task.Spec())
	rollout, row := envs.NewRollout(task, annotator.New()), &demos.Demonstration{Purpose: envs.Demonstration}
	for row.Index = range uint64(task.Starts()) {
		row.Play(rollout)
		if err := t.data.Add(fmt.Sprintf("%s: row %d", path, row.Index+1), row); err != nil {
			return err
		}
	}
	return nil
}
