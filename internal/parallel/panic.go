package parallel

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
)

// Panic is what a goroutine panicked with, and where.
type Panic struct {
	Value any
	At    string // "policy/solve.(*Newton).step, newton.go:120"; "" where it is not known
}

func (p *Panic) Error() string {
	if p.At == "" {
		return fmt.Sprint(p.Value)
	}
	return fmt.Sprintf("%v (in %s)", p.Value, p.At)
}

// Recovered is the Panic of what recover returned in a deferred function, nil for nil. One that was handed on by another
// goroutine stays what it is.
func Recovered(value any) *Panic {
	if value == nil {
		return nil
	}
	if p, ok := value.(*Panic); ok {
		return p
	}
	return &Panic{value, origin()}
}

// origin is the function that panicked, of the stack of a deferred function: the first one below the runtime's panic.
func origin() string {
	pc := make([]uintptr, 64)
	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc)])
	panicked := false
	for {
		f, more := frames.Next()
		inRuntime := strings.HasPrefix(f.Function, "runtime.")
		if panicked && !inRuntime {
			return fmt.Sprintf("%s, %s:%d", f.Function[strings.LastIndexByte(f.Function, '/')+1:], f.File[strings.LastIndexByte(f.File, '/')+1:], f.Line)
		}
		panicked = panicked || f.Function == "runtime.gopanic"
		if !more {
			return ""
		}
	}
}

// Panics hands the first panic of several goroutines on to the one that waits for them. The zero value is ready to use.
type Panics struct{ first atomic.Pointer[Panic] }

// Catch is deferred in a goroutine: a panic ends that goroutine and no more.
func (p *Panics) Catch() {
	if caught := Recovered(recover()); caught != nil {
		p.first.CompareAndSwap(nil, caught)
	}
}

// Caught reports whether a goroutine has panicked: the others need not begin anything.
func (p *Panics) Caught() bool { return p.first.Load() != nil }

// Raise panics with what was caught, if anything was. It is called once the goroutines have ended.
func (p *Panics) Raise() {
	if caught := p.first.Swap(nil); caught != nil {
		panic(caught)
	}
}
