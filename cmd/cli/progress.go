//go:build !js

package cli

import (
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress is one bar on stderr, or nothing where stderr is no terminal.
type progress struct {
	bars *mpb.Progress
	bar  *mpb.Bar
}

// startProgress shows a bar of total steps under a name.
func startProgress(streams *stdio, name string, total int) *progress {
	if !streams.ErrTerminal || total < 1 {
		return &progress{}
	}
	bars := mpb.New(mpb.WithOutput(streams.Err), mpb.WithWidth(48))
	bar := bars.New(int64(total), mpb.BarStyle(),
		mpb.PrependDecorators(decor.Name(name+" ")),
		mpb.AppendDecorators(decor.CountersNoUnit("%d/%d"), decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO)),
		mpb.BarRemoveOnComplete())
	return &progress{bars, bar}
}

// set moves the bar to done steps.
func (p *progress) set(done int) {
	if p.bar != nil {
		p.bar.SetCurrent(int64(done))
	}
}

// stop takes the bar away, complete or not.
func (p *progress) stop() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
}
