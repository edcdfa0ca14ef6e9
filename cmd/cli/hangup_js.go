package cli

import "os"

// hangUps are none: a browser has no terminal.
func hangUps() []os.Signal { return nil }
