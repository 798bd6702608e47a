// Package parallel does something with each of many things on all cores.
package parallel

import (
	"context"
	"runtime"
	"sync"
)

// Map does something with each of a list, on as many cores as there are. The
// results are in the order of the list, whoever finishes first; those that an
// interrupt kept from being made are zero.
func Map[In, Out any](ctx context.Context, list []In, do func(In) Out) []Out {
	results := make([]Out, len(list))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(list)) {
		workers.Go(func() {
			for i := range next {
				results[i] = do(list[i])
			}
		})
	}
	for i := range list {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}
