package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Bounds on what git may answer. They are far above any real repository.
const (
	maxText   = 1 << 20   // an answer of a few words
	maxList   = 64 << 20  // a list of files: some 600,000
	maxTotal  = 512 << 20 // the content of all files of one question
	maxStderr = 4 << 10
)

// settings overrule what a repository's own configuration says. The user's and
// the machine's configuration are read too: safe.directory counts only there.
var settings = []string{
	"core.fsmonitor=false",          // a program
	"core.hooksPath=/dev/null",      // programs
	"core.pager=cat",                // a program
	"core.sshCommand=false",         // a program
	"core.askPass=",                 // a program
	"credential.helper=",            // programs
	"diff.external=",                // a program
	"protocol.allow=never",          // no network; GIT_ALLOW_PROTOCOL is what holds
	"core.warnAmbiguousRefs=true",   // Commit refuses them
	"core.attributesFile=/dev/null", // filters hang on attributes
	"color.ui=false",
}

// fixed are the variables that git gets whatever the environment says.
var fixed = []string{
	"LC_ALL=C", // fail reads git's messages
	"GIT_TERMINAL_PROMPT=0",
	"GIT_OPTIONAL_LOCKS=0",
	// A repository can allow itself a single protocol, which overrules
	// protocol.allow=never even from the command line, and the protocol "ext"
	// is a shell command. This list overrules both; it names no real protocol.
	"GIT_ALLOW_PROTOCOL=none",
	"GIT_NO_LAZY_FETCH=1",
	"GIT_PAGER=cat",
	"GIT_ATTR_NOSYSTEM=1",
	"GIT_LITERAL_PATHSPECS=1",  // a path called ":(glob)**" is a path
	"GIT_NO_REPLACE_OBJECTS=1", // history is what was committed
	"GIT_TRACE2=0", "GIT_TRACE2_EVENT=0", "GIT_TRACE2_PERF=0",
}

// kept are the variables that git needs to find the user's configuration, the
// limits of its search, and who works here. Everything else is dropped:
// GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE and the like, which git sets for the
// repository whose hook runs, and which say nothing about the folder we were
// asked about; and all that names a program.
var kept = []string{
	"PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR",
	"SUDO_UID", // sudo: whose repositories to trust
	"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
	"GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
	"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL",
	// Windows
	"SYSTEMROOT", "SYSTEMDRIVE", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA",
	"LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES", "TEMP", "TMP", "PATHEXT", "COMSPEC",
}

// runner calls the git binary in one folder.
type runner struct {
	git     string // absolute
	dir     string
	env     []string
	timeout time.Duration
	history string // the setting with which the CI service checks out all of it
	program Program
}

func (o Options) runner() (runner, error) {
	getenv := o.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	if o.Program != nil {
		return runner{program: o.Program, history: wholeHistory(getenv)}, nil
	}
	git, err := find(getenv("PATH"))
	if err != nil {
		return runner{}, err
	}
	timeout := o.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	return runner{git: git, env: environment(getenv), timeout: timeout, history: wholeHistory(getenv)}, nil
}

// find looks git up once. A relative folder on PATH would let the repository
// bring its own git, so it is passed over.
func find(path string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if git, err := exec.LookPath(filepath.Join(dir, "git")); err == nil {
			return git, nil
		}
	}
	return "", ErrNoGit
}

// environment builds the environment of git from scratch.
func environment(getenv func(string) string) []string {
	env := append([]string(nil), fixed...)
	for _, name := range kept {
		if value := getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return append(env, trusted(getenv)...)
}

// trusted passes on the folders that the user trusts by GIT_CONFIG_COUNT, as
// containers do, and nothing else that is set in this way.
func trusted(getenv func(string) string) []string {
	count, _ := strconv.Atoi(getenv("GIT_CONFIG_COUNT"))
	var env []string
	n := 0
	for i := range min(count, 1000) {
		key := getenv(fmt.Sprintf("GIT_CONFIG_KEY_%d", i))
		if strings.EqualFold(key, "safe.directory") {
			value := getenv(fmt.Sprintf("GIT_CONFIG_VALUE_%d", i))
			env = append(env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, value))
			n++
		}
	}
	if n > 0 {
		env = append(env, fmt.Sprintf("GIT_CONFIG_COUNT=%d", n))
	}
	return env
}

// text returns the answer of a call without its last line break.
func (r runner) text(ctx context.Context, args ...string) (string, error) {
	out, err := r.output(ctx, "", maxText, args...)
	return strings.TrimSuffix(string(out), "\n"), err
}

// output returns what a call writes, up to limit bytes. An error is a *failure.
func (r runner) output(ctx context.Context, stdin string, limit int, args ...string) ([]byte, error) {
	out, _, err := r.call(ctx, stdin, limit, args...)
	return out, err
}

// call also returns what git said beside the result.
func (r runner) call(ctx context.Context, stdin string, limit int, args ...string) ([]byte, string, error) {
	if r.program != nil {
		out, said, code := r.program(r.dir, stdin, args)
		if code == 0 {
			return out, said, nil
		}
		return out, said, &failure{command: "git " + args[0], stderr: said, err: exitStatus(code)}
	}
	timed, cancel := context.WithTimeoutCause(ctx, r.timeout, ErrTimeout)
	defer cancel()
	all := []string{"--no-pager"}
	for _, s := range settings {
		all = append(all, "-c", s)
	}
	cmd := exec.CommandContext(timed, r.git, append(all, args...)...)
	cmd.Dir, cmd.Env = r.dir, r.env
	if stdin != "" {
		cmd.Stdin = strings.NewReader(stdin)
	}
	stdout := &bounded{limit: limit, over: ErrTooLarge}
	stderr := &bounded{limit: maxStderr}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	killGroup(cmd)
	cmd.WaitDelay = time.Second // for what left the group and holds a pipe open
	err := cmd.Run()
	if err == nil {
		return stdout.kept.Bytes(), stderr.kept.String(), nil
	}
	switch {
	case stdout.full: // git dies of the pipe that closed
		err = ErrTooLarge
	case ctx.Err() != nil:
		err = ctx.Err()
	case timed.Err() != nil:
		err = fmt.Errorf("%w (%s)", ErrTimeout, r.timeout)
	}
	f := &failure{command: "git " + args[0], err: err}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		f.stderr = stderr.kept.String()
	}
	if errors.Is(err, ErrTimeout) {
		f.command = "git -C " + quote(r.dir)
		for _, a := range args {
			f.command += " " + quote(a)
		}
	}
	return stdout.kept.Bytes(), f.stderr, f
}

// exitStatus is an exit code other than 0 of a [Program].
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// exitCode returns the code that git ended with, or -1.
func exitCode(err error) int {
	var status exitStatus
	if errors.As(err, &status) {
		return int(status)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// bounded keeps the first bytes that it is given. What comes after them is an
// error, or forgotten. The buffer is not embedded: io.Copy would find its
// ReadFrom and go around Write.
type bounded struct {
	kept  bytes.Buffer
	limit int
	over  error
	full  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - b.kept.Len()
	if len(p) <= room {
		return b.kept.Write(p)
	}
	b.kept.Write(p[:room])
	if b.over != nil {
		b.full = true
		return room, b.over
	}
	return len(p), nil
}
