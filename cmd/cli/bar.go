//go:build !js

package cli

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// bar is a bar on a terminal.
type bar struct {
	all  *mpb.Progress
	one  *mpb.Bar
	said atomic.Value // the text behind the bar
}

// newBar is nil where stderr is no terminal, or one that does not say how wide it is.
func newBar(streams *stdio, name string, total int) *bar {
	file, ok := streams.screen().(*os.File)
	if !ok || !streams.ErrTerminal {
		return nil
	}
	if width, _, err := term.GetSize(int(file.Fd())); err != nil || width < 1 {
		return nil
	}
	b := &bar{all: mpb.New(mpb.WithOutput(file), mpb.WithWidth(48))}
	b.said.Store("")
	b.one = b.all.New(int64(total), mpb.BarStyle(),
		mpb.PrependDecorators(decor.Name(visibly(name)+" ")),
		mpb.AppendDecorators(decor.CountersNoUnit("%d/%d"), decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO),
			decor.Any(func(decor.Statistics) string { return "  " + b.said.Load().(string) })),
		mpb.BarRemoveOnComplete())
	return b
}

func (b *bar) set(done int) { b.one.SetCurrent(int64(done)) }

func (b *bar) say(news string) { b.said.Store(news) }

// above prints a line: above the bar where w is a terminal, which is the bar's own.
func (b *bar) above(w io.Writer, line string) {
	if isTerminal(w) {
		w = b.all
	}
	fmt.Fprintln(w, visibly(line))
}

// stop takes the bar away, complete or not.
func (b *bar) stop() {
	b.one.Abort(true)
	b.all.Wait()
}
