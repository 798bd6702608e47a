//go:build !linux

package cputime

import "time"

var begin = time.Now()

// now is the time that has passed.
func now() time.Duration { return time.Since(begin) }
