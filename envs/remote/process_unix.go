//go:build unix && !linux

package remote

import (
	"os/exec"
	"syscall"
)

// ownGroup has a command lead a process group. That this process has ended it learns from the end of its standard input.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}
