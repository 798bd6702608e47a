// Package cputime measures for tests what code costs, so that a limit holds on a
// busy machine too.
package cputime

import (
	"runtime"
	"time"
)

// Of runs f and returns the processor time that its goroutine took; on systems
// other than Linux, the time that passed. Goroutines that f starts do not count.
func Of(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := now()
	f()
	return now() - start
}
