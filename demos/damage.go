package demos

import "fmt"

// Damage is a file that is not what was recorded, with the place where that shows.
type Damage struct {
	File    string
	Offset  int64 // of the byte or record that is wrong; −1 where Problem names the place
	Problem string
}

func (e *Damage) Error() string {
	if e.Offset < 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Problem)
	}
	return fmt.Sprintf("%s: byte %d: %s", e.File, e.Offset, e.Problem)
}

// damaged makes the error inside one file; the reader of the file adds its name.
func damaged(at int, format string, args ...any) *Damage {
	return &Damage{Offset: int64(at), Problem: fmt.Sprintf(format, args...)}
}
