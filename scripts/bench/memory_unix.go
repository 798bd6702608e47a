//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak returns the most memory that a process held, in bytes.
func peak(state *os.ProcessState) int64 {
	usage := state.SysUsage().(*syscall.Rusage)
	if runtime.GOOS == "darwin" { // counts bytes there
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}
