package grid

import (
	"errors"

	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Layer is a part of a benchmark's configuration that changes options of training.
type Layer struct {
	Path    string // where it is, "methods[2].train"
	Changes Changes
}

// Cloning is the default of cloning for benchmarks: networks that correct no linear policy, as in all published tables.
func Cloning() clone.Options {
	o := clone.Default()
	o.LinearBase = 1
	return o
}

// Options are the benchmarks' defaults of training, changed by one layer after the other.
func Options(layers ...Layer) (clone.Options, error) {
	o := Cloning()
	for _, l := range layers {
		if err := l.Changes.Apply(&o); err != nil {
			return o, config.In(l.Path, err)
		}
	}
	return o, nil
}

// CheckOptions says what is wrong with options that the layers made. A mistake is that of the last layer that names the
// field, or of the first layer where none does.
func CheckOptions(o clone.Options, layers ...Layer) error {
	var errs []error
	for _, err := range config.List(o.Validate()) {
		errs = append(errs, config.In(layerOf(err, layers).Path, err))
	}
	return config.Join(errs...)
}

func layerOf(err error, layers []Layer) Layer {
	field, ok := errors.AsType[*config.FieldError](err)
	for i := len(layers) - 1; ok && i >= 0; i-- {
		if config.Has(layers[i].Changes, field.Path) {
			return layers[i]
		}
	}
	return layers[0]
}
