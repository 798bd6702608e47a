package manifest

import "flag"

// The tests over random files are short by default. scripts/soak runs them at
// full length with other seeds.
var (
	Soak = flag.Bool("soak", false, "run the tests over random files at full length")
	Seed = flag.Uint64("seed", 1, "seed of the tests over random files")
)
