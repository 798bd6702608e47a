// Command gencommands writes the pages of the commands, docs/commands and man,
// below a folder, and removes those of commands that are gone. Run it through:
// go generate ./...
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/procore-manifest/manifest/internal/cli"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gencommands FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gencommands:", err)
		os.Exit(1)
	}
}

func write(root string) error {
	files, err := cli.ReferenceFiles()
	if err != nil {
		return err
	}
	for _, pattern := range []string{"docs/commands/*.md", "man/*.1"} {
		old, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return err
		}
		for _, name := range old {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, text := range files {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
