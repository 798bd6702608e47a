package git

import (
	"os"
	"strings"
	"testing"
)

func TestCommit(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	s.git("up", "tag", "-a", "-m", "note", "annotated", ids[1])
	names := []string{
		"refs/heads/-x", "refs/heads/--output=canary", "refs/heads/it's", "refs/heads/a\"b", "refs/heads/größe",
		"refs/heads/$(touch canary)", "refs/heads/`id`", "refs/heads/a;b|c&d", "refs/heads/\xff\xfe", "refs/heads/@{",
	}
	for _, name := range names[:len(names)-1] { // git refuses the last
		s.git("up", "update-ref", strings.ReplaceAll(name, " ", "\u00a0"), ids[1])
	}
	s.clone("down")
	r, up := s.open("down"), s.open("up")
	for rev, want := range map[string]string{
		"main": ids[2], "origin/main": ids[2], "HEAD": ids[2], "@": ids[2], "HEAD~2": ids[0], "main^": ids[1],
		"v1.0": ids[0], "annotated": ids[1], "refs/heads/main": ids[2], ids[1]: ids[1], ids[1][:12]: ids[1],
		"@{upstream}": ids[2], "main@{0}": ids[2], "origin": ids[2],
	} {
		if got, err := r.Commit(t.Context(), rev); got != want || err != nil {
			t.Errorf("%s: got %s, %v, want %s", rev, got, err, want)
		}
	}
	for _, name := range names[:len(names)-1] {
		name = strings.ReplaceAll(name, " ", "\u00a0")
		for _, rev := range []string{name, strings.TrimPrefix(name, "refs/heads/")} {
			if got, err := up.Commit(t.Context(), rev); got != ids[1] || err != nil {
				t.Errorf("%q: got %s, %v, want %s", rev, got, err, ids[1])
			}
		}
	}
}

func TestCommitRefuses(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	s.git("up", "branch", "twice", ids[0])
	s.git("up", "tag", "twice", ids[1])
	// A file whose name looks like the end of our question.
	s.commit("up", "trap^{commit}", "x", "f", "x")
	r := s.open("up")
	for _, c := range []struct {
		rev  string
		want error
	}{
		{"", ErrBadRevision}, {"main..side", ErrBadRevision}, {"main...side", ErrBadRevision}, {"^main", ErrBadRevision},
		{"main:f", ErrBadRevision}, {"main:trap", ErrBadRevision}, {":f", ErrBadRevision}, {":/change", ErrBadRevision},
		{"main\nside", ErrBadRevision}, {"main\x00", ErrBadRevision}, {"main^{tree}", ErrBadRevision},
		{strings.Repeat("x", 100_000), ErrBadRevision}, {"../../etc/passwd", ErrBadRevision},
		{"twice", ErrAmbiguous}, {"twice~0", ErrAmbiguous},
		{"-x", ErrUnknown}, {"--output=canary", ErrUnknown}, {"--all", ErrUnknown}, {"--help", ErrUnknown},
		{"@{upstream}|", ErrUnknown}, {"@{upstream}", ErrUnknown}, {"@{-7}", ErrUnknown}, {"HEAD@{99}", ErrUnknown},
		{"HEAD@{2 years ago}", ErrUnknown}, {"main^@", ErrUnknown}, {"main^!", ErrUnknown}, {"main~9", ErrUnknown},
		{"$(touch canary)", ErrUnknown}, {"nowhere", ErrUnknown}, {strings.Repeat("0", 40), ErrUnknown},
	} {
		id, err := r.Commit(t.Context(), c.rev)
		if id != "" {
			t.Errorf("%.50q: got %s", c.rev, id)
		}
		s.fails(err, c.want)
	}
	if id, err := r.Commit(t.Context(), "refs/heads/twice"); id != ids[0] || err != nil {
		t.Errorf("got %s, %v", id, err)
	}
	// A branch that is called like a commit does not stand in for it.
	s.git("up", "update-ref", "refs/heads/"+ids[0], ids[1])
	if id, err := r.Commit(t.Context(), ids[0]); id != ids[0] || err != nil {
		t.Errorf("got %s, %v, want %s", id, err, ids[0])
	}
	if _, err := os.Stat(s.path("up/canary")); err == nil {
		t.Error("a revision became an option or a command")
	}
	for _, id := range []string{"main", "--all", ids[0] + "^", strings.ToUpper(ids[0]), ""} {
		_, err := r.MergeBase(t.Context(), ids[0], id)
		s.fails(err, ErrBadRevision)
		_, err = r.Files(t.Context(), id, Query{Paths: []string{"."}, MaxSize: 1})
		s.fails(err, ErrBadRevision)
		_, err = r.File(t.Context(), id, "f")
		s.fails(err, ErrBadRevision)
	}
}

func TestHead(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	s.git(".", "init", "--quiet", "unborn")
	r := s.open("unborn")
	if head, err := r.Head(t.Context()); head != "" || err != nil {
		t.Errorf("unborn: got %q, %v", head, err)
	}
	_, err := r.Commit(t.Context(), "HEAD")
	if e := s.fails(err, ErrUnknown); e.Remedy() != "the branch has no commit yet: commit something first" {
		t.Errorf("unborn: got remedy %q", e.Remedy())
	}
	s.git("up", "checkout", "--quiet", "--detach", ids[1])
	if head, err := s.open("up").Head(t.Context()); head != ids[1] || err != nil {
		t.Errorf("detached: got %q, %v, want %s", head, err, ids[1])
	}
	s.git("up", "checkout", "--quiet", "main")
	for _, content := range []string{"garbage\n", strings.Repeat("1", 40) + "\n"} {
		s.write("up/.git/refs/heads/main", content)
		if head, err := s.open("up").Head(t.Context()); err == nil {
			t.Errorf("a branch that holds %q: got %q and no error", content, head)
		}
	}
}

func TestMergeBase(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	s.git("up", "checkout", "--quiet", "--orphan", "other")
	other := s.commit("up")
	r := s.open("up")
	side, err := r.Commit(t.Context(), "side")
	if err != nil {
		t.Fatal(err)
	}
	if base, err := r.MergeBase(t.Context(), ids[2], side); base != ids[0] || err != nil {
		t.Errorf("got %s, %v, want %s", base, err, ids[0])
	}
	_, err = r.MergeBase(t.Context(), ids[2], other)
	s.fails(err, ErrNoCommonPast)
	_, err = r.MergeBase(t.Context(), ids[2], strings.Repeat("1", 40))
	s.fails(err, ErrMissingObject)
	// Replacement objects would let a clone show another history than its remote.
	s.git("up", "replace", ids[2], other)
	if base, err := r.MergeBase(t.Context(), ids[2], side); base != ids[0] || err != nil {
		t.Errorf("with a replacement: got %s, %v, want %s", base, err, ids[0])
	}
}

func TestShallowClone(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	s.clone("down", "--depth=1", "--no-single-branch")
	r := s.open("down")
	if shallow, err := r.IsShallow(t.Context()); !shallow || err != nil {
		t.Errorf("got %t, %v", shallow, err)
	}
	for rev, want := range map[string]error{"HEAD~1": ErrShallow, "main^": ErrShallow, ids[1]: ErrUnknown} {
		_, err := r.Commit(t.Context(), rev)
		if e := s.fails(err, want); !strings.HasPrefix(e.Run, "git fetch --unshallow") || e.CI != wholeHistory(os.Getenv) {
			t.Errorf("%s: got remedy %q", rev, e.Remedy())
		}
	}
	side, err := r.Commit(t.Context(), "origin/side")
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.MergeBase(t.Context(), ids[2], side)
	e := s.fails(err, ErrShallow)
	if want := "run: git fetch --unshallow; in CI: " + wholeHistory(os.Getenv); e.Remedy() != want {
		t.Errorf("got remedy %q, want %q", e.Remedy(), want)
	}
	s.remedy("down", e, "git fetch --unshallow")
	if base, err := r.MergeBase(t.Context(), ids[2], side); base != ids[0] || err != nil {
		t.Errorf("got %s, %v, want %s", base, err, ids[0])
	}
	if shallow, err := r.IsShallow(t.Context()); shallow || err != nil {
		t.Errorf("got %t, %v", shallow, err)
	}
}

// A cut history may still have a common ancestor, and not the best one: here
// the branch merged main's second commit, but the cut hides that.
func TestShallowCloneWithWrongMergeBase(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "--quiet", "up")
	first := s.commit("up", "a", "1")
	s.git("up", "checkout", "--quiet", "-b", "branch")
	s.commit("up", "b", "1")
	s.git("up", "checkout", "--quiet", "main")
	second := s.commit("up", "a", "2")
	s.commit("up", "a", "3")
	last := s.commit("up", "a", "4")
	s.git("up", "checkout", "--quiet", "branch")
	s.git("up", "merge", "--quiet", "--no-edit", second)
	head := s.git("up", "rev-parse", "HEAD")
	r := s.open("up")
	if base, err := r.MergeBase(t.Context(), last, head); base != second || err != nil {
		t.Fatalf("got %s, %v, want %s", base, err, second)
	}
	s.git(".", "clone", "--quiet", "up", "down")
	// main is cut above its second commit; its first is reached another way.
	s.git("down", "update-ref", "refs/heads/main", last)
	s.git("down", "update-ref", "refs/heads/joined", s.git("down", "commit-tree", "-p", last, "-p", first, "-m", "join", head+"^{tree}"))
	s.write("down/.git/shallow", s.git("down", "rev-parse", last+"^")+"\n")
	r = s.open("down")
	joined, err := r.Commit(t.Context(), "joined")
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.MergeBase(t.Context(), joined, head)
	s.fails(err, ErrShallow)
	// Below the merge base a cut does no harm.
	s.write("down/.git/shallow", first+"\n")
	if base, err := r.MergeBase(t.Context(), joined, head); base != second || err != nil {
		t.Errorf("got %s, %v, want %s", base, err, second)
	}
}

// Each remedy is run as it stands, and then the revision is there.
func TestMissingBase(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	const evil = "late/$(touch${IFS}canary)" // a good name for a branch, says git
	cases := []struct {
		name   string
		clone  []string
		rev    string
		remedy string // in both, LATE stands for the commit
	}{
		{"a branch that came later", nil, "origin/late/x", "git fetch origin late/x"},
		{"a name that is a command", nil, "origin/" + evil, "git fetch origin '" + evil + "'"},
		{"a clone of one branch", []string{"--single-branch"}, "origin/side", "git fetch origin +refs/heads/side:refs/remotes/origin/side"},
		{"a shallow clone", []string{"--depth=1"}, "origin/side", "git fetch --unshallow origin +refs/heads/side:refs/remotes/origin/side"},
		{"a shallow clone of all branches", []string{"--depth=1", "--no-single-branch"}, "origin/late/x", "git fetch --unshallow origin late/x"},
		{"the whole name", nil, "refs/remotes/origin/late/x", "git fetch origin late/x"},
		{"a walk from a missing branch", nil, "origin/late/x~1", "git fetch origin late/x"},
		{"a version", nil, "v2.0", "git fetch origin tag v2.0"},
		{"a tag", nil, "refs/tags/other", "git fetch origin refs/tags/other:refs/tags/other"},
		{"a local name", nil, "late/x", "git fetch origin refs/heads/late/x:refs/heads/late/x"},
		{"a local branch", nil, "heads/late/x", "git fetch origin refs/heads/late/x:refs/heads/late/x"},
		{"an id", nil, "LATE", "git fetch origin LATE"},
		{"the start of an id", nil, "START", "git fetch origin '+refs/heads/*:refs/remotes/origin/*'"},
		{"a shallow clone and an id", []string{"--depth=1"}, "LATE", "git fetch --unshallow origin LATE"},
	}
	for _, c := range cases {
		s.clone(c.name, c.clone...)
	}
	s.git("up", "checkout", "--quiet", "-b", "late/x", ids[1])
	late := s.commit("up", "late", "x")
	s.git("up", "update-ref", "refs/heads/"+evil, late)
	s.git("up", "tag", "v2.0")
	s.git("up", "tag", "other")
	for _, c := range cases {
		r := s.open(c.name)
		rev := strings.NewReplacer("LATE", late, "START", late[:12]).Replace(c.rev)
		_, err := r.Commit(t.Context(), rev)
		e := s.fails(err, ErrUnknown)
		if (e.CI == wholeHistory(os.Getenv)) != strings.Contains(c.remedy, "unshallow") {
			t.Errorf("%s: got advice %q for a workflow", c.name, e.CI)
		}
		s.remedy(c.name, e, strings.ReplaceAll(c.remedy, "LATE", late))
		got, err := r.Commit(t.Context(), rev)
		if err != nil {
			t.Errorf("%s: after %s: %v", c.name, e.Run, err)
			continue
		}
		if _, err := r.MergeBase(t.Context(), ids[2], got); err != nil {
			t.Errorf("%s: after %s: %v", c.name, e.Run, err)
		}
		if _, err := os.Stat(s.path(c.name + "/canary")); err == nil {
			t.Errorf("%s: pasting the remedy ran the name of a branch", c.name)
		}
	}

	_, err := s.open("a version").Commit(t.Context(), "side")
	if e := s.fails(err, ErrUnknown); e.Remedy() != "there is no local branch with this name; write origin/side" {
		t.Errorf("got remedy %q", e.Remedy())
	}
	for rev, remedy := range map[string]string{
		"nowhere": "run: git branch --all; the output lists the existing names",
		"a b":     "run: git branch --all; the output lists the existing names",
		"main~99": "run: git log --oneline main",
	} {
		_, err = s.open("up").Commit(t.Context(), rev) // which has no remote
		if e := s.fails(err, ErrUnknown); e.Remedy() != remedy {
			t.Errorf("%s: got remedy %q, want %q", rev, e.Remedy(), remedy)
		}
	}
}
