// Command gencommands writes the pages of the commands, docs/commands and man,
// below a folder, removes those of commands that are gone, and lists the manual
// pages in .goreleaser.yaml, which takes no pattern there. Run it through:
// go generate ./...
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
	return listManualPages(filepath.Join(root, ".goreleaser.yaml"), files)
}

// listManualPages replaces the list of manual pages between its two comments.
func listManualPages(name string, files map[string][]byte) error {
	const first, last = "      # This list is made by go generate ./...\n", "      # end of the list\n"
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(data), first)
	_, after, closed := strings.Cut(rest, last)
	if !ok || !closed {
		return fmt.Errorf("%s: the comments around the list of manual pages are gone", name)
	}
	var list strings.Builder
	for _, page := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(page, ".1") {
			fmt.Fprintf(&list, "      - %s\n", page)
		}
	}
	return os.WriteFile(name, []byte(before+first+list.String()+last+after), 0o666)
}
