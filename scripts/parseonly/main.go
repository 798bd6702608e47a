// Command parseonly reads and parses manifests and does nothing else. It is
// what the speed of lint is measured against: a cobra program with the same
// YAML library and the same files.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"
)

func main() {
	cmd := &cobra.Command{Use: "parseonly path...", Args: cobra.MinimumNArgs(1), RunE: run}
	if cmd.Execute() != nil {
		os.Exit(1)
	}
}

func run(_ *cobra.Command, args []string) error {
	files, err := find(args)
	if err != nil {
		return err
	}
	next := make(chan string)
	var workers sync.WaitGroup
	var failed atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for path := range next {
				if parse(path) != nil {
					failed.Add(1)
				}
			}
		})
	}
	for _, path := range files {
		next <- path
	}
	close(next)
	workers.Wait()
	fmt.Printf("%d files, %d not YAML\n", len(files), failed.Load())
	return nil
}

func find(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func parse(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var root yaml.Node
	return yaml.Unmarshal(data, &root)
}
