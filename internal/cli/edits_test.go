package cli

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// commands runs commands in a folder with one app, and watches its manifest.
type commands struct {
	t    *testing.T
	dir  string
	path string
}

func newCommands(t *testing.T) *commands {
	dir := t.TempDir()
	path := filepath.Join(dir, "manifests", "app", "manifest.yaml")
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	return &commands{t, dir, path}
}

func (c *commands) write(text string) {
	c.t.Helper()
	if err := os.WriteFile(c.path, []byte(text), 0o666); err != nil {
		c.t.Fatal(err)
	}
}

func (c *commands) read() string {
	c.t.Helper()
	text, err := os.ReadFile(c.path)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

func (c *commands) run(args ...string) (code int, output string) {
	var out bytes.Buffer
	code = Run(context.Background(), project.Env{
		Dir: c.dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out,
		Now: time.Now, Getenv: func(string) string { return "" },
	}, args)
	return code, out.String()
}

// leaves fails if the manifest is not this text after a command.
func (c *commands) leaves(text string, args ...string) {
	c.t.Helper()
	code, out := c.run(args...)
	if got := c.read(); got != text {
		c.t.Fatalf("manifest %s (exit code %d) leaves\n%q\nwant\n%q\n%s", strings.Join(args, " "), code, got, text, out)
	}
}

var versionLine = regexp.MustCompile(`(?m)^"?version"?: ["']?([0-9]+\.[0-9]+\.[0-9]+)["']?(.*)$`)

// spelled is a manifest around its version, as people write it: in any quotes,
// with comments, with a byte order mark, with other line ends, without the last.
func spelled(r *rand.Rand) (before, version, after string) {
	text := strings.ReplaceAll(validatetest.Manifest(r), "\r\n", "\n")
	at := versionLine.FindStringSubmatchIndex(text)
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	quote := pick("", "", "'", `"`)
	before = text[:at[0]] + pick("version: ", "version:   ", `"version": `, "'version' : ", "version:\n  ",
		"version: # the next\n    ") + quote
	version = text[at[2]:at[3]]
	after = quote + pick("", "", "  ", " # was 0.0.9, see \"#12\"", "\t# é日本") + text[at[1]:]
	if r.IntN(3) == 0 {
		after = strings.TrimRight(after, "\n")
	} else {
		after += pick("", "", "\n\n", "# the end", "   # the end\n")
	}
	if r.IntN(3) == 0 {
		before, after = strings.ReplaceAll(before, "\n", "\r\n"), strings.ReplaceAll(after, "\n", "\r\n")
	}
	return pick("", "", "\ufeff") + before, version, after
}

// Bump changes the bytes of the version alone, and once; fmt --check and dry
// runs change nothing, and fmt has nothing to do after fmt.
func TestBumpChangesTheVersionAlone(t *testing.T) {
	n := 100
	if *soak {
		n = 20_000
	}
	c := newCommands(t)
	for i := range n {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		before, version, after := spelled(r)
		var major, minor, patch int
		if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
			t.Fatal(err)
		}
		word := []string{"major", "minor", "patch", "number"}[i%4]
		want := map[string]string{
			"major": fmt.Sprintf("%d.0.0", major+1), "minor": fmt.Sprintf("%d.%d.0", major, minor+1),
			"patch": fmt.Sprintf("%d.%d.%d", major, minor, patch+1), "number": fmt.Sprintf("%d.%d.%d", major+r.IntN(3),
				minor+1+r.IntN(99), r.IntN(1000)),
		}[word]
		if word == "number" {
			word = want
		}
		text, bumped := before+version+after, before+want+after
		c.write(text)
		c.leaves(text, "fmt", "--check")
		if code, out := c.run("bump", "app", word); code != exitOK || !strings.HasPrefix(out, version+" → "+want+"  (") {
			t.Fatalf("seed %d, manifest %d: exit code %d: %s\n%q", *seed, i, code, out, text)
		}
		c.leaves(bumped, "bump", "app", want)
		if i%10 > 0 {
			continue // the rest takes most of the time
		}
		c.leaves(bumped, "bump", "app")
		c.leaves(bumped, "bump", "app", "major", "--dry-run")
		c.leaves(bumped, "fmt", "--diff")
		if code, out := c.run("fmt"); code != exitOK {
			t.Fatalf("seed %d, manifest %d: exit code %d: %s\n%q", *seed, i, code, out, text)
		}
		formatted := c.read()
		if code, out := c.run("fmt", "--check"); code != exitOK {
			t.Fatalf("seed %d, manifest %d: fmt --check after fmt: exit code %d: %s\n%q", *seed, i, code, out, text)
		}
		c.leaves(formatted, "fmt")
	}
}

var digits = regexp.MustCompile(`^[0-9.]*$`)

// What a command refuses, it leaves alone, whatever is wrong with it; what it
// bumps anyway, it changes in its version and nowhere else.
func TestEditsOfMutants(t *testing.T) {
	n := 150
	if *soak {
		n = 20_000
	}
	c := newCommands(t)
	refused, bumped := 0, 0
	for i := range n {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		before, version, after := spelled(r)
		text := string(validatetest.Mutant(r, []byte(before+version+after)))
		c.write(text)
		c.leaves(text, "lint", "--fix", "--dry-run")
		c.leaves(text, "fmt", "--check")
		for _, args := range [][]string{{"bump", "app", "99.0.0"}, {"fmt"}, {"lint", "--fix"}} {
			c.write(text)
			code, out := c.run(args...)
			got := c.read()
			if args[0] == "lint" {
				// What it may change is held in internal/validate; here it stays away
				// from what cannot be read.
				if strings.Contains(out, "["+manifest.RuleSyntax+"]") && got != text {
					t.Fatalf("seed %d, manifest %d: lint --fix changes a file that cannot be read:\n%q\n%q", *seed, i, text, got)
				}
				continue
			}
			if code != exitOK {
				refused++
				if got != text {
					t.Fatalf("seed %d, manifest %d: %s is refused and changes the file:\n%q\n%q\n%s", *seed, i, args, text, got, out)
				}
			} else if args[0] == "bump" {
				bumped++
				if was, now := differing(text, got); !digits.MatchString(was) || !digits.MatchString(now) {
					t.Fatalf("seed %d, manifest %d: bump changes %q to %q", *seed, i, was, now)
				}
			}
		}
	}
	t.Logf("%d refused, %d bumped", refused, bumped)
	if refused < n/10 || bumped < n/10 {
		t.Errorf("%d refusals and %d bumps of %d prove little", refused, bumped, n)
	}
}

// differing returns what stands in two texts between what they have in common
// at their beginning and at their end.
func differing(a, b string) (string, string) {
	start := 0
	for start < min(len(a), len(b)) && a[start] == b[start] {
		start++
	}
	a, b = a[start:], b[start:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}
