package git

import (
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "-q", "repo")
	r := s.open("repo")
	const name = "diff.manifest.command"
	hold := func(want string) {
		t.Helper()
		if got, err := r.Settings(t.Context(), name); err != nil || strings.Join(got, "|") != want {
			t.Errorf("got %q and %v, want %q", got, err, want)
		}
	}
	hold("")
	// What the user's own configuration says is no setting of the repository.
	s.git("repo", "config", "--global", name, "theirs")
	hold("")
	for _, value := range []string{"manifest git-diff", `a "b" \ c # d`} {
		if err := r.Set(t.Context(), name, value); err != nil {
			t.Error(err)
		}
		hold(value)
		if got := s.git("repo", "config", "--local", name); got != value {
			t.Errorf("git reads %q, want %q", got, value)
		}
	}
	if err := r.Unset(t.Context(), name, `a "b" \ c # d`); err != nil {
		t.Error(err)
	}
	hold("")
	// More than one value; what is like a pattern is none.
	for _, value := range []string{"x.y", "xzy", "x.y", "line\nbreak"} {
		s.git("repo", "config", "--local", "--add", name, value)
	}
	hold("x.y|xzy|x.y|line\nbreak")
	if err := r.Unset(t.Context(), name, "x.y"); err != nil {
		t.Error(err)
	}
	hold("xzy|line\nbreak")
	if err := r.Set(t.Context(), name, "one"); err != nil {
		t.Error(err)
	}
	hold("one")
	if err := r.Unset(t.Context(), name, "one"); err != nil {
		t.Error(err)
	}
	hold("")
	// Another git is writing.
	s.write("repo/.git/config.lock", "")
	if err := r.Set(t.Context(), name, "x"); err == nil || !strings.Contains(err.Error(), `set diff.manifest.command to "x" in git's configuration`) {
		t.Errorf("locked: got %v", err)
	}
	hold("")
	s.write("repo/.git/config", "[broken")
	if _, err := r.Settings(t.Context(), name); err == nil {
		t.Error("a broken configuration: got no error")
	}
}

// One configuration serves all work trees of a repository.
func TestSettingOfAWorkTree(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "-q", "repo")
	s.commit("repo", "a", "x")
	s.git("repo", "worktree", "add", "-q", "../tree")
	if err := s.open("tree").Set(t.Context(), "diff.x.command", "y"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.open("repo").Settings(t.Context(), "diff.x.command"); err != nil || len(got) != 1 || got[0] != "y" {
		t.Errorf("got %q and %v, want y", got, err)
	}
}

func TestAttribute(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "-q", "repo")
	s.write("repo/.gitattributes", "a/* diff=manifest -text\n")
	s.write("repo/a/.gitattributes", "b* -diff text\n")
	r := s.open("repo")
	for _, c := range []struct{ name, path, want string }{
		{"diff", "a/c", "manifest"}, {"text", "a/c", "unset"}, {"diff", "a/b x", "unset"}, {"text", "a/b\nx", "set"}, {"diff", "--x", "unspecified"},
	} {
		if got, err := r.Attribute(t.Context(), c.name, c.path); err != nil || got != c.want {
			t.Errorf("%s of %q: got %q and %v, want %q", c.name, c.path, got, err, c.want)
		}
	}
	if _, err := r.Attribute(t.Context(), "no name", "x"); err == nil {
		t.Error("no name: got no error")
	}
}
