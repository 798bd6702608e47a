package cputime

import (
	"runtime"
	"testing"
	"time"
)

func TestOf(t *testing.T) {
	if took := Of(func() { time.Sleep(50 * time.Millisecond) }); runtime.GOOS == "linux" && took > 20*time.Millisecond {
		t.Errorf("sleep took %v of processor time", took)
	}
	worked := Of(func() {
		for start := time.Now(); time.Since(start) < 200*time.Millisecond; {
		}
	})
	if worked == 0 || worked > 5*time.Second {
		t.Errorf("work took %v", worked)
	}
}
