package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// datasetFlags say of a task that an ARFF file defines, multilabel:PATH, what the file does not. They are another way
// to write the variants of its id.
type datasetFlags struct {
	Labels int    // how many attributes are labels: the first, or below 0 the last; 0: the files say
	Split  string // "train", "test", or empty for what the command has by itself
}

func (d *datasetFlags) add(f *pflag.FlagSet, split string) {
	f.IntVar(&d.Labels, "labels", 0, "of multilabel:PATH: the first N attributes are the labels, below 0 the last (default: its files say)")
	f.StringVar(&d.Split, "split", "", "of multilabel:PATH: its rows of `train` or test (default "+split+")")
}

// id is a task id with what the flags say as variants.
func (d *datasetFlags) id(task string) (string, error) {
	if d.Labels == 0 && d.Split == "" {
		return task, nil
	}
	if !strings.HasPrefix(task, multilabelPrefix) {
		return "", misused("--labels and --split are of a data set's task, multilabel:PATH, not of %q", task)
	}
	switch d.Split {
	case "", "train":
		task = strings.TrimSuffix(task, testVariant)
	case "test":
		task = strings.TrimSuffix(task, testVariant) + testVariant
	default:
		return "", misused("--split %q: want train or test", d.Split)
	}
	if d.Labels != 0 {
		task += fmt.Sprintf(":labels=%d", d.Labels)
	}
	return task, nil
}

const (
	multilabelPrefix = "multilabel:"
	testVariant      = ":test"
)
