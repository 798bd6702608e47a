package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
)

// leaks puts a secret into a part of a manifest.
var leaks = map[string]struct{ at, with string }{
	"name":           {`(?m)^  name: `, "${0}TOKEN "},
	"page name":      {`page_name: `, "${0}TOKEN "},
	"notes":          {`post_installation_notes: \|\n`, "${0}  Use TOKEN now.\n"},
	"release notes":  {`release_notes: \|\n`, "${0}  Use TOKEN now.\n"},
	"description":    {`\n    description: `, "${0}TOKEN "},
	"user of a URL":  {`url: https://`, "${0}TOKEN@"},
	"password":       {`url: https://[^/\s]*`, "url: https://joe:PASSWORD@app2.acmefield.io"},
	"query":          {`(url: https://[^\s?]*)`, "$1?x=TOKEN"},
	"redirect URI":   {`redirect_uris: \[`, `${0}"https://joe:PASSWORD@app.acmefield.io/*", `},
	"wrong start":    {`url: https://[^/\s]*`, "url: https:/joe:PASSWORD@app2.acmefield.io"},
	"comment":        {`^`, "# TOKEN\n"},
	"unknown key":    {`\z`, "TOKEN: 1\n"},
	"a suppression":  {`\z`, "# manifest:ignore secret -- TOKEN\n"},
	"view":           {`views:\n      - `, "${0}TOKEN\n      - "},
	"parameter name": {`(key: [^,\n]*,? *\n? *name: )`, "${1}TOKEN "},
}

// showing are the commands that show what a manifest contains.
var showing = []string{
	"lint", "lint --base saved", "lint --fix --dry-run", "lint --base saved --format json", "lint --base saved --format github",
	"lint --base saved --format gitlab", "lint --base saved --format sarif", "lint --base saved --format junit",
	"lint --base saved --format rdjson", "lint --base saved --format markdown", "fmt --check", "diff --base saved",
	"diff --base saved --format json", "diff --base saved --format markdown", "diff sitelens", "bump sitelens --dry-run",
	"approve sitelens", "approve sitelens --reason agreed", "status", "status sitelens", "status --format json", "steps sitelens",
	"steps sitelens --format json", "steps sitelens --format html", "steps sitelens --format markdown", "export sitelens", "report",
	"report --format json", "checklist sitelens@1.2.0", "checklist sitelens@1.2.0 --format json", "log",
	"drift sitelens portal.json", "drift sitelens portal.json --format json", "save sitelens --by Jane", "promote sitelens@1.2.0 --check",
	"restore sitelens@1.2.0 --dry-run", "oauth curl sitelens", "oauth url sitelens",
}

// A secret that lint finds is printed by no command, whatever it shows of the manifest.
func TestFoundSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const token, password = "ghp_R7kQ2mZ9xT4vB8nR1cW6yL3pD5sF0gH2jK8a", "Tr0R7kQ2mZ9"
	dir := t.TempDir()
	path := filepath.Join(dir, "manifests", "sitelens", "manifest.yaml")
	good := readFile(t, filepath.Join("..", "..", "manifests", "sitelens", "manifest.yaml"))
	writeAll(t, dir, map[string]string{"manifests/sitelens/manifest.yaml": good, "portal.json": `{"schema_version": "4.1"}`})
	run := func(args ...string) string {
		var out bytes.Buffer
		cli.Run(t.Context(), project.Env{Dir: dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: time.Now,
			Getenv: func(key string) string { return map[string]string{"PATH": os.Getenv("PATH"), "USER": "jane"}[key] }}, args)
		return out.String()
	}
	git := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Jane", "-c", "user.email=jane@acme.test"},
			args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", "-A")
	git("commit", "-qm", "first")
	if out := run("save", "sitelens", "--by", "Jane"); !strings.Contains(out, "saved 1.2.0") {
		t.Fatal(out)
	}
	git("add", "-A")
	git("commit", "-qm", "second")
	git("tag", "saved")
	for name, leak := range leaks {
		at := regexp.MustCompile(leak.at).FindStringSubmatchIndex(good)
		if at == nil {
			t.Fatalf("%s: not in the manifest", name)
		}
		with := regexp.MustCompile(leak.at).ExpandString(nil, leak.with, good, at)
		text := good[:at[0]] + string(with) + good[at[1]:]
		text = strings.NewReplacer("TOKEN", token, "PASSWORD", password).Replace(text)
		next := strings.Replace(text, "version: 1.2.0", "version: 1.3.0", 1)
		for _, text := range []string{text, next} {
			for _, command := range showing {
				if isNext := strings.HasPrefix(command, "steps") || strings.HasPrefix(command, "save"); isNext != (text == next) {
					continue
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				out := run(strings.Fields(command)...)
				if command == "lint" && !strings.Contains(out, "[secret]") && !strings.Contains(out, "[url-credentials]") &&
					!strings.Contains(out, "[redirect-uri]") {
					t.Errorf("%s: no secret is found:\n%s", name, out)
				}
				for _, secret := range []string{token[4:], password} {
					if i := strings.Index(strings.ToLower(out), strings.ToLower(secret)); i >= 0 {
						t.Errorf("%s: manifest %s prints the secret: …%s…", name, command, out[max(0, i-80):i+len(secret)])
					}
				}
			}
			git("clean", "-qfd", "manifests")
			git("checkout", "-q", ".")
		}
	}
}
