package git

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inRepository runs git commands, one a line, in a new repository and opens it.
func inRepository(t *testing.T, dir string, commands ...string) *Repository {
	t.Helper()
	for _, line := range commands {
		words := strings.Split(line, "|")
		cmd := exec.Command("git", words...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=Jane Doe", "GIT_AUTHOR_EMAIL=jane@acme.test",
			"GIT_COMMITTER_NAME=Bot", "GIT_COMMITTER_EMAIL=bot@acme.test", "GIT_AUTHOR_DATE=2026-11-26T10:00:00Z", "GIT_COMMITTER_DATE=2026-11-26T10:00:00Z")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", line, err, out)
		}
	}
	r, err := Options{}.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func added(t *testing.T, r *Repository, since string) map[string]*Commit {
	t.Helper()
	head, err := r.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Added(t.Context(), head, since, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAdded(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/one.json", "1")
	write(t, dir, "b/other.json", "1")
	r := inRepository(t, dir, "init|-q|-b|main", "add|.", "commit|-q|-m|First\n\nCo-authored-by: Raj Rao <raj@acme.test>\nmore text")
	first, _ := r.Head(t.Context())
	write(t, dir, "a/two é\n.json", "2")
	write(t, dir, "a/one.json", "changed")
	inRepository(t, dir, "add|.", "commit|-q|-m|Second")
	got := added(t, r, "")
	if len(got) != 2 {
		t.Fatalf("got %v", got)
	}
	one, two := got["a/one.json"], got["a/two é\n.json"]
	if one == nil || one.ID != first || one.Author.String() != "Jane Doe <jane@acme.test>" || len(one.CoAuthors) != 1 || one.CoAuthors[0].Email != "raj@acme.test" {
		t.Errorf("one.json was added by %+v", one)
	}
	if two == nil || two.ID == first || two.At.Format("2006-01-02T15:04") != "2026-11-26T10:00" {
		t.Errorf("two.json was added by %+v", two)
	}
	if got := added(t, r, first); len(got) != 1 {
		t.Errorf("since the first commit: %v", got)
	}

	// A shallow clone does not tell who added what its boundary holds.
	clone := filepath.Join(t.TempDir(), "clone")
	cmd := exec.Command("git", "clone", "-q", "--depth", "1", "file://"+dir, clone)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	shallow, err := Options{}.Open(t.Context(), clone)
	if err != nil {
		t.Fatal(err)
	}
	if got := added(t, shallow, ""); len(got) != 0 {
		t.Errorf("a shallow clone says %v", got)
	}
}

// A merge that itself adds a file is who added it; one that only joins is not.
func TestAddedByAMerge(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/one.json", "1")
	r := inRepository(t, dir, "init|-q|-b|main", "add|.", "commit|-q|-m|First", "checkout|-q|-b|side")
	write(t, dir, "a/side.json", "2")
	inRepository(t, dir, "add|.", "commit|-q|-m|Side", "checkout|-q|main")
	write(t, dir, "b/main.json", "3")
	inRepository(t, dir, "add|.", "commit|-q|-m|Main", "merge|-q|--no-ff|--no-commit|side")
	write(t, dir, "a/merge.json", "4")
	inRepository(t, dir, "add|.", "commit|-q|-m|Merge")
	merge, _ := r.Head(t.Context())
	got := added(t, r, "")
	if got["a/merge.json"] == nil || got["a/merge.json"].ID != merge || got["a/side.json"] == nil || got["a/side.json"].ID == merge {
		t.Errorf("got %v", got)
	}
}

func TestTrackedAndIgnored(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/one.json", "1")
	write(t, dir, "a/kept.tmp", "1")
	write(t, dir, ".gitignore", "*.tmp\n")
	r := inRepository(t, dir, "init|-q|-b|main", "add|.", "add|-f|a/kept.tmp", "commit|-q|-m|First")
	write(t, dir, "a/two.json", "2")
	if err := os.Remove(filepath.Join(dir, "a", "one.json")); err != nil {
		t.Fatal(err)
	}
	tracked, err := r.Tracked(t.Context(), []string{"a"})
	if err != nil || len(tracked) != 2 || tracked[0] != "a/kept.tmp" || tracked[1] != "a/one.json" {
		t.Errorf("tracked: %q, %v", tracked, err)
	}
	ignored, err := r.Ignored(t.Context(), []string{"a/x.tmp", "a/x.json", "a/kept.tmp"})
	if err != nil || len(ignored) != 1 || !ignored["a/x.tmp"] {
		t.Errorf("ignored: %v, %v", ignored, err)
	}
	if none, err := r.Ignored(t.Context(), []string{"a/x.json"}); err != nil || len(none) != 0 {
		t.Errorf("ignored: %v, %v", none, err)
	}
}

func TestNotFolders(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/one.json", "1")
	if err := os.Symlink("a", filepath.Join(dir, "b")); err != nil {
		t.Skip(err)
	}
	inner := filepath.Join(dir, "c")
	write(t, inner, "one.json", "1")
	inRepository(t, inner, "init|-q|-b|main", "add|.", "commit|-q|-m|Inner")
	r := inRepository(t, dir, "init|-q|-b|main", "-c|advice.addEmbeddedRepo=false|add|.")
	got, err := r.NotFolders(t.Context())
	if err != nil || len(got) != 2 || got["b"] != KindSymlink || got["c"] != KindSubmodule {
		t.Errorf("got %v, %v", got, err)
	}
}

// A file has been changed since the first commit after the one that added another;
// what no commit says is left out.
func TestChangedAfter(t *testing.T) {
	dir := t.TempDir()
	commit := func(text string, names ...string) *Repository {
		for _, name := range names {
			write(t, dir, name, text)
		}
		return inRepository(t, dir, "add|.", "commit|-q|-m|"+text)
	}
	inRepository(t, dir, "init|-q|-b|main")
	commit("1", "a/m", "b/m", "c/m", "never/m")
	commit("2", "a/m", "a/save", "b/save")
	commit("3", "a/other", "c/m")
	commit("4", "a/m", "c/m")
	r := commit("5", "a/m")
	write(t, dir, "c/save", "not committed")
	after := map[string]string{"a/m": "a/save", "b/m": "b/save", "c/m": "c/save", "never/m": ""}
	subjects := func(r *Repository) map[string]string {
		head, err := r.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.ChangedAfter(t.Context(), head, after)
		if err != nil {
			t.Fatal(err)
		}
		list := make(map[string]string)
		for name, c := range got {
			list[name] = c.Subject
		}
		return list
	}
	if got, want := subjects(r), map[string]string{"a/m": "4", "never/m": "1"}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	shallow := t.TempDir()
	r = inRepository(t, shallow, "clone|-q|--depth=2|file://"+dir+"|.")
	if got := subjects(r); len(got) != 0 {
		t.Errorf("in a shallow clone: got %v, want none", got)
	}
}
