package config

import (
	"errors"
	"fmt"
	"strings"
)

// FieldError says what is wrong with one field of a configuration, and which field that is. The Validate method of an
// options struct returns them, joined by Join where there are several:
//
//	func (o TrainOptions) Validate() error {
//		var errs []error
//		if o.Batch < 1 {
//			errs = append(errs, config.Want("batch", o.Batch, "at least 1"))
//		}
//		errs = append(errs, config.In("optimizer", o.Optimizer.Validate()))
//		return config.Join(errs...)
//	}
//
// Paths are relative to the struct that Validate belongs to, and the struct that holds it as a field puts the field's
// key in front with In. Locate finds the line of a path in the file that the configuration was read from.
type FieldError struct {
	Path string // YAML keys from the outermost struct, items of lists by their index: "tasks[1].policy.gamma"
	Err  error  // what is wrong
	join string // what is between path and Err in the message: " ", ": ", or nothing where Err speaks for itself
}

func (e *FieldError) Error() string {
	if e.join == "" {
		return e.Err.Error()
	}
	return e.Path + e.join + e.Err.Error()
}

func (e *FieldError) Unwrap() error { return e.Err }

// Want says which value a field has and what it should be: Want("batch", 0, "1 to %d", 64) reads
// "batch is 0: want 1 to 64". Texts are quoted.
func Want(path string, is any, want string, args ...any) error {
	format := "is %v: want %s"
	switch is.(type) {
	case string, []string:
		format = "is %q: want %s"
	}
	return &FieldError{Path: path, Err: fmt.Errorf(format, is, fmt.Sprintf(want, args...)), join: " "}
}

// Range is nil where lo ≤ x ≤ hi, and otherwise the error that says so.
func Range[T int | int64 | float64](path string, x, lo, hi T) error {
	if x >= lo && x <= hi {
		return nil
	}
	return Want(path, x, "%v to %v", lo, hi)
}

// RangeAll is Range for every item of a list.
func RangeAll[T int | int64 | float64](path string, xs []T, lo, hi T) error {
	var errs []error
	for i, x := range xs {
		errs = append(errs, Range(fmt.Sprintf("%s[%d]", path, i), x, lo, hi))
	}
	return Join(errs...)
}

// AtLeast is nil where x ≥ least, and otherwise the error that says so.
func AtLeast[T int | int64 | float64](path string, x, least T) error {
	if x >= least {
		return nil
	}
	return Want(path, x, "%v or more", least)
}

// Positive is nil where 0 < x ≤ most, and otherwise the error that says so.
func Positive(path string, x, most float64) error {
	switch {
	case !(x > 0):
		return Want(path, x, "a positive number")
	case x > most:
		return Want(path, x, "at most %v", most)
	}
	return nil
}

// NotEmpty is nil where a list of n items has any, and otherwise the error that says so.
func NotEmpty(path string, n int) error {
	if n > 0 {
		return nil
	}
	return &FieldError{Path: path, Err: errors.New("is empty: want at least one"), join: " "}
}

// Errorf says anything else of a field: Errorf("solver.warm", "%s has no start", name) reads
// "solver.warm: closed-form has no start".
func Errorf(path, format string, args ...any) error {
	return &FieldError{Path: path, Err: fmt.Errorf(format, args...), join: ": "}
}

// In puts a path in front of the paths of an error: that of the field whose value the error is about. An error without a
// path is taken to be about the field itself and keeps its message. It is nil where err is.
func In(path string, err error) error {
	if err == nil {
		return nil
	}
	list := List(err)
	errs := make([]error, len(list))
	for i, e := range list {
		errs[i] = in(path, e)
	}
	return Join(errs...)
}

func in(path string, err error) error {
	if f, ok := err.(*FieldError); ok {
		return &FieldError{joinPath(path, f.Path), f.Err, f.join}
	}
	return &FieldError{Path: path, Err: err}
}

// Join makes one error of many, and of none nil. Nil errors are left out, and those that are joined already are taken
// apart, so that List gives every single one.
func Join(errs ...error) error {
	var all joined
	for _, err := range errs {
		all = append(all, List(err)...)
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

// joined prints one error a line.
type joined []error

func (j joined) Unwrap() []error { return j }

func (j joined) Error() string {
	lines := make([]string, len(j))
	for i, err := range j {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// List takes apart what Join or errors.Join put together: the single errors, err alone where it is one, none where it is
// nil. Errors that a message surrounds stay together.
func List(err error) []error {
	if err == nil {
		return nil
	}
	several, ok := err.(interface{ Unwrap() []error })
	if !ok || errors.Join(several.Unwrap()...).Error() != err.Error() {
		return []error{err}
	}
	var all []error
	for _, e := range several.Unwrap() {
		all = append(all, List(e)...)
	}
	return all
}
