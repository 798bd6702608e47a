package git

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Person is who made or committed a commit.
type Person struct{ Name, Email string }

// String returns "Name <email>", or the name alone where there is no address.
func (p Person) String() string {
	if p.Email == "" {
		return p.Name
	}
	return fmt.Sprintf("%s <%s>", p.Name, p.Email)
}

// Commit is a commit of the history of a file.
type Commit struct {
	ID                string
	Author, Committer Person
	// Subject is the first line of the message.
	Subject string
	// CoAuthors are those of the message's Co-authored-by lines.
	CoAuthors []Person
	// At is when it was committed, Authored when it was made.
	At, Authored time.Time
}

// Added returns, by path, the commit that added each file below the paths that
// the history of a commit still shows: the oldest one, so that a file which was
// moved away and back has the commit it came with. It is right after a squash or
// a rebase too. Files that the boundary of a shallow clone brought in are left
// out: no one can tell who added them. since, if not "", is a commit whose
// history is not looked at.
func (r *Repository) Added(ctx context.Context, head, since string, paths []string) (map[string]*Commit, error) {
	op := "find the commits that added files"
	clean, err := cleanPaths(paths)
	if err == nil {
		err = checkIDs(head)
	}
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	if len(clean) == 0 {
		return map[string]*Commit{}, nil
	}
	boundary, err := r.boundary(ctx)
	if err != nil {
		return nil, err
	}
	added := make(map[string]*Commit)
	in := pathSet(clean)
	err = r.log(ctx, op, head, since, clean, []string{"--diff-filter=A", "--name-only"}, func(c *Commit, files []string) {
		for _, name := range files {
			if !in.hold(name) {
				continue
			}
			if boundary[c.ID] {
				delete(added, name) // it may be older than the clone
				continue
			}
			added[name] = c // the log is newest first
		}
	})
	return added, err
}

// ChangedAfter returns, by file, the first commit that changed each file after the
// one that added the file it is mapped to, or after the beginning where that is "".
// Files that no commit changed since are left out, and those for which it is not
// known: the other file is in no commit, or the history is older than a shallow clone.
func (r *Repository) ChangedAfter(ctx context.Context, head string, after map[string]string) (map[string]*Commit,
	error) {
	op := "find the commits that changed files"
	files := slices.Sorted(maps.Keys(after))
	paths := slices.Clone(files)
	for _, name := range files {
		if after[name] != "" {
			paths = append(paths, after[name])
		}
	}
	clean, err := cleanPaths(paths)
	if err == nil {
		err = checkIDs(head)
	}
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	if len(files) == 0 {
		return nil, nil
	}
	boundary, err := r.boundary(ctx)
	if err != nil {
		return nil, err
	}
	changed, ended := make(map[string]*Commit), make(map[string]bool)
	err = r.log(ctx, op, head, "", clean, []string{"--name-only"}, func(c *Commit, listed []string) {
		in := pathSet(listed)
		for _, name := range files {
			switch {
			case ended[name]:
			case boundary[c.ID] && (in[name] || in[after[name]]):
				delete(changed, name) // the change may be older than the clone
				ended[name] = true
			case in[after[name]]:
				ended[name] = true
			case in[name]:
				changed[name] = c // the log is newest first
			}
		}
	})
	maps.DeleteFunc(changed, func(name string, _ *Commit) bool { return after[name] != "" && !ended[name] })
	return changed, err
}

// log calls visit for each commit of the history of head that changed one of the
// paths, the newest first, with what git lists of it. A merge counts for what
// differs from all its parents. since, if not "", is a commit whose history is not
// looked at.
func (r *Repository) log(ctx context.Context, op, head, since string, clean, list []string,
	visit func(*Commit, []string)) error {
	// A record starts with a byte that no path holds.
	const format = "--format=%x01%H%x00%an%x00%ae%x00%cn%x00%ce%x00%ct%x00%at%x00%B%x00"
	args := []string{"log", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-mailmap",
		"--no-show-signature",
		"--no-decorate", "--no-notes", "--encoding=UTF-8", "--diff-merges=combined", "-z", format, head}
	args = append(args, list...)
	if since != "" {
		if err := checkIDs(since); err != nil {
			return &Error{Op: op, Err: err}
		}
		args = append(args, "^"+since)
	}
	out, err := r.run.output(ctx, "", maxList, append(append(args, "--"), arguments(clean)...)...)
	if err != nil {
		return fail(op, err)
	}
	for record := range bytes.SplitSeq(out, []byte{1}) {
		if len(bytes.TrimLeft(record, "\x00\n")) == 0 {
			continue
		}
		c, listed, err := parseCommit(string(record))
		if err != nil {
			return &Error{Op: op, Err: err}
		}
		visit(c, listed)
	}
	return nil
}

// parseCommit reads a record of the log.
func parseCommit(record string) (*Commit, []string, error) {
	fields := strings.SplitN(record, "\x00", 9)
	if len(fields) != 9 || !isID(fields[0]) {
		return nil, nil, fmt.Errorf("git log: unexpected output %.100q", record)
	}
	committed, errC := strconv.ParseInt(fields[5], 10, 64)
	authored, errA := strconv.ParseInt(fields[6], 10, 64)
	if errC != nil || errA != nil {
		return nil, nil, fmt.Errorf("git log: unexpected time in %.100q", record)
	}
	c := &Commit{ID: fields[0], Author: Person{fields[1], fields[2]}, Committer: Person{fields[3], fields[4]},
		At: time.Unix(committed, 0).UTC(), Authored: time.Unix(authored, 0).UTC()}
	for line := range strings.Lines(fields[7]) {
		if p, ok := coAuthor(line); ok {
			c.CoAuthors = append(c.CoAuthors, p)
		}
	}
	c.Subject, _, _ = strings.Cut(strings.TrimLeft(fields[7], "\n"), "\n")
	var listed []string
	for word := range strings.SplitSeq(fields[8], "\x00") {
		if word = strings.TrimPrefix(word, "\n"); word != "" {
			listed = append(listed, word)
		}
	}
	return c, listed, nil
}

// coAuthor reads a line "Co-authored-by: Name <email>", anywhere in a message.
func coAuthor(line string) (Person, bool) {
	key, value, ok := strings.Cut(strings.TrimSpace(line), ":")
	if !ok || !strings.EqualFold(key, "co-authored-by") {
		return Person{}, false
	}
	name, email, ok := strings.Cut(value, "<")
	if !ok {
		return Person{}, false
	}
	return Person{strings.TrimSpace(name), strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(email), ">"))}, true
}

// boundary returns the commits where the history of a shallow clone ends.
func (r *Repository) boundary(ctx context.Context) (set, error) {
	shallow, err := r.IsShallow(ctx)
	if err != nil || !shallow {
		return nil, err
	}
	out, err := r.run.text(ctx, "rev-list", "--max-parents=0", "--all")
	if err != nil {
		return nil, fail("find where the shallow clone ends", err)
	}
	return pathSet(strings.Fields(out)), nil
}

// Tracked returns the files below the paths that the index holds, which need
// not be on disk: a sparse or failed checkout leaves some out.
func (r *Repository) Tracked(ctx context.Context, paths []string) ([]string, error) {
	clean, err := cleanPaths(paths)
	if err != nil {
		return nil, &Error{Op: "list tracked files", Err: err}
	}
	if len(clean) == 0 {
		return nil, nil
	}
	out, err := r.run.output(ctx, "", maxList, append([]string{"ls-files", "--cached", "--full-name", "-z", "--"},
		arguments(clean)...)...)
	if err != nil {
		return nil, fail("list tracked files", err)
	}
	in := pathSet(clean)
	var files []string
	for name := range strings.SplitSeq(string(out), "\x00") {
		if name != "" && in.hold(name) {
			files = append(files, name)
		}
	}
	return files, nil
}

// NotFolders returns the paths that the index holds as symbolic links or
// submodules. What is behind them is not in this repository.
func (r *Repository) NotFolders(ctx context.Context) (map[string]Kind, error) {
	out, err := r.run.output(ctx, "", maxList, "ls-files", "--cached", "--full-name", "--stage", "-z")
	if err != nil {
		return nil, fail("list links and submodules", err)
	}
	found := make(map[string]Kind)
	for line := range strings.SplitSeq(string(out), "\x00") {
		about, name, _ := strings.Cut(line, "\t")
		mode, _, _ := strings.Cut(about, " ")
		if kind := kindOf(mode); kind != KindFile {
			found[name] = kind
		}
	}
	return found, nil
}

// ChangedKinds returns the paths at which a commit or the index has a symbolic link
// or a submodule, and the other has another one or something else.
func (r *Repository) ChangedKinds(ctx context.Context, commit string) (map[string]KindChange, error) {
	const op = "compare links and submodules"
	if err := checkIDs(commit); err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	out, err := r.run.output(ctx, "", maxList, "diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev",
		"--ignore-submodules=none", commit, "--")
	if err != nil {
		return nil, fail(op, err)
	}
	changed := make(map[string]KindChange)
	records := strings.Split(string(out), "\x00")
	for i := 0; i+1 < len(records); i += 2 {
		about := strings.Fields(strings.TrimPrefix(records[i], ":"))
		if len(about) != 5 {
			return nil, &Error{Op: op, Err: fmt.Errorf("git diff-index: unexpected output %.100q", records[i])}
		}
		c := KindChange{kindOf(about[0]), kindOf(about[1])}
		if c.Was != KindFile || c.Now != KindFile {
			changed[records[i+1]] = c
		}
	}
	return changed, nil
}

// KindChange is what a path held and holds. What is not there is a KindFile.
type KindChange struct{ Was, Now Kind }

func kindOf(mode string) Kind {
	switch mode {
	case "120000":
		return KindSymlink
	case "160000":
		return KindSubmodule
	}
	return KindFile
}

// Ignored returns those of the paths that git ignores and does not track.
func (r *Repository) Ignored(ctx context.Context, paths []string) (map[string]bool, error) {
	ignored := make(map[string]bool)
	if len(paths) == 0 {
		return ignored, nil
	}
	// check-ignore takes no literal pathspecs; behind ./ nothing is magic.
	run := r.run
	run.env = slices.DeleteFunc(slices.Clone(run.env),
		func(v string) bool { return strings.HasPrefix(v, "GIT_LITERAL_PATHSPECS=") })
	const prefix = "./"
	// With its index, git would compare each path with each file that it tracks.
	out, err := run.output(ctx, prefix+strings.Join(paths, "\x00"+prefix)+"\x00", maxList, "check-ignore", "--no-index",
		"-z", "--stdin")
	if err != nil && exitCode(err) != 1 { // 1: none is
		return nil, fail("find out what git ignores", err)
	}
	for name := range strings.SplitSeq(string(out), "\x00") {
		if name != "" {
			ignored[strings.TrimPrefix(name, prefix)] = true
		}
	}
	tracked, err := r.Tracked(ctx, slices.Collect(maps.Keys(ignored)))
	if err != nil {
		return nil, err
	}
	for _, at := range tracked {
		for ; at != "."; at = path.Dir(at) {
			delete(ignored, at)
		}
	}
	return ignored, nil
}

// DefaultBranch is what origin/HEAD points to, such as origin/main.
func (r *Repository) DefaultBranch(ctx context.Context) string {
	name, err := r.run.text(ctx, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
	if err != nil || name == "" {
		return "origin/HEAD"
	}
	return name
}
