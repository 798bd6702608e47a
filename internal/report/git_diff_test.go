package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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
	var b bytes.Buffer
	if err := GitDiffText(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
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
