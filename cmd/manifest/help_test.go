package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/cli"
)

// The help of every command fits a terminal of 80 columns.
func TestHelpFits(t *testing.T) {
	help := func(args ...string) string {
		var out, errs bytes.Buffer
		env := cli.Env{Dir: ".", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
		if code := cli.Run(context.Background(), env, append(args, "--help")); code != 0 {
			t.Errorf("manifest %v --help: exit code %d: %s", args, code, errs.String())
		}
		for line := range strings.Lines(out.String()) {
			example := strings.HasPrefix(line, "  manifest ") // to be copied, so in one piece
			if n := utf8.RuneCountInString(line) - 1; n > 80 && !example {
				t.Errorf("manifest %v --help has a line of %d columns: %s", args, n, line)
			}
		}
		return out.String()
	}
	listed := regexp.MustCompile(`(?m)^  ([a-z]+) +[A-Z]`).FindAllStringSubmatch(help(), -1)
	if len(listed) < 20 {
		t.Fatalf("the help lists %d commands", len(listed))
	}
	for _, command := range listed {
		help(command[1])
	}
}
