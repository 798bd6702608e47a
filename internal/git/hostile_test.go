//go:build unix

package git

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ask puts every question to a repository.
func ask(s *sandbox, dir string) []error {
	ctx := s.Context()
	r, err := s.options().Open(ctx, s.path(dir))
	if err != nil {
		return []error{err}
	}
	var errs []error
	add := func(err error) { errs = append(errs, err) }
	head, err := r.Head(ctx)
	add(err)
	base, err := r.Commit(ctx, "main~1")
	add(err)
	_, err = r.Commit(ctx, "nowhere")
	if !errors.Is(err, ErrUnknown) {
		add(err)
	}
	_, err = r.MergeBase(ctx, base, head)
	add(err)
	_, err = r.IsShallow(ctx)
	add(err)
	_, err = r.Files(ctx, base, Query{Paths: []string{"."}, MaxSize: 1000})
	add(err)
	_, err = r.File(ctx, head, "manifests/a/manifest.yaml")
	add(err)
	r.UserName(ctx)
	add(r.Set(ctx, "diff.canary.command", "x"))
	_, err = r.Settings(ctx, "diff.canary.command")
	add(err)
	add(r.Unset(ctx, "diff.canary.command", "x"))
	_, err = r.Attribute(ctx, "diff", "manifests/a/manifest.yaml")
	add(err)
	return errs
}

// Whatever a repository's configuration may start leaves a canary behind.
func TestHostileConfigurationRunsNothing(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	canary := s.path("canary")
	s.write("evil", "#!/bin/sh\ntouch '"+canary+"'\ncat\n")
	evil := s.path("evil")
	poison := func(dir string) {
		for key, value := range map[string]string{
			"core.fsmonitor": evil, "core.pager": evil, "core.editor": evil, "core.sshCommand": evil, "core.askPass": evil,
			"core.gitProxy": evil, "core.alternateRefsCommand": evil, "core.hooksPath": s.path("hooks"), "core.attributesFile": s.path("attributes"),
			"credential.helper": "!" + evil, "diff.external": evil, "diff.evil.textconv": evil, "diff.evil.command": evil,
			"filter.evil.clean": evil, "filter.evil.smudge": evil, "filter.evil.process": evil, "filter.evil.required": "true",
			"merge.evil.driver": evil, "gpg.program": evil, "log.showSignature": "true", "interactive.diffFilter": evil,
			"pager.rev-parse": evil, "pager.cat-file": evil, "pager.ls-tree": evil, "pager.diff-tree": evil, "pager.merge-base": evil, "pager.config": evil, "pager.var": evil,
			"alias.rev-parse": "!" + evil, "alias.cat-file": "!" + evil, "alias.ls-tree": "!" + evil, "alias.diff-tree": "!" + evil, "alias.check-attr": "!" + evil, "pager.check-attr": evil,
			"uploadpack.packObjectsHook": evil, "help.autocorrect": "1", "protocol.allow": "always", "protocol.ext.allow": "always",
			"protocol.file.allow": "always", "trace2.eventTarget": canary,
		} {
			s.git(dir, "config", key, value)
		}
		s.write(dir+"/.git/info/attributes", "* filter=evil diff=evil merge=evil\n")
	}
	s.write("attributes", "* filter=evil diff=evil merge=evil\n")
	hooks := []string{"post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman", "pre-commit"}
	for _, hook := range hooks {
		s.write("hooks/"+hook, "#!/bin/sh\ntouch '"+canary+"'\n")
		s.write("up/.git/hooks/"+hook, "#!/bin/sh\ntouch '"+canary+"'\n")
	}
	s.clone("partial", "--filter=blob:none")
	poison("up")
	for name, value := range map[string]string{
		"GIT_EXTERNAL_DIFF": evil, "GIT_PAGER": evil, "PAGER": evil, "GIT_SSH_COMMAND": evil, "GIT_SSH": evil, "GIT_ASKPASS": evil,
		"SSH_ASKPASS": evil, "GIT_PROXY_COMMAND": evil, "GIT_EDITOR": evil, "GIT_EXEC_PATH": s.path("hooks"), "GIT_TRACE": canary, "GIT_TRACE2": canary,
		"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": evil, "GIT_CONFIG_PARAMETERS": "'core.pager'='" + evil + "'",
	} {
		s.env[name] = value
	}
	for _, err := range ask(s, "up") {
		if err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(canary); err == nil {
		t.Error("the repository's configuration ran a program")
	}

	// A partial clone whose remote is a command, which it allows itself.
	for name := range s.env {
		if strings.HasPrefix(name, "GIT_") {
			delete(s.env, name)
		}
	}
	s.env["GIT_CONFIG_NOSYSTEM"] = "1"
	poison("partial")
	for _, remote := range []string{"ext::" + evil, "ssh://acme.test/x", "file://" + s.path("up"), "https://127.0.0.1:1/x", "evil::x"} {
		s.git("partial", "config", "remote.origin.url", remote)
		errs := ask(s, "partial")
		if !errors.Is(errors.Join(errs...), ErrMissingObject) {
			t.Errorf("%s: got %v, want missing objects", remote, errs)
		}
	}
	if _, err := os.Stat(canary); err == nil {
		t.Error("the remote of a partial clone ran a program")
	}
}

// shim puts a program called git before the real one.
func (s *sandbox) shim(script string) {
	s.Helper()
	// Written by another process: a test beside this one may fork while the file
	// is open, and a file that is open for writing cannot be run.
	mkdir(s, "bin")
	if out, err := s.try("bin", "#!/bin/sh\n"+script+"\n", "sh", "-c", "cat >git && chmod +x git"); err != nil {
		s.Fatalf("%v: %s", err, out)
	}
	s.env["PATH"] = s.path("bin") + string(filepath.ListSeparator) + os.Getenv("PATH")
}

// The variables that keep lazy fetches away came at different times; each must
// hold alone. GIT_NO_LAZY_FETCH is unknown to older versions.
func TestNoNetworkWithOlderGit(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	s.clone("partial", "--filter=blob:none")
	s.write("evil", "#!/bin/sh\ntouch '"+s.path("canary")+"'\n")
	s.git("partial", "config", "remote.origin.url", "ext::"+s.path("evil"))
	s.git("partial", "config", "protocol.ext.allow", "always")
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	s.shim("unset GIT_NO_LAZY_FETCH\nexec '" + real + "' \"$@\"")
	if errs := ask(s, "partial"); !errors.Is(errors.Join(errs...), ErrMissingObject) {
		t.Errorf("got %v, want missing objects", errs)
	}
	if _, err := os.Stat(s.path("canary")); err == nil {
		t.Error("the remote of a partial clone ran a program")
	}
}

func TestUntrustedRepository(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	if err := os.Rename(s.path("up"), s.path("it's up")); err != nil {
		t.Fatal(err)
	}
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	s.shim("export GIT_TEST_ASSUME_DIFFERENT_OWNER=1\nexec '" + real + "' \"$@\"")
	open := func() error {
		_, err := s.options().Open(t.Context(), s.path("it's up/manifests"))
		return err
	}
	e := s.fails(open(), ErrUntrusted)
	// Trusted by the environment, as containers do it.
	s.env["GIT_CONFIG_COUNT"], s.env["GIT_CONFIG_KEY_1"], s.env["GIT_CONFIG_VALUE_1"] = "2", "safe.directory", s.path("it's up")
	if err := open(); err != nil {
		t.Errorf("trusted by GIT_CONFIG_COUNT: %v", err)
	}
	delete(s.env, "GIT_CONFIG_COUNT")
	s.remedy("it's up", e, `git config --global --add safe.directory '`+s.path(`it'\''s up`)+`'`)
	if err := open(); err != nil {
		t.Errorf("after the remedy: %v", err)
	}
}

func TestTimeout(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	// A git that waits for its own child, which holds the pipes open.
	s.shim("case \"$*\" in *cat-file*) sleep 60 & echo $! >'" + s.path("pid") + "'; wait;; esac\nexec '" + real + "' \"$@\"")
	o := s.options()
	o.Timeout = 20 * time.Second
	r, err := o.Open(t.Context(), s.path("up"))
	if err != nil || r.run.timeout != o.Timeout {
		t.Fatalf("got timeout %s, %v", r.run.timeout, err)
	}
	at, err := r.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.run.timeout = time.Second
	began := time.Now()
	_, err = r.File(t.Context(), at, "README")
	e := s.fails(err, ErrTimeout)
	if want := "find out what git is waiting for: git -C " + s.path("up") + " cat-file --batch-check --buffer"; e.Remedy() != want {
		t.Errorf("got remedy %q, want %q", e.Remedy(), want)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("a timeout of 1s took %s", took)
	}
	data, err := os.ReadFile(s.path("pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if state, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil && strings.Contains(string(state), ") Z ") {
			return // dead; who inherited it has not noticed
		}
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("git's child outlived it")
}

// A git that talks without end is stopped, and its complaints are cut.
func TestEndlessOutput(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	s.shim("exec yes")
	_, err := s.options().Open(t.Context(), s.path("up"))
	s.fails(err, ErrTooLarge)
	s.shim("head -c 9999999 /dev/zero | tr '\\0' x >&2\nexit 128")
	_, err = s.options().Open(t.Context(), s.path("up"))
	if err == nil || len(err.Error()) > 2*maxStderr {
		t.Errorf("got an error of %d bytes", len(err.Error()))
	}
}
