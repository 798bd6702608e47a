package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/source"
)

func gitDiff(was, now string) GitDiff {
	const name = "manifests/a/manifest.yaml"
	return GitDiff{
		Old: GitSide{Name: name, Mode: "100644", Data: []byte(was)}, New: GitSide{Name: name, Mode: "100644", Data: []byte(now)},
		Changes: &Changes{From: "1111111", To: "working tree"}, // above the patch, where git apply must pass it over
	}
}

func shown(t *testing.T, d GitDiff, o Options) string {
	t.Helper()
	return written(t, GitDiffFormats, Text, d, o)
}

// What a program reads is a patch: git makes the new file of the old one, to the
// byte, whatever the files hold.
func TestGitDiffIsAPatch(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not there")
	}
	texts := []string{"a: 1\nb: 2\n", "a: 1\nb: 3\n", "a: 1\nb: 3", "a: 1\r\nb: 2\r\n", "", "--- x\n+++ y\n", strings.Repeat("x: y\n", 40) + "z\n"}
	for _, h := range hostile {
		if !strings.Contains(h.text, "\x00") { // a file that git takes for binary
			texts = append(texts, "# "+h.text+"\n")
		}
	}
	for i, was := range texts {
		now := texts[(i+1)%len(texts)]
		dir := t.TempDir()
		file := filepath.Join(dir, "manifests", "a", "manifest.yaml")
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(was), 0o644); err != nil {
			t.Fatal(err)
		}
		d := gitDiff(was, now)
		cmd := exec.Command(git, "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(shown(t, d, Options{}))
		cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GIT_CONFIG_NOSYSTEM=1", "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%q to %q: %v %s\n%s", was, now, err, out, shown(t, d, Options{}))
			continue
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != now {
			t.Errorf("%q to %q: got %q, %v", was, now, got, err)
		}
	}
}

// So is what fmt and lint show, whatever a file is called.
func TestDiffIsAPatch(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not there")
	}
	for _, h := range hostile {
		name := strings.NewReplacer("/", "_", "\x00", "").Replace(h.text) + ".yaml"
		if runtime.GOOS == "windows" {
			name = "a.yaml"
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("a: 1\nb: 2\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := Diff(&b, name, []byte("a: 1\nb: 2\n"), []byte("a: 1\nb: 3\n")); err != nil {
			t.Fatal(err)
		}
		nothingHidden(t, b.String())
		cmd := exec.Command(git, "apply", "-")
		cmd.Dir, cmd.Stdin = dir, &b
		cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GIT_CONFIG_NOSYSTEM=1", "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%q: %v %s", name, err, out)
		} else if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != "a: 1\nb: 3\n" {
			t.Errorf("%q: got %q, %v", name, got, err)
		}
	}
}

// What a person reads drives no terminal.
func TestGitDiffForPeople(t *testing.T) {
	for _, h := range hostile {
		for _, d := range []GitDiff{
			gitDiff("a: 1\n", "# "+h.text+"\n"),
			{Old: GitSide{Name: h.text, Mode: "100644", Data: []byte(h.text)}, New: GitSide{Name: h.text, Mode: "100644"}, Note: h.text, About: "rename from " + h.text},
		} {
			d.Person = true
			got := shown(t, d, Options{})
			for _, r := range strings.ReplaceAll(strings.ReplaceAll(got, "\n", ""), "\t", "") {
				if hidden(r) && r != joiner || r == '\uFFFD' {
					t.Errorf("%s: %q shows %U", h.name, got, r)
				}
			}
		}
	}
}

func TestGitDiffForms(t *testing.T) {
	name := GitSide{Name: "m/a b.yaml", ID: "1111111", Mode: "100644", Data: []byte("a\n")}
	for title, c := range map[string]struct {
		change func(*GitDiff)
		want   string
	}{
		"the same":   {func(d *GitDiff) {}, "diff --git a/m/a b.yaml b/m/a b.yaml\n"},
		"mode alone": {func(d *GitDiff) { d.New.Mode = "100755" }, "diff --git a/m/a b.yaml b/m/a b.yaml\nold mode 100644\nnew mode 100755\n"},
		"new": {func(d *GitDiff) { d.Old = GitSide{Name: d.New.Name, ID: "0000000"} },
			"diff --git a/m/a b.yaml b/m/a b.yaml\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/m/a b.yaml\n@@ -0,0 +1,1 @@\n+a\n"},
		"deleted": {func(d *GitDiff) { d.New = GitSide{Name: d.New.Name, ID: "0000000"} },
			"diff --git a/m/a b.yaml b/m/a b.yaml\ndeleted file mode 100644\nindex 1111111..0000000\n--- a/m/a b.yaml\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n"},
		"quoted": {func(d *GitDiff) { d.New.Name = "é\"\n" },
			"diff --git a/m/a b.yaml \"b/\\303\\251\\\"\\012\"\n"},
		"binary": {func(d *GitDiff) { d.New.Data, d.New.ID = []byte{0}, "2222222" },
			"diff --git a/m/a b.yaml b/m/a b.yaml\nindex 1111111..2222222 100644\nBinary files a/m/a b.yaml and b/m/a b.yaml differ\n"},
		"line breaks of Windows on both sides": {func(d *GitDiff) { d.Person, d.Old.Data, d.New.Data = true, []byte("a\r\n"), []byte("b\r\n") },
			"diff --git a/m/a b.yaml b/m/a b.yaml\n--- a/m/a b.yaml\n+++ b/m/a b.yaml\n@@ -1,1 +1,1 @@\n-a\n+b\n"},
		"line breaks alone": {func(d *GitDiff) { d.Person, d.New.Data = true, []byte("a\r\n") },
			"diff --git a/m/a b.yaml b/m/a b.yaml\n--- a/m/a b.yaml\n+++ b/m/a b.yaml\n@@ -1,1 +1,1 @@\n-a\n+a\\r\n"},
	} {
		d := GitDiff{Old: name, New: name}
		c.change(&d)
		if got := shown(t, d, Options{}); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", title, got, c.want)
		}
	}
}

// Putting the lines back in changes nothing if nothing is hidden, and a
// secret is hidden on the side that has it, and in what both sides have.
func TestGitDiffHides(t *testing.T) {
	texts := []string{"a: 1\nb: 2\n", "a: 1\nb: 3", "", "--- x\n+++ y\n", "\n\n@@ -1,1 +1,1 @@\n", strings.Repeat("x: y\n", 40) + "z\n", "w\n" + strings.Repeat("x: y\n", 38) + "y\nz"}
	for _, was := range texts {
		for _, now := range texts {
			d := gitDiff(was, now)
			want := d.body()
			d.Person = true
			if got := d.body(); got != want {
				t.Errorf("%q to %q: got\n%s\nwant\n%s", was, now, got, want)
			}
		}
	}
	for name, c := range map[string]struct {
		was, now, want string
		old, new       []source.Span
	}{
		"changed":            {"k: one\n", "k: two\n", "-k: ***\n+k: ***\n", []source.Span{{Start: 3, End: 6}}, []source.Span{{Start: 3, End: 6}}},
		"removed":            {"k: one\n", "k: two\n", "-k: ***\n+k: two\n", []source.Span{{Start: 3, End: 6}}, nil},
		"context, old":       {"k: one\nx\n", "k: one\ny\n", " k: ***\n-x\n+y\n", []source.Span{{Start: 3, End: 6}}, nil},
		"context, new":       {"k: one\nx\n", "k: one\ny\n", " k: ***\n-x\n+y\n", nil, []source.Span{{Start: 3, End: 6}}},
		"context, new, last": {"x\none", "y\none", "-x\n+y\n ***\n\\ No newline at end of file\n", nil, []source.Span{{Start: 2, End: 5}}},
		"part of a line":     {"", "one\r\ntwo\r\n", "+**e\n+two\n", nil, []source.Span{{Start: 0, End: 2}}},
		"two lines":          {"", "one\ntwo\n", "+***\n+***\n", nil, []source.Span{{Start: 0, End: 7}}},
		"Windows":            {"a\r\n", "a\r\none\r\n", " a\n+***\n", nil, []source.Span{{Start: 3, End: 8}}},
	} {
		d := gitDiff(c.was, c.now)
		d.Person, d.Old.Hidden, d.New.Hidden = true, c.old, c.new
		if got := d.body(); !strings.HasSuffix(got, " @@\n"+c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
		d.Person = false
		if got := d.body(); strings.Contains(got, "*") {
			t.Errorf("%s: the patch is not exact:\n%s", name, got)
		}
	}
}
