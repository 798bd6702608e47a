// Command genmanifests writes manifests to measure with, two in a hundred of
// them wrong:
//
//	go run ./scripts/genmanifests -n 1000 FOLDER
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

func main() {
	log.SetFlags(0)
	n := flag.Int("n", 1000, "number of manifests")
	seed := flag.Uint64("seed", 1, "the same seed writes the same bytes")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("name the folder to write to")
	}
	r := validatetest.Random(*seed)
	size := 0
	for i := range *n {
		text := validatetest.Manifest(r)
		if r.IntN(50) == 0 {
			text = validatetest.Mistake(r, text)
		}
		size += len(text)
		dir := filepath.Join(flag.Arg(0), fmt.Sprintf("app-%05d", i+1))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "manifest.yaml"), []byte(text), 0o666); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%d manifests, %d bytes on average\n", *n, size/max(1, *n))
}
