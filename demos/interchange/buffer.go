package interchange

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// A replay buffer holds the steps of all episodes one after another, an array for each quantity, and says where each
// episode ends. Programs call the arrays by different names; a name with a slash is an entry of a dictionary.
var bufferNames = map[string][]string{
	"obs":      {"obs", "observations", "observation", "state"},
	"act":      {"acts", "actions", "action"},
	"after":    {"next_observations", "next_obs"},
	"reward":   {"rews", "rewards", "reward"},
	"ends":     {"episode_ends"}, // of each episode, how many steps there are up to its end
	"cuts":     {"indices"},      // the same without the last, as numpy.split takes them
	"terminal": {"terminals", "terminations", "dones"},
	"timeout":  {"timeouts", "truncations"},
	"finals":   {"terminal"}, // of each episode, whether its last step was a termination
}

// What a buffer of ours holds besides.
const (
	bufferEnd     = "fenchel_end"     // of each episode, why it ended: 0 running, 1 reached, 2 failed, 3 timed out
	bufferLow     = "fenchel_low"     // bounds of the actions
	bufferHigh    = "fenchel_high"    // likewise
	bufferChoices = "fenchel_choices" // how many there are, of a discrete action
)

// store is where the arrays of a replay buffer are.
type store interface {
	// names are those of the arrays, in the order of their bytes.
	names() []string
	// array opens one. A noNumbersError says why it is left out.
	array(name string) (array, error)
	close() error
}

// noNumbersError marks an array that holds none: texts, objects of Python.
type noNumbersError struct{ error }

// buffer is an open replay buffer.
type buffer struct {
	store
	obs, act, after *columns
	reward          series
	flags           []flag
	ends            []int     // cumulative; nil where flags say where episodes end
	how             []float64 // why each episode ended, where ends are known and it is said
	finals          bool      // how says only whether it terminated
	extra           int       // 1 where episodes have an observation after the last action
	ofState         bool      // observations are called states
	rows            int
	left            []string
	used            map[string]bool
}

// openBuffer finds the arrays of a buffer and compares their rows.
func openBuffer(s store) (*buffer, error) {
	b := &buffer{store: s, used: map[string]bool{}}
	choices, err := b.small(bufferChoices)
	if err != nil {
		return nil, err
	}
	k := 0
	if len(choices) == 1 && choices[0] >= 1 && choices[0] <= 1<<16 {
		k = int(choices[0])
	}
	if b.act, err = b.columns("act", k); err != nil {
		return nil, err
	}
	if b.obs, err = b.columns("obs", 0); err != nil {
		return nil, err
	}
	if b.obs == nil || b.act == nil {
		return nil, fmt.Errorf("observations and actions are needed: it holds %.300q", s.names())
	}
	if b.after, err = b.columns("after", 0); err != nil {
		return nil, err
	}
	if b.rows, err = b.act.rows(); err != nil {
		return nil, err
	}
	if err := b.boundaries(); err != nil {
		return nil, err
	}
	return b, b.check()
}

// called is the first array there that a role's names match, or "".
func (b *buffer) called(role string) string {
	for _, name := range bufferNames[role] {
		if slices.Contains(b.names(), name) {
			b.used[name] = true
			return name
		}
	}
	return ""
}

// columns are the numbers of a role: one array, or the entries of a dictionary; nil where there is none.
func (b *buffer) columns(role string, choices int) (*columns, error) {
	for _, base := range bufferNames[role] {
		c := &columns{}
		for _, name := range b.names() {
			label, inside := strings.CutPrefix(name, base+"/")
			if name == base {
				label, inside = "", true
			}
			if !inside {
				continue
			}
			b.used[name] = true
			if err := b.add(c, name, label, choices); err != nil {
				return nil, err
			}
		}
		if len(c.parts) > 0 {
			b.ofState = b.ofState || base == "state"
			b.left = append(b.left, c.left...)
			return c, nil
		}
	}
	return nil, nil
}

// add appends an array to columns, unless it holds pictures or no numbers.
func (b *buffer) add(c *columns, name, label string, choices int) error {
	a, err := b.array(name)
	if _, ok := err.(noNumbersError); ok {
		c.left = append(c.left, fmt.Sprintf("%s (%v)", name, err))
		return nil
	}
	if err != nil {
		return err
	}
	if picture(a.Shape()) {
		c.left = append(c.left, fmt.Sprintf("%s (pictures of %v)", name, a.Shape()[1:]))
		return nil
	}
	return c.append(a, label, choices, 0)
}

// boundaries finds rewards and where episodes end.
func (b *buffer) boundaries() error {
	if name := b.called("reward"); name != "" {
		a, err := b.array(name)
		if err != nil {
			return err
		}
		if b.reward, err = asSeries(a); err != nil {
			return err
		}
	}
	ends, err := b.small(b.called("ends"))
	if err == nil && ends == nil {
		if name := b.called("cuts"); name != "" {
			if ends, err = b.small(name); err == nil {
				ends = append(ends, float64(b.rows))
			}
		}
	}
	if err != nil {
		return err
	}
	if ends == nil {
		return b.openFlags()
	}
	if err := b.setEnds(ends); err != nil {
		return err
	}
	return b.outcomes()
}

// outcomes reads why each episode ended.
func (b *buffer) outcomes() (err error) {
	if b.how, err = b.small(bufferEnd); err != nil {
		return err
	}
	if name := b.called("finals"); b.how == nil && name != "" {
		b.finals = true
		if b.how, err = b.small(name); err != nil {
			return err
		}
	}
	if b.how != nil && len(b.how) != len(b.ends) {
		return fmt.Errorf("the ends of %d episodes, of which there are %d", len(b.how), len(b.ends))
	}
	if b.how == nil {
		return b.openFlags()
	}
	return nil
}

// setEnds checks that ends grow up to the number of rows.
func (b *buffer) setEnds(ends []float64) error {
	last := 0
	for i, x := range ends {
		if x != float64(int(x)) || int(x) <= last || int(x) > b.rows {
			return fmt.Errorf("episode %d ends at row %v: want whole numbers that grow from %d to %d", i, x, last+1, b.rows)
		}
		last = int(x)
		b.ends = append(b.ends, last)
	}
	if last != b.rows {
		return fmt.Errorf("the last episode ends at row %d, of %d", last, b.rows)
	}
	return nil
}

// openFlags opens the flags that are there: the terminations come last, since they count more.
func (b *buffer) openFlags() error {
	for _, f := range []struct {
		role string
		end  envs.End
	}{{"timeout", envs.TimedOut}, {"terminal", envs.Failed}} {
		name := b.called(f.role)
		if name == "" {
			continue
		}
		a, err := b.array(name)
		if err != nil {
			return err
		}
		s, err := asSeries(a)
		if err != nil {
			return err
		}
		b.flags = append(b.flags, flag{s, f.end})
	}
	return nil
}

// check compares the rows of all arrays with those of the actions.
func (b *buffer) check() error {
	n, err := b.obs.rows()
	if err != nil {
		return err
	}
	switch episodes := max(1, len(b.ends)); {
	case n == b.rows:
	case n == b.rows+episodes && (b.ends != nil || len(b.flags) == 0):
		b.extra = 1
	default:
		return fmt.Errorf("%s has %d rows, of actions there are %d", b.obs.parts[0].data.Path(), n, b.rows)
	}
	if b.after != nil {
		if n, err := b.after.rows(); err != nil || n != b.rows {
			return fmt.Errorf("%s has %d rows, of actions there are %d", b.after.parts[0].data.Path(), n, b.rows)
		}
	}
	for _, name := range b.names() {
		if !b.used[name] && !slices.Contains(bufferOwn, name) {
			b.left = append(b.left, name)
		}
	}
	return nil
}

// bufferOwn are the arrays that an export of ours adds, and the numbers without meaning that the format asks for.
var bufferOwn = []string{labelsKey, authorsKey, lateKey, forceKey, bufferEnd, bufferLow, bufferHigh, bufferChoices, "infos"}

// mostEpisodes bounds those of a buffer.
const mostEpisodes = 1 << 22

// small reads all of a short array; nil where there is none.
func (b *buffer) small(name string) ([]float64, error) {
	if name == "" || !slices.Contains(b.names(), name) {
		return nil, nil
	}
	a, err := b.array(name)
	if err != nil {
		return nil, err
	}
	if a.Width() != 1 || a.Rows() > mostEpisodes {
		return nil, fmt.Errorf("%s: its shape is %v", a.Path(), a.Shape())
	}
	xs := make([]float64, a.Rows())
	return xs, a.Float64s(xs, 0)
}

// each reads the episodes.
func (b *buffer) each() iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		for i, from := 0, 0; from < b.rows; i++ {
			e, err := b.episode(i, from)
			if err != nil {
				err = fmt.Errorf("row %d: %w", from, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
			from += len(e.Act)
		}
	}
}

// steps is how many the i-th episode has, which begins at a row.
func (b *buffer) steps(i, from int) (int, error) {
	switch {
	case b.ends != nil:
		return b.ends[i] - from, nil
	case len(b.flags) == 0:
		return b.rows, nil
	}
	return firstFlag(b.flags, from, b.rows)
}

func (b *buffer) episode(i, from int) (*Episode, error) {
	n, err := b.steps(i, from)
	if err != nil {
		return nil, err
	}
	e := &Episode{Place: fmt.Sprintf("rows %d to %d", from, from+n-1), Left: slices.Clone(b.left), OfState: b.ofState}
	if e.Obs, err = b.obs.read(from+i*b.extra, n+b.extra); err != nil {
		return nil, err
	}
	if e.Act, err = b.act.read(from, n); err != nil {
		return nil, err
	}
	if b.obs.bare() || b.act.bare() {
		e.Notes = append(e.Notes, unprotected)
	}
	if b.after != nil && b.extra == 0 {
		last, err := b.after.read(from+n-1, 1)
		if err != nil {
			return nil, err
		}
		e.Obs = append(e.Obs, last...)
	}
	if b.reward.array != nil {
		if e.Reward, err = b.reward.read(from, n); err != nil {
			return nil, err
		}
	}
	if err := b.end(e, i, from, n); err != nil {
		return nil, err
	}
	if err := e.extras(b.names(), b.array, from, n); err != nil {
		return nil, err
	}
	if s, ok := b.store.(interface{ notes() []string }); ok {
		e.Notes = append(e.Notes, s.notes()...)
	}
	return e, nil
}

// end says why an episode ended.
func (b *buffer) end(e *Episode, i, from, n int) (err error) {
	switch {
	case b.how == nil:
		e.End, err = lastFlag(b.flags, from, n)
	case b.finals && b.how[i] != 0:
		e.End = envs.Failed
	case b.finals:
		e.End = envs.TimedOut
	default:
		x := b.how[i]
		if x != float64(int(x)) || x < 0 || x >= float64(envs.Diverged) {
			return fmt.Errorf("%s: %v is no end", bufferEnd, x)
		}
		e.End, e.ownEnd = envs.End(x), true
	}
	return err
}

// spec is the task of a buffer that says nothing of it: its actions are of [-1, 1], or as an export of ours says.
func (b *buffer) spec(name string) (envs.Spec, error) {
	lo, hi := unbounded(len(b.obs.names))
	obs := channels(b.obs.names, lo, hi)
	if b.act.parts[0].choices > 0 {
		return foreignSpec(name, obs, space.Simplex{K: len(b.act.names)})
	}
	low, err := b.small(bufferLow)
	if err != nil {
		return envs.Spec{}, err
	}
	high, err := b.small(bufferHigh)
	if err != nil {
		return envs.Spec{}, err
	}
	if low == nil {
		return foreignSpec(name, obs, space.UnitBox(len(b.act.names)))
	}
	set, err := space.Shape{Kind: "box", Dim: len(b.act.names), Lo: low, Hi: high}.Set()
	if err != nil {
		return envs.Spec{}, err
	}
	return foreignSpec(name, obs, set)
}
