package remote

import (
	"os/exec"
	"syscall"
)

// ownGroup has a command lead a process group, and be killed when this process is, however that ends.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
