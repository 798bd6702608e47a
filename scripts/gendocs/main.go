// Command gendocs writes the pages of the documentation that are made from
// tables of the program. Run it through: go generate ./...
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/procore-manifest/manifest/internal/report"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gendocs FILE")
		os.Exit(2)
	}
	var page bytes.Buffer
	err := report.ChangeTable(&page)
	if err == nil {
		err = os.WriteFile(os.Args[1], page.Bytes(), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}
