package hands

// Command is what a person asks the session for.
type Command uint8

// The commands.
const (
	Nothing Command = iota
	Pause           // or go on
	End             // ends the episode here
	Redo            // drives the episode again, from the same start
	Keep            // keeps the ended episode
	Discard         // removes it
	Tag             // tags it "good", or no longer
	Succeed         // calls it a success
	Fail            // calls it a failure
	Slower
	Faster
	Quit
)

// binding is the keys of a command.
type binding struct {
	command Command
	keys    []string
	does    string
	driving bool // whether the keys are the command's also while a person drives
}

// bindings are the one table of the session's keys. Those that work while driving are free in every task's bindings.
var bindings = []binding{
	{Pause, []string{"Escape", "Space"}, "pause, go on", true},
	{End, []string{"Enter"}, "end the episode here", true},
	{Redo, []string{"Backspace", "R"}, "again, from the same start", false},
	{Keep, []string{"Enter", "K"}, "keep", false},
	{Discard, []string{"Delete", "D"}, "discard", false},
	{Tag, []string{"T"}, "tag as good", false},
	{Succeed, []string{"S"}, "call it a success", false},
	{Fail, []string{"F"}, "call it a failure", false},
	{Slower, []string{"BracketLeft"}, "slower", true},
	{Faster, []string{"BracketRight"}, "faster", true},
	{Quit, []string{"Q"}, "quit", false},
}

// commandOf is the command whose key is taken while a person drives.
func commandOf(key string) (binding, bool) {
	for _, b := range bindings {
		for _, k := range b.keys {
			if b.driving && k == key {
				return b, true
			}
		}
	}
	return binding{}, false
}

// asked is the command of a key in a phase.
func asked(key string, driving, deciding bool) Command {
	for _, b := range bindings {
		for _, k := range b.keys {
			if k != key || driving && !b.driving || deciding && b.command == End {
				continue
			}
			return b.command
		}
	}
	return Nothing
}

// Help says what the session's keys do.
func Help() [][2]string {
	var lines [][2]string
	for _, b := range bindings {
		keys := b.keys[0]
		for _, k := range b.keys[1:] {
			keys += ", " + k
		}
		lines = append(lines, [2]string{keys, b.does})
	}
	return lines
}
