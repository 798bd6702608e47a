//go:build unix

package git

import (
	"os/exec"
	"syscall"
)

// killGroup makes the end of the context the end of git and of everything that
// it started.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
