package cputime

import (
	"syscall"
	"time"
)

// now is the processor time that this thread has taken.
func now() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var usage syscall.Rusage
	if err := syscall.Getrusage(thread, &usage); err != nil {
		panic(err) // no other argument could be wrong
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
