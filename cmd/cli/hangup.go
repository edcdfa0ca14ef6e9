//go:build !js

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// hangUps are the signals of a terminal that is gone, unless the program is to outlive it, as under nohup.
func hangUps() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return nil
	}
	return []os.Signal{syscall.SIGHUP}
}
