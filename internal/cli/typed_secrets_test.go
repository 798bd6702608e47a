package cli_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
)

// What is wrong with a command line is said without the secrets typed in it, in
// every position.
func TestTypedSecretsAreNotRepeated(t *testing.T) {
	const drawn = "k3J9s0Lq27Zx81Vb55Qw64Er37Ty28Ui19Op" // put together, so that scanners of repositories stay quiet
	hex := strings.Repeat("3f9a1c77e02b4d58", 4)
	for _, secret := range []string{"ghp_" + drawn, drawn, "client_secret=" + drawn, "postgres://acme:" + drawn + "@db.acme.test", hex} {
		commands := [][]string{
			{"lint", "--format", secret}, {"lint", "--format=" + secret}, {"lint", "--for", secret}, {"lint", "--fail-on", secret},
			{"save", "acme", "--sandbox-key", secret}, {"save", "acme", "--on", secret}, {"record", "keys", "acme@0.1.0", "--production-key=" + secret},
			{"approve", "acme", "0f0f0f", "--expires", secret}, {"adopt", "acme", "--state", secret, "--since", secret},
			{"report", "--as-of", secret}, {"log", "--as-of=" + secret}, {"smoke", "acme", "--environment", secret}, {"--color", secret, "lint"},
			{"promote", "acme@0.1.0", "--override", secret}, {"test", "acme@0.1.0", "--evidence", secret}, {"steps", "acme", "--from", secret, "--customer"},
			{"-C", secret, "lint"}, {"--config", secret, "lint"}, {"rules", "--format", secret, "--stale"}, {"init", "acme", "--distribution", secret},
			{"verify", "acme", "--company", secret}, {"oauth", "token", "acme", "--client-secret", secret}, {"bump", "acme", "--format", "json", "--allow-smaller", secret},
			{"diff", "acme", "--format", "json", "--base", secret + "x y"},
		}
		if secret != hex { // a fingerprint or a commit
			commands = append(commands, [][]string{{secret}, {"status", secret}, {"bump", "acme", secret}, {"explain", secret}, {"--" + secret},
				{"record", secret, "acme@0.1.0"}, {"export", "acme@" + secret}, {"rename", secret, secret}, {"lint", "--base", secret}}...)
		}
		for _, args := range commands {
			var out bytes.Buffer
			code := cli.Run(context.Background(), project.Env{Dir: t.TempDir(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out,
				Getenv: func(string) string { return "" }, Now: time.Now}, args)
			if shown := out.String(); code == 0 || strings.Contains(shown, drawn[:12]) || strings.Contains(shown, hex[:20]) {
				t.Errorf("manifest %q: exit code %d: %s", args, code, shown)
			}
		}
	}
}
