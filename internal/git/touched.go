package git

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Touched is what the commits of a branch did to files.
type Touched struct {
	touches map[string][]touch // by path, the newest first
	now     map[string]string  // the content of each file in head
}

// touch is what one commit did to a file: the ids of its content after it, and
// before it in each parent.
type touch struct {
	*Commit
	after  string
	before []string
}

// Touched returns what the commits of head that are not in the history of since, if not "",
// did to the files below the paths.
func (r *Repository) Touched(ctx context.Context, head, since string, paths []string) (*Touched, error) {
	op := "find the commits that wrote files"
	clean, err := cleanPaths(paths)
	if err == nil {
		err = checkIDs(head)
	}
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	t := &Touched{touches: make(map[string][]touch), now: make(map[string]string)}
	if len(clean) == 0 {
		return t, nil
	}
	in := pathSet(clean)
	var unread error
	err = r.log(ctx, op, head, since, clean, []string{"--raw", "--no-abbrev"}, func(c *Commit, listed []string) {
		for i := 0; i+1 < len(listed); i += 2 {
			ids := strings.Fields(strings.TrimLeft(listed[i], ":"))
			ids = slices.DeleteFunc(ids, func(s string) bool { return !isID(s) })
			if len(ids) < 2 || listed[i][0] != ':' {
				unread = &Error{Op: op, Err: fmt.Errorf("git log: unexpected output %.100q", listed[i])}
				return
			}
			if name := listed[i+1]; in.hold(name) {
				last := len(ids) - 1
				t.touches[name] = append(t.touches[name], touch{c, ids[last], ids[:last]})
			}
		}
	})
	if err == nil {
		err = unread
	}
	if err != nil || len(t.touches) == 0 {
		return t, err
	}
	out, err := r.run.output(ctx, "", maxList, append([]string{"ls-tree", "-r", "-z", "--full-tree", "--", head},
		arguments(clean)...)...)
	if err != nil {
		return nil, fail(op, err)
	}
	entries, err := parseTree(out)
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	for _, e := range entries {
		t.now[e.path] = e.ID
	}
	return t, nil
}

// Writer returns the commit that gave a file the content it has: the newest one,
// so that whoever puts back what another removed has written it. It is nil where
// no commit of the branch did.
func (t *Touched) Writer(name string) *Commit {
	for _, c := range t.touches[name] {
		if c.after == t.now[name] {
			return c.Commit
		}
	}
	return nil
}

// By returns the commits that touched a file, the newest first.
func (t *Touched) By(name string) []*Commit {
	var list []*Commit
	for _, c := range t.touches[name] {
		list = append(list, c.Commit)
	}
	return list
}

// IsCopy reports whether a file holds what another holds, or held before or after
// a commit of the branch.
func (t *Touched) IsCopy(name, of string) bool {
	now := t.now[name]
	return now == t.now[of] || slices.ContainsFunc(t.touches[of], func(c touch) bool {
		return c.after == now || slices.Contains(c.before, now)
	})
}

// IsSquashed reports whether a code host made one commit of many. Whoever wrote
// what is in it, the host names other authors.
func (c *Commit) IsSquashed() bool {
	local, _, _ := strings.Cut(c.Committer.Email, "@")
	open, number := strings.LastIndexByte(c.Subject, '('), strings.TrimSuffix(c.Subject, ")")
	if open < 0 || len(number) == len(c.Subject) {
		return false
	}
	isNumber := func(s string, ok bool) bool { return ok && s != "" && strings.Trim(s, "0123456789") == "" }
	number = number[open+1:]
	return strings.EqualFold(local, "noreply") && isNumber(strings.CutPrefix(number, "#")) || // GitHub
		isNumber(strings.CutPrefix(number, "pull request #")) || // Bitbucket
		isNumber(strings.CutPrefix(number, "!")) // GitLab, where its template says so
}

// Authors are those who made the commit, the author first.
func (c *Commit) Authors() []Person { return append([]Person{c.Author}, c.CoAuthors...) }

// Commits are the ids of those that wrote or removed a file, the newest first.
func (t *Touched) Commits(name string) (ids []string) {
	for _, c := range t.touches[name] {
		ids = append(ids, c.ID)
	}
	return ids
}
