package render

import (
	"strings"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// distinct are the names of gauges without the words that all of them begin or end with: "r_wrist_roll_joint" is "wrist
// roll" among other joints of the right arm.
func distinct(gauges []scene.Gauge) []string {
	words := make([][]string, len(gauges))
	for i := range gauges {
		words[i] = strings.Fields(strings.ReplaceAll(gauges[i].Name, "_", " "))
	}
	alike := func(at func(w []string) string) bool {
		for _, w := range words {
			if len(w) < 2 || at(w) != at(words[0]) {
				return false
			}
		}
		return len(words) > 1
	}
	for alike(func(w []string) string { return w[0] }) {
		for i := range words {
			words[i] = words[i][1:]
		}
	}
	for alike(func(w []string) string { return w[len(w)-1] }) {
		for i := range words {
			words[i] = words[i][:len(words[i])-1]
		}
	}
	names := make([]string, len(words))
	for i := range words {
		names[i] = strings.Join(words[i], " ")
	}
	return names
}

// named writes a gauge's name below its bar, in two lines where one is too short.
func (c *Canvas) named(name string, x, y, width, u float64) {
	t := Type{Size: 10 * u, Color: quiet, Align: Center}
	first, second := name, ""
	for c.Width(first, t) > width {
		cut := strings.LastIndexByte(first, ' ')
		if cut < 0 {
			break
		}
		first, second = first[:cut], name[cut+1:]
	}
	one, two := t, t
	c.Text(x, y+57*u, c.whole(first, width, &one), one)
	c.Text(x, y+69*u, c.whole(second, width, &two), two)
}
