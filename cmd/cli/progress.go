package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
)

// progress says on stderr how far something is: with a bar on a terminal, with a line that is written over where a
// terminal reports no width, and with a line now and then where stderr is a file. There a run that has losses to tell
// writes its first and its last line however short it is; what only counts is silent until it has taken a while.
type progress struct {
	io    *stdio
	name  string
	total int
	bar   *bar // nil where there is none

	mu     sync.Mutex
	news   string    // the newest numbers
	newest string    // the line that says them, written or not
	shown  string    // the last line written into a file
	due    time.Time // when the next line is to be written
	live   bool      // a line stands on the terminal
}

// How often a line is written: over the one before on a terminal, below it in a file, where counts alone are not worth one
// before quietFor.
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
	p.newest = strings.TrimRight(fmt.Sprintf("%s %d/%d  %s", p.name, done, p.total, p.news), " ")
	if now := p.io.Now(); !now.Before(p.due) {
		p.write(now)
	}
}

// write writes the newest line, over the one before on a terminal.
func (p *progress) write(now time.Time) {
	if p.io.ErrTerminal {
		const columns = 79 // of a terminal that does not say how many it has
		line := p.newest
		if letters := []rune(line); len(letters) > columns {
			line = string(letters[:columns])
		}
		fmt.Fprintf(p.io.screen(), "\r%s\x1b[K", visibly(line))
		p.due, p.live = now.Add(liveEvery), true
		return
	}
	fmt.Fprintln(p.io.Err, p.newest)
	p.due, p.shown = now.Add(lineEvery), p.newest
}

// tell shows how far a run is and its newest numbers.
func (p *progress) tell(n agents.Progress) {
	p.mu.Lock()
	first := p.news == ""
	p.news = news(p.news, n)
	if p.bar != nil {
		p.bar.say(p.news)
	}
	if first && p.news != "" {
		p.due = p.io.Now()
	}
	p.mu.Unlock()
	p.set(int(n.Done))
}

// say prints a line of its own without breaking the one that is written over.
func (p *progress) say(w io.Writer, line string) {
	if p.bar != nil {
		p.bar.above(w, line)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	fmt.Fprintln(w, line)
}

// stop takes the bar or the line away; in a file the last news remain.
func (p *progress) stop() {
	if p.bar != nil {
		p.bar.stop()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	if p.news != "" && !p.io.ErrTerminal && p.newest != p.shown {
		p.write(p.io.Now())
	}
}

// erase takes the line away that stands on the terminal.
func (p *progress) erase() {
	if p.live {
		fmt.Fprint(p.io.screen(), "\r\x1b[K")
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
