package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Commit returns the id of the commit that a person named: a branch, a tag, a
// branch of a remote, HEAD~2, an id or the start of one. The error is an *Error
// over ErrBadRevision, ErrAmbiguous, ErrUnknown or ErrShallow, or as for Open.
//
// A name that is both a branch and a tag is refused: git would take the tag,
// and with it whoever may push tags could choose what a change is compared to.
func (r *Repository) Commit(ctx context.Context, rev string) (string, error) {
	op := fmt.Sprintf("resolve revision %q", rev)
	if why := malformed(rev); why != "" {
		return "", &Error{Op: op, Err: fmt.Errorf("%w: %s", ErrBadRevision, why),
			Hint: "name a branch, a tag or a commit, for example origin/main"}
	}
	out, said, err := r.run.call(ctx, "", maxText, "rev-parse", "--verify", "--end-of-options", rev+"^{commit}")
	id := strings.TrimSuffix(string(out), "\n")
	switch {
	case err != nil:
		return "", r.unresolved(ctx, op, rev, err)
	case !isID(id):
		return "", &Error{Op: op, Err: ErrBadRevision, Hint: "name a branch, a tag or a commit"}
	case strings.Contains(said, "is ambiguous") && !isID(rev): // a whole id is never a name
		name, suffix := splitRevision(rev)
		return "", &Error{Op: op, Err: ErrAmbiguous, Hint: fmt.Sprintf("write refs/heads/%s%s for the branch, "+
			"refs/tags/%[1]s%[2]s for the tag or refs/remotes/%[1]s%[2]s for the remote's branch", name, suffix)}
	case strings.Contains(said, "only goes back to"):
		return "", &Error{Op: op, Err: fmt.Errorf("%w: the reflog of this branch begins later", ErrUnknown),
			Hint: "name a commit from the output of: git reflog"}
	}
	return id, nil
}

// MergeBase returns the best common ancestor of two commit ids. The error is
// an *Error over ErrNoCommonPast, ErrShallow, or as for Open.
func (r *Repository) MergeBase(ctx context.Context, a, b string) (string, error) {
	op := fmt.Sprintf("find the merge base of %s and %s", short(a), short(b))
	if err := checkIDs(a, b); err != nil {
		return "", &Error{Op: op, Err: err}
	}
	if err := r.grafted(ctx, op); err != nil {
		return "", err
	}
	shallow, err := r.IsShallow(ctx)
	if err != nil {
		return "", err
	}
	base, err := r.run.text(ctx, "merge-base", a, b)
	none := exitCode(err) == 1 && base == ""
	switch {
	case none && shallow:
		return "", r.tooShallow(op)
	case none:
		return "", &Error{Op: op, Err: ErrNoCommonPast, Hint: "name the branch from which the current branch was " +
			"created"}
	case err != nil:
		return "", fail(op, err)
	case !isID(base):
		return "", &Error{Op: op, Err: fmt.Errorf("git merge-base: unexpected output %q", base)}
	case shallow:
		return base, r.complete(ctx, op, base, a, b)
	}
	return base, nil
}

// grafted refuses a clone whose info/grafts gives commits other parents than they
// were made with. References for replacement are not followed: run.go.
func (r *Repository) grafted(ctx context.Context, op string) error {
	name, err := r.run.text(ctx, "rev-parse", "--git-path", "info/grafts")
	if err != nil {
		return fail(op, err)
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.root, name)
	}
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil
	}
	return &Error{Op: op, Err: ErrGrafts, Run: "rm " + quote(name)}
}

// complete reports whether the history from the merge base to both commits is
// all there. Where a shallow clone cut it, a better base may be out of sight.
// Cut commits look like first ones.
func (r *Repository) complete(ctx context.Context, op, base, a, b string) error {
	first, err := r.run.text(ctx, "rev-list", "--max-parents=0", "--max-count=1", a, b, "^"+base)
	if err != nil {
		return fail(op, err)
	}
	if first != "" {
		return r.tooShallow(op)
	}
	return nil
}

// Head returns the id of the commit that is checked out, or "" if the branch
// has none yet.
func (r *Repository) Head(ctx context.Context) (string, error) {
	const op = "read HEAD"
	id, err := r.run.text(ctx, "rev-parse", "--verify", "--end-of-options", "HEAD^{commit}")
	if err == nil && isID(id) {
		return id, nil
	}
	branch, refErr := r.run.text(ctx, "symbolic-ref", "--quiet", "HEAD")
	if refErr != nil {
		return "", fail(op, err)
	}
	// A branch that is there and cannot be read is something else.
	out, said, refErr := r.run.call(ctx, "", maxText, "for-each-ref", "--format=%(objectname)", "--", branch)
	if refErr != nil || len(out) > 0 || said != "" {
		return "", fail(op, err)
	}
	return "", nil
}

// IsShallow reports whether the clone has only the end of its history.
func (r *Repository) IsShallow(ctx context.Context) (bool, error) {
	out, err := r.run.text(ctx, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return false, fail("find out whether the clone is shallow", err)
	}
	return out == "true", nil
}

// malformed says what is wrong with a revision that cannot name one commit.
func malformed(rev string) string {
	switch {
	case rev == "":
		return "the revision is empty"
	case len(rev) > 1000:
		return "the revision is too long"
	case strings.HasPrefix(rev, "^"):
		return "the revision excludes a commit instead of naming one"
	}
	depth := 0 // a date in braces may hold colons
	for i := range len(rev) {
		switch c := rev[i]; {
		case c < ' ' || c == 0x7f:
			return "the revision contains a control character"
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == ':' && depth == 0:
			return "the revision names a file or searches for a commit"
		case depth == 0 && strings.HasPrefix(rev[i:], ".."):
			return "the revision is a range"
		}
	}
	return ""
}

// splitRevision splits a revision into a name and how to walk from there.
func splitRevision(rev string) (name, suffix string) {
	i := strings.IndexAny(rev, "~^")
	if at := strings.Index(rev, "@{"); at >= 0 && (i < 0 || at < i) {
		i = at
	}
	if i < 0 {
		return rev, ""
	}
	return rev[:i], rev[i:]
}

// isID reports whether s is a whole object id, of SHA-1 or SHA-256.
func isID(s string) bool { return (len(s) == 40 || len(s) == 64) && isHex(s) }

func isHex(s string) bool {
	return strings.Trim(s, "0123456789abcdef") == ""
}

// checkIDs keeps anything but an id, as Commit returns it, off command lines.
func checkIDs(ids ...string) error {
	for _, id := range ids {
		if !isID(id) {
			return fmt.Errorf("%w: %q is not a commit id", ErrBadRevision, id)
		}
	}
	return nil
}

func short(id string) string {
	if isID(id) {
		return id[:10]
	}
	return fmt.Sprintf("%q", id)
}

func (r *Repository) tooShallow(op string) *Error {
	return &Error{Op: op, Err: ErrShallow, Run: "git fetch --unshallow", CI: r.WholeHistory()}
}

// WholeHistory is what a workflow needs that compares with a base, on the service
// that runs it.
func (r *Repository) WholeHistory() string { return r.run.history }

func wholeHistory(getenv func(string) string) string {
	const github, gitlab = "set fetch-depth: 0 for actions/checkout", "set the variable GIT_DEPTH: 0 for the job"
	switch {
	case getenv("GITLAB_CI") != "":
		return gitlab
	case getenv("GITHUB_ACTIONS") != "":
		return github
	}
	return github + " on GitHub, or " + gitlab + " on GitLab"
}

// unresolved says why a revision names no commit, and how it could.
func (r *Repository) unresolved(ctx context.Context, op, rev string, err error) error {
	var f *failure
	if !errors.As(err, &f) || exitCode(err) != 128 {
		return fail(op, err)
	}
	said := f.stderr
	e := &Error{Op: op, Err: ErrUnknown}
	switch {
	case strings.Contains(said, "is ambiguous"):
		e.Err, e.Hint = ErrAmbiguous, "write more of the commit's id"
		return e
	case strings.Contains(said, "expected commit type"):
		e.Err = fmt.Errorf("%w: the object is not a commit", ErrBadRevision)
		return e
	case strings.Contains(said, "no upstream configured"), strings.Contains(said, "does not point to a branch"),
		strings.Contains(said, "no such branch"):
		e.Err = fmt.Errorf("%w: %s", ErrUnknown, strings.TrimPrefix(strings.TrimSpace(said), "fatal: "))
		e.Hint = "name the branch, for example origin/main"
		return e
	case strings.Contains(said, "fatal: log for"):
		e.Hint = "name a commit from the output of: git reflog"
		return e
	case !strings.Contains(said, "Needed a single revision") && !lacksObjects(said):
		return fail(op, err)
	}
	if err := r.advise(ctx, e, rev); err != nil {
		return err
	}
	return e
}

// advise adds the way to the commit that is not here.
func (r *Repository) advise(ctx context.Context, e *Error, rev string) error {
	shallow, err := r.IsShallow(ctx)
	if err != nil {
		return err
	}
	remotes, err := r.remotes(ctx)
	if err != nil {
		return err
	}
	name, suffix := splitRevision(rev)
	if head, err := r.Head(ctx); err != nil {
		return err
	} else if head == "" && (name == "HEAD" || name == "@" || name == "") {
		e.Hint = "the branch has no commit yet: commit something first"
		return nil
	}
	if suffix != "" && r.has(ctx, name) {
		if shallow {
			*e = *r.tooShallow(e.Op)
		} else {
			e.Run = "git log --oneline " + quote(name)
		}
		return nil
	}
	if !fetchable(name) || len(remotes) == 0 {
		e.Run = "git branch --all"
		e.Hint = "the output lists the existing names"
		return nil
	}
	fetch := "git fetch"
	if shallow {
		// The flag also completes the history of what is already here.
		fetch, e.CI = "git fetch --unshallow", r.WholeHistory()
	}
	switch {
	case len(name) >= 7 && isHex(name) && !isID(name): // a remote knows whole ids only
		e.Run = fetch + " " + remotes[0].fetchAll()
	case isID(name):
		e.Run = fetch + " " + quote(remotes[0].name) + " " + name
	default:
		r.adviseName(ctx, e, fetch, name, remotes)
	}
	return nil
}

// adviseName adds the way to a branch or tag that is not here.
func (r *Repository) adviseName(ctx context.Context, e *Error, fetch, name string, remotes []remote) {
	name = strings.TrimPrefix(name, "refs/")
	if tag, ok := strings.CutPrefix(name, "tags/"); ok {
		e.Run = fetch + " " + quote(remotes[0].name) + " " + quote("refs/tags/"+tag+":refs/tags/"+tag)
		return
	}
	branch, local := strings.CutPrefix(name, "heads/")
	if !local {
		name = strings.TrimPrefix(name, "remotes/")
		for _, m := range remotes {
			if name == m.name {
				e.Run = "git remote set-head " + quote(m.name) + " --auto"
				return
			}
			if branch, ok := strings.CutPrefix(name, m.name+"/"); ok {
				e.Run = fetch + " " + quote(m.name) + " " + m.refspec(branch)
				return
			}
		}
		for _, m := range remotes {
			if r.has(ctx, "refs/remotes/"+m.name+"/"+name) {
				e.CI = ""
				e.Hint = fmt.Sprintf("there is no local branch with this name; write %s/%s", m.name, name)
				return
			}
		}
		if strings.TrimLeft(strings.TrimPrefix(name, "v"), "0123456789.") == "" {
			e.Run = fetch + " " + quote(remotes[0].name) + " tag " + quote(name)
			return
		}
		branch = name
	}
	e.Run = fetch + " " + quote(remotes[0].name) + " " + quote("refs/heads/"+branch+":refs/heads/"+branch)
}

// has reports whether a name is that of a commit.
func (r *Repository) has(ctx context.Context, name string) bool {
	_, err := r.run.text(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	return name != "" && err == nil
}

// remote is a repository that this one fetches from.
type remote struct {
	name string
	all  bool // it fetches every branch, into refs/remotes/NAME
}

// refspec returns what to fetch so that NAME/BRANCH is there afterwards. A
// clone of one branch does not keep others under their name unless told.
func (m remote) refspec(branch string) string {
	if m.all && !strings.HasPrefix(branch, "-") {
		return quote(branch)
	}
	return quote("+refs/heads/" + branch + ":refs/remotes/" + m.name + "/" + branch)
}

// fetchAll returns what to fetch to have every branch of the remote.
func (m remote) fetchAll() string {
	return quote(m.name) + " " + quote("+refs/heads/*:refs/remotes/"+m.name+"/*")
}

// remotes lists the remotes, the one called origin first.
func (r *Repository) remotes(ctx context.Context) ([]remote, error) {
	out, err := r.run.text(ctx, "config", "-z", "--get-regexp", `^remote\..*\.(url|fetch)$`)
	if err != nil && exitCode(err) != 1 { // 1: there are none
		return nil, fail("list the remotes", err)
	}
	var list []remote
	for entry := range strings.SplitSeq(out, "\x00") {
		key, value, _ := strings.Cut(entry, "\n")
		key = strings.TrimPrefix(key, "remote.")
		dot := strings.LastIndexByte(key, '.')
		if dot < 0 || !fetchable(key[:dot]) {
			continue
		}
		name, what := key[:dot], key[dot+1:]
		i := slices.IndexFunc(list, func(m remote) bool { return m.name == name })
		if i < 0 {
			i, list = len(list), append(list, remote{name: name})
		}
		if what == "fetch" && value == "+refs/heads/*:refs/remotes/"+name+"/*" {
			list[i].all = true
		}
	}
	slices.SortStableFunc(list, func(a, b remote) int {
		// The longer name first: "a/b" is meant by "a/b/main" where it exists.
		if (a.name == "origin") != (b.name == "origin") {
			if a.name == "origin" {
				return -1
			}
			return 1
		}
		return len(b.name) - len(a.name)
	})
	return list, nil
}

// fetchable reports whether a reference may have this name, so that it can
// stand in a command line that a person pastes.
func fetchable(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if part == "" || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") {
			return false
		}
	}
	bad := func(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune(`~^:?*[\`, c) }
	return strings.IndexFunc(name, bad) < 0 && !strings.HasPrefix(name, "-") &&
		!strings.Contains(name, "..") && !strings.Contains(name, "@{") && !strings.HasSuffix(name, ".")
}

// maxReferences bounds what References returns: no one chooses among more.
const maxReferences = 1000

// References returns the branches, remote branches and tags of the repository
// as one types them, branches first. No object is read for it.
func (r *Repository) References(ctx context.Context) ([]string, error) {
	out, err := r.run.text(ctx, "for-each-ref", "--count="+strconv.Itoa(maxReferences), "--format=%(refname)",
		"refs/heads", "refs/remotes", "refs/tags")
	if err != nil {
		return nil, fail("list branches and tags", err)
	}
	var names []string
	for line := range strings.Lines(out) {
		// refs/heads/NAME
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), "/", 3)
		if len(parts) == 3 && !(parts[1] == "remotes" && strings.HasSuffix(parts[2], "/HEAD")) {
			names = append(names, parts[2])
		}
	}
	return names, nil
}
