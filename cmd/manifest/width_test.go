package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/cli"
)

// On a terminal of any width, no line of ours is wider, but for commands and values
// that people copy whole.
func TestOutputFitsTheTerminal(t *testing.T) {
	p := newProject(t)
	p.submitted()
	p.must("record", "publish", "app@1.0.0", "--by", "Jane Doe with a long name <jane.doe.with.a.long.name@acme.test>")
	p.must("record", "bad", "app@1.0.0", "--by", "Jane", "--reason", "crashes on empty budgets, and on some days on others too")
	p.write("1.1.0", "daily_log", "commitments")
	p.sell()
	p.must("save", "app", "--by", "Jane", "--note", "a note that is longer than forty columns are wide, by far")
	p.must("test", "app@1.1.0", "--failed", "--by", "Jane", "--note", "the panel stays empty on submittals in the second project")
	for _, width := range []int{40, 80, 200} {
		for _, args := range [][]string{{"status"}, {"status", "--all"}, {"status", "app"}, {"log"}, {"log", "app"}, {"checklist", "app@1.1.0"}} {
			var out, errs bytes.Buffer
			env := p.env(nil, &out, &errs)
			env.StdoutIsTerminal, env.Width = true, width
			if code := cli.Run(context.Background(), env, append(args, "--color", "never")); code != 0 {
				t.Fatalf("manifest %v: exit code %d\n%s", args, code, &errs)
			}
			for line := range strings.Lines(out.String()) {
				line = strings.TrimSuffix(line, "\n")
				words := strings.TrimSpace(line)
				copied := strings.Contains(line, "manifest ") || strings.HasPrefix(line, "SANDBOX KEY ") || !strings.Contains(words, " ") || args[0] == "checklist" && strings.HasPrefix(line, "    ")
				if n := uniseg.StringWidth(line); n > width && !copied {
					t.Errorf("manifest %s on %d columns: a line has %d: %s", strings.Join(args, " "), width, n, line)
				}
			}
		}
	}
}
