package grid

import (
	"context"
	"errors"
	"slices"

	"github.com/fenchel-gym/fenchel/agents"
)

// ErrInterrupted says that a benchmark was stopped by its context. The cells it had finished are kept.
var ErrInterrupted = errors.New("interrupted: the same command goes on where it was")

// Interruption turns an error that says nothing but that the context ended into ErrInterrupted, wherever in the
// benchmark that was noticed. An error that says more is returned as it is.
func Interruption(err error) error {
	if onlyInterrupted(err) {
		return ErrInterrupted
	}
	return err
}

func onlyInterrupted(err error) bool {
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		return !slices.ContainsFunc(e.Unwrap(), func(err error) bool { return !onlyInterrupted(err) })
	case interface{ Unwrap() error }:
		return onlyInterrupted(e.Unwrap())
	}
	return err == ErrInterrupted || err == agents.ErrInterrupted || err == context.Canceled || err == context.DeadlineExceeded
}
