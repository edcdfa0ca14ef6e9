package cli

import (
	"cmp"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
)

// progress says on stderr how far something is: with a bar on a terminal, with a line that is written over where a
// terminal reports no width, and with a line now and then where stderr is a file.
type progress struct {
	io    *stdio
	name  string
	total int
	bar   *bar // nil where there is none

	mu   sync.Mutex
	news string    // the newest numbers
	due  time.Time // when the next line is to be written
	live bool      // a line stands on the terminal
}

// How often a line is written: over the one before on a terminal, below it in a file, where what is over in quietFor says
// nothing.
const (
	liveEvery = 200 * time.Millisecond
	quietFor  = 5 * time.Second
	lineEvery = 30 * time.Second
)

// startProgress shows the progress of total steps under a name.
func startProgress(streams *stdio, name string, total int) *progress {
	p := &progress{io: streams, name: name, total: total}
	if total < 1 {
		return p
	}
	p.bar = newBar(streams, name, total)
	p.due = streams.Now()
	if !streams.ErrTerminal {
		p.due = p.due.Add(quietFor)
	}
	return p
}

// set moves to done steps.
func (p *progress) set(done int) {
	if p.total < 1 {
		return
	}
	if p.bar != nil {
		p.bar.set(done)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.io.Now()
	if now.Before(p.due) {
		return
	}
	line := strings.TrimRight(fmt.Sprintf("%s %d/%d  %s", p.name, done, p.total, p.news), " ")
	if p.io.ErrTerminal {
		const columns = 79 // of a terminal that does not say how many it has
		if letters := []rune(line); len(letters) > columns {
			line = string(letters[:columns])
		}
		fmt.Fprintf(p.io.Err, "\r%s\x1b[K", line)
		p.due, p.live = now.Add(liveEvery), true
		return
	}
	fmt.Fprintln(p.io.Err, line)
	p.due = now.Add(lineEvery)
}

// tell shows how far a run is and its newest numbers.
func (p *progress) tell(n agents.Progress) {
	p.mu.Lock()
	p.news = news(p.news, n)
	if p.bar != nil {
		p.bar.say(p.news)
	}
	p.mu.Unlock()
	p.set(int(n.Done))
}

// stop takes the bar or the line away.
func (p *progress) stop() {
	if p.bar != nil {
		p.bar.stop()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live {
		fmt.Fprint(p.io.Err, "\r\x1b[K")
		p.live = false
	}
}

// news are loss, validation and evaluation: the new ones, and those of before where there are no new ones.
func news(before string, p agents.Progress) string {
	said := map[string]string{}
	for part := range strings.SplitSeq(before, "  ") {
		if name, _, ok := strings.Cut(part, " "); ok {
			said[name] = part
		}
	}
	for _, f := range p.Line {
		if x, ok := f.Value.(float64); ok && f.Name == "loss" {
			said["loss"] = fmt.Sprintf("loss %.4g", x)
		}
	}
	if p.Error > 0 {
		said["validation"] = fmt.Sprintf("validation %.4g", p.Error)
	}
	if p.Eval != nil {
		said["return"] = fmt.Sprintf("return %.1f ± %.1f", p.Eval.Mean, p.Eval.Std)
	}
	var parts []string
	for _, name := range []string{"loss", "validation", "return"} {
		if part := cmp.Or(said[name], ""); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "  ")
}
