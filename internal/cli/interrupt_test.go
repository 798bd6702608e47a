package cli

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

// A person who asked for standard input by mistake leaves with one Ctrl-C.
func TestInterruptWhileWaitingForInput(t *testing.T) {
	for _, args := range [][]string{{"lint", "-"}, {"import", "-", "--app", "a"}} {
		t.Run(args[0], func(t *testing.T) {
			ctx, interrupt := context.WithCancel(context.Background())
			silent, open := io.Pipe()
			defer open.Close()
			var stdout, stderr bytes.Buffer
			env := project.Env{Dir: t.TempDir(), Stdin: silent, Stdout: &stdout, Stderr: &stderr,
				Getenv: func(string) string { return "" }, Now: time.Now}
			code := make(chan int)
			go func() { code <- Run(ctx, env, args) }()
			// The write returns once the command reads: it is waiting now.
			if _, err := open.Write([]byte("name")); err != nil {
				t.Fatal(err)
			}
			interrupt()
			select {
			case got := <-code:
				if got != exitFailure || !bytes.Contains(stderr.Bytes(), []byte("interrupted")) || stdout.Len() > 0 {
					t.Errorf("exit %d, stdout %q, stderr %q", got, &stdout, &stderr)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("it goes on waiting")
			}
		})
	}
}
