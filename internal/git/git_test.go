package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sandbox is a folder for repositories and an environment without the
// machine's configuration.
type sandbox struct {
	*testing.T
	dir string
	env map[string]string
}

func newSandbox(t *testing.T) *sandbox {
	t.Parallel()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &sandbox{t, dir, map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": filepath.Join(dir, "home"), "GIT_CONFIG_NOSYSTEM": "1",
		"SYSTEMROOT": os.Getenv("SYSTEMROOT"),
	}}
	s.write("home/.gitconfig", "[user]\n\tname = Ana Ferro\n\temail = ana@acme.test\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n[advice]\n\tdetachedHead = false\n")
	return s
}

func (s *sandbox) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

func (s *sandbox) write(name, content string) {
	s.Helper()
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o777); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(s.path(name), []byte(content), 0o777); err != nil {
		s.Fatal(err)
	}
}

// try runs a program in a folder and returns all that it says.
func (s *sandbox) try(dir, stdin string, args ...string) (string, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = s.path(dir)
	cmd.Stdin = strings.NewReader(stdin)
	for k, v := range s.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	out, err := cmd.CombinedOutput()
	return strings.TrimSuffix(string(out), "\n"), err
}

func (s *sandbox) git(dir string, args ...string) string {
	s.Helper()
	return s.gitIn(dir, "", args...)
}

func (s *sandbox) gitIn(dir, stdin string, args ...string) string {
	s.Helper()
	out, err := s.try(dir, stdin, append([]string{"git"}, args...)...)
	if err != nil {
		s.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// commit writes files, given as name and content by turns, and commits them.
func (s *sandbox) commit(dir string, files ...string) string {
	s.Helper()
	for i := 0; i < len(files); i += 2 {
		s.write(dir+"/"+files[i], files[i+1])
	}
	s.git(dir, "add", "--all")
	s.git(dir, "commit", "--quiet", "--allow-empty", "-m", "change")
	return s.git(dir, "rev-parse", "HEAD")
}

// upstream makes a repository with a branch main of three commits, a branch
// side that left it after the first, and a tag. It returns main's commits.
func (s *sandbox) upstream() []string {
	s.Helper()
	s.git(".", "init", "--quiet", "up")
	s.git("up", "config", "uploadpack.allowFilter", "true")
	var ids []string
	for i := 1; i <= 3; i++ {
		ids = append(ids, s.commit("up", "manifests/a/manifest.yaml", fmt.Sprintf("version: 0.%d.0\n", i), "README", "same\n"))
	}
	s.git("up", "checkout", "--quiet", "-b", "side", ids[0])
	s.commit("up", "manifests/b/manifest.yaml", "side\n")
	s.git("up", "tag", "v1.0", ids[0])
	s.git("up", "checkout", "--quiet", "main")
	return ids
}

func (s *sandbox) clone(name string, args ...string) {
	s.Helper()
	s.git(".", append(append([]string{"clone", "--quiet"}, args...), "file://"+s.path("up"), name)...)
}

func (s *sandbox) options() Options {
	return Options{Getenv: func(k string) string { return s.env[k] }}
}

func (s *sandbox) open(dir string) *Repository {
	s.Helper()
	r, err := s.options().Open(s.Context(), s.path(dir))
	if err != nil {
		s.Fatalf("open %s: %v", dir, err)
	}
	return r
}

// fails checks the kind of an error and returns it.
func (s *sandbox) fails(err, want error) *Error {
	s.Helper()
	var e *Error
	if !errors.Is(err, want) || !errors.As(err, &e) {
		s.Fatalf("got error %v, want one over %v", err, want)
	}
	if strings.Contains(e.Remedy(), "\n") {
		s.Errorf("the remedy is not one line: %q", e.Remedy())
	}
	return e
}

// remedy runs the command that an error recommends, as a person would.
func (s *sandbox) remedy(dir string, e *Error, want string) {
	s.Helper()
	if e.Run != want {
		s.Errorf("got remedy %q, want %q", e.Run, want)
	}
	if out, err := s.try(dir, "", "sh", "-c", e.Run); err != nil {
		s.Fatalf("%s: %v\n%s", e.Run, err, out)
	}
}

func TestOpenFindsTheWorkTree(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	s.git("up", "worktree", "add", "--quiet", "--detach", "../tree")
	s.git("up", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "file://"+s.path("up"), "vendor/sub")
	if err := os.Symlink(s.path("up/manifests"), s.path("link")); err != nil {
		t.Fatal(err)
	}
	for dir, root := range map[string]string{
		"up": "up", "up/manifests/a": "up", "tree/manifests": "tree", "up/vendor/sub/manifests": "up/vendor/sub", "link": "up",
	} {
		r := s.open(dir)
		if got, want := r.Root(), s.path(root); got != want {
			t.Errorf("%s: got root %s, want %s", dir, got, want)
		}
		if head, err := r.Head(t.Context()); head != ids[2] || err != nil {
			t.Errorf("%s: got head %q, %v, want %s", dir, head, err, ids[2])
		}
	}
	r := s.open("up")
	for name, want := range map[string]string{
		"up": ".", "up/manifests": "manifests", "link/a/manifest.yaml": "manifests/a/manifest.yaml", "up/new/x.yaml": "new/x.yaml",
	} {
		if got, err := r.Path(s.path(name)); got != want || err != nil {
			t.Errorf("path %s: got %q, %v, want %q", name, got, err, want)
		}
	}
	_, err := r.Path(s.path("tree/README"))
	s.fails(err, ErrOutside)
}

func TestOpenRefuses(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	s.git(".", "clone", "--quiet", "--bare", "up", "bare")
	s.git(".", "init", "--quiet", "moved")
	s.git("moved", "config", "core.worktree", s.path("up"))
	s.git(".", "init", "--quiet", "future")
	s.git("future", "config", "core.repositoryFormatVersion", "99")
	s.write("orphan/.git", "gitdir: "+s.path("gone")+"\n")
	s.write("plain/file", "")
	// What a pull request can commit: a folder in the shape of a bare repository.
	s.git(".", "init", "--quiet", "trap")
	s.git(".", "init", "--quiet", "--bare", "trap/manifests")
	s.git(".", "init", "--quiet", "trap2")
	s.git(".", "init", "--quiet", "--bare", "trap2/manifests")
	s.git("trap2/manifests", "config", "core.bare", "false")
	s.git("trap2/manifests", "config", "core.worktree", "..")
	s.env["GIT_CEILING_DIRECTORIES"] = s.dir
	for _, c := range []struct {
		dir    string
		want   error
		remedy string
	}{
		{"plain", ErrNoRepository, "run: git init"},
		{"bare", ErrNoWorkTree, "run the command in a checkout, or create one: git worktree add"},
		{"up/.git", ErrNoWorkTree, "run the command in a checkout, or create one: git worktree add"},
		{"trap/manifests", ErrNoWorkTree, "run the command in a checkout, or create one: git worktree add"},
		{"trap2/manifests", ErrNoWorkTree, "run the command in a checkout, or create one: git worktree add"},
		{"moved", ErrNoWorkTree, "run: git -C " + s.path("moved") + " config --unset core.worktree"},
		{"orphan", ErrNoRepository, "in the main checkout, run: git worktree repair; in a submodule: git submodule update --init"},
		{"future", nil, "install a newer git"},
		{"plain/file", nil, ""},
		{"nowhere", os.ErrNotExist, ""},
	} {
		_, err := s.options().Open(t.Context(), s.path(c.dir))
		var e *Error
		if !errors.As(err, &e) || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want one over %v", c.dir, err, c.want)
			continue
		}
		if e.Remedy() != c.remedy {
			t.Errorf("%s: got remedy %q, want %q", c.dir, e.Remedy(), c.remedy)
		}
	}
	// A limit of the search holds for us too.
	s.write("up/sub/deep/x", "")
	s.env["GIT_CEILING_DIRECTORIES"] = s.path("up/sub")
	_, err := s.options().Open(t.Context(), s.path("up/sub/deep"))
	s.fails(err, ErrNoRepository)
}

func TestOpenTakesNoGitFromTheRepository(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	s.write("up/git", "#!/bin/sh\ntouch "+s.path("canary")+"\n")
	s.env["PATH"] = "." + string(filepath.ListSeparator) + string(filepath.ListSeparator) + s.path("nowhere")
	_, err := s.options().Open(t.Context(), s.path("up"))
	s.fails(err, ErrNoGit)
	if _, err := os.Stat(s.path("canary")); err == nil {
		t.Error("the repository's own git ran")
	}
}

func TestOpenLooksAtTheFolderOnly(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	s.git(".", "init", "--quiet", "other")
	s.commit("other", "x", "")
	// As in a hook of the other repository.
	s.env["GIT_DIR"] = s.path("other/.git")
	s.env["GIT_WORK_TREE"] = s.path("other")
	s.env["GIT_INDEX_FILE"] = s.path("other/.git/index")
	s.env["GIT_OBJECT_DIRECTORY"] = s.path("other/.git/objects")
	r := s.open("up")
	if head, err := r.Head(t.Context()); r.Root() != s.path("up") || head != ids[2] || err != nil {
		t.Errorf("got root %s and head %s, %v", r.Root(), head, err)
	}
}

func TestUserName(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	r := s.open("up")
	if got, want := r.UserName(t.Context()), "Ana Ferro <ana@acme.test>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := s.options().UserName(t.Context(), s.dir), "Ana Ferro <ana@acme.test>"; got != want {
		t.Errorf("outside a repository: got %q, want %q", got, want)
	}
	s.git("up", "config", "user.name", "Zoë \x1b[31m")
	if got, want := r.UserName(t.Context()), "Zoë [31m <ana@acme.test>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.git("up", "config", "--unset", "user.name")
	s.write("home/.gitconfig", "")
	if got := r.UserName(t.Context()); got != "" {
		t.Errorf("nobody told git a name: got %q", got)
	}
	s.env["GIT_AUTHOR_NAME"], s.env["GIT_AUTHOR_EMAIL"] = "CI", "ci@acme.test"
	if got, want := s.open("up").UserName(t.Context()), "CI <ci@acme.test>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCancelledContext(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	r := s.open("up")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := r.Commit(ctx, "main")
	s.fails(err, context.Canceled)
}
