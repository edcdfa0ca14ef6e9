package window

// command is what a person can ask for.
type command uint8

const (
	quit command = iota
	playPause
	forward
	backward
	faster
	slower
	restart
	nextEpisode
	togglePanels
	nextPage
	previousPage
	toggleTracking
	resetCamera
	fullscreen
	toggleHelp
	commands // their number
)

// helpLines is what F1 shows: the keys of each command, and what it does.
var helpLines = [commands]struct{ keys, does string }{
	playPause:      {"Space", "play, pause"},
	forward:        {"→", "one step forward"},
	backward:       {"←", "one step back"},
	faster:         {"+  =  ↑", "faster"},
	slower:         {"−  ↓", "slower"},
	restart:        {"R  Backspace", "restart the episode"},
	nextEpisode:    {"N", "next episode"},
	togglePanels:   {"E", "energy over the action"},
	nextPage:       {"PgDn  ]", "next page of the energy"},
	previousPage:   {"PgUp  [", "previous page of the energy"},
	toggleTracking: {"T", "camera follows, stays"},
	resetCamera:    {"C", "camera as at first"},
	fullscreen:     {"F  F5", "full screen"},
	toggleHelp:     {"F1  H", "this help"},
	quit:           {"Q  Esc", "quit"},
}

// repeats reports whether holding the key repeats the command.
func (c command) repeats() bool {
	return c == forward || c == backward || c == faster || c == slower
}

// speeds are the rates that + and − step through, and how they are written.
var speeds = [...]struct {
	rate float64
	name string
}{
	{1.0 / 16, "1/16×"}, {1.0 / 8, "1/8×"}, {1.0 / 4, "1/4×"}, {1.0 / 2, "1/2×"}, {1, "1×"},
	{2, "2×"}, {4, "4×"}, {8, "8×"}, {16, "16×"},
}

// speedNear is the index of the speed nearest to a rate, by ratio.
func speedNear(rate float64) int {
	best := 0
	for i := range speeds {
		if ratio(speeds[i].rate, rate) < ratio(speeds[best].rate, rate) {
			best = i
		}
	}
	return best
}

func ratio(a, b float64) float64 { return max(a/b, b/a) }
