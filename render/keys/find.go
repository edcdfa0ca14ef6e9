package keys

import "strings"

// Find is the command of a key in a situation; false where it has none.
func Find(key string, in Context) (Binding, bool) {
	for _, b := range Table {
		if b.In&in == 0 {
			continue
		}
		for _, k := range b.Keys {
			if k == key {
				return b, true
			}
		}
	}
	return Binding{}, false
}

// OfView reports whether a command changes what is shown and nothing of what happens: a window carries it out by itself.
func (c Command) OfView() bool { return c >= Panels && c <= Help }

// signs are the keys that are named by what they type.
var signs = map[string]string{"Minus": "-", "Equal": "=", "BracketLeft": "[", "BracketRight": "]", "Period": ".", "Comma": ","}

// Taken is the binding that a key, by the name of its place, has while a person drives: it cannot move anything then.
func Taken(key string) (Binding, bool) {
	if sign, ok := signs[key]; ok {
		key = sign
	}
	return Find(key, Driving)
}

// names are how keys are written for people.
var names = strings.NewReplacer(
	"ArrowLeft", "←", "ArrowRight", "→", "ArrowUp", "↑", "ArrowDown", "↓", "PageUp", "PgUp", "PageDown", "PgDn", "Escape", "Esc",
)

// String is the keys as they are written for people: "Shift →", "PgDn N".
func (b Binding) String() string {
	keys := make([]string, 0, len(b.Keys))
	for _, k := range b.Keys {
		if k != "−" { // the same key as "-"
			keys = append(keys, k)
		}
	}
	return names.Replace(strings.Join(keys, "  "))
}

// Lines are the keys of a situation and what they do, for help. Keys of one command are on one line.
func Lines(in Context) [][2]string {
	var lines [][2]string
	at := map[Command]int{}
	for _, b := range Table {
		if b.In&in == 0 {
			continue
		}
		if i, ok := at[b.Command]; ok {
			lines[i][0] += "  " + b.String()
			continue
		}
		at[b.Command] = len(lines)
		lines = append(lines, [2]string{b.String(), b.Does})
	}
	return lines
}

// Markdown is the table for a document.
func Markdown() string {
	var text strings.Builder
	text.WriteString("| keys | watching | driving | paused | deciding |\n|---|---|---|---|---|\n")
	for _, b := range Table {
		text.WriteString("| `" + strings.Join(strings.Split(b.String(), "  "), "` `") + "` ")
		for _, in := range []Context{Watching, Driving, Paused, Deciding} {
			cell := ""
			if b.In&in != 0 {
				cell = b.Does + " "
			}
			text.WriteString("| " + cell)
		}
		text.WriteString("|\n")
	}
	return text.String()
}

// Summary is the keys of a situation in a few lines of at most 120 letters, for a document.
func Summary(in Context) string {
	var text, line strings.Builder
	for i, l := range Lines(in) {
		item := "`" + strings.Join(strings.Split(l[0], "  "), "` `") + "` " + l[1]
		switch {
		case i == 0:
		case len([]rune(line.String()))+len([]rune(item)) > 115:
			text.WriteString(line.String() + " ·\n")
			line.Reset()
		default:
			line.WriteString(" · ")
		}
		line.WriteString(item)
	}
	return text.String() + line.String() + "\n"
}
