package git

import (
	"strings"
	"testing"
)

func TestSetting(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "-q", "repo")
	r := s.open("repo")
	const name = "diff.manifest.command"
	hold := func(want string) {
		t.Helper()
		if got, err := r.Setting(t.Context(), name); err != nil || got != want {
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
	if err := r.Unset(t.Context(), name); err != nil {
		t.Error(err)
	}
	hold("")
	// Another git is writing.
	s.write("repo/.git/config.lock", "")
	if err := r.Set(t.Context(), name, "x"); err == nil || !strings.Contains(err.Error(), `set git's diff.manifest.command to "x"`) {
		t.Errorf("locked: got %v", err)
	}
	hold("")
	s.write("repo/.git/config", "[broken")
	if _, err := r.Setting(t.Context(), name); err == nil {
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
	if got, err := s.open("repo").Setting(t.Context(), "diff.x.command"); err != nil || got != "y" {
		t.Errorf("got %q and %v, want y", got, err)
	}
}
