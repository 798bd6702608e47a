package cli

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

// Whoever names a pipe that stays silent leaves with one Ctrl-C, whatever the
// command.
func TestInterruptWhileWaitingForAPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(ctx context.Context, args ...string) (int, string) {
		var stdout, stderr bytes.Buffer
		env := project.Env{Dir: dir, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
			Getenv: func(string) string { return "" }, Now: time.Now}
		return Run(ctx, env, args), stderr.String()
	}
	if code, said := run(t.Context(), "init", "app", "--no-editor"); code != exitOK {
		t.Fatalf("init: exit %d: %s", code, said)
	}
	for _, line := range []string{
		"lint pipe", "fmt pipe", "import pipe --app x", "drift app pipe", "diff pipe manifests/app/manifest.yaml", "export pipe",
		"steps app --from pipe", "lint --config pipe", "status --config pipe",
	} {
		t.Run(line, func(t *testing.T) {
			ctx, interrupt := context.WithCancel(t.Context())
			time.AfterFunc(50*time.Millisecond, interrupt)
			start := time.Now()
			code, said := run(ctx, strings.Fields(line)...)
			if code != exitFailure || !strings.Contains(said, "interrupted") {
				t.Errorf("exit %d: %s", code, said)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("it went on waiting for %v", took)
			}
		})
	}
}
