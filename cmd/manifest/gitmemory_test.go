package main

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/git"
)

// node is a file of a tree, or a link, or another repository.
type node struct {
	mode, data string
	id         string
}

// The modes of nodes, as git writes them.
const (
	fileMode      = "100644"
	linkMode      = "120000"
	submoduleMode = "160000"
)

func newNode(mode, data string) node {
	if mode == submoduleMode {
		return node{mode, "", data}
	}
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(data), data))
	return node{mode, data, hex.EncodeToString(sum[:])}
}

// tree holds the files of a commit by their path.
type tree map[string]node

// put adds or changes files.
func (t tree) put(name, data string) { t[name] = newNode(fileMode, data) }

// below are the paths at or below a path, sorted.
func (t tree) below(dir string) (names []string) {
	for name := range t {
		if name == dir || strings.HasPrefix(name, dir+"/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// move gives all that is at or below a path another place.
func (t tree) move(from, to string) {
	for _, name := range t.below(from) {
		t[to+strings.TrimPrefix(name, from)] = t[name]
		delete(t, name)
	}
}

// memoryCommit is a commit with one parent at most.
type memoryCommit struct {
	id, parent string
	tree       tree
	author     git.Person
	at         time.Time
	message    string
	names      []string // of the tree, sorted
}

func (c *memoryCommit) sorted() []string {
	if c.names == nil {
		c.names = slices.Sorted(maps.Keys(c.tree))
	}
	return c.names
}

// memoryGit answers for the git binary about commits that are values.
type memoryGit struct {
	commits map[string]*memoryCommit
	refs    map[string]string // HEAD is one of them
	// contents are the bytes of all files, by the id of their content.
	contents map[string]string
}

func newMemoryGit() *memoryGit {
	return &memoryGit{commits: make(map[string]*memoryCommit), refs: make(map[string]string), contents: make(map[string]string)}
}

// commit adds a commit to HEAD.
func (g *memoryGit) commit(t tree, author git.Person, at time.Time, message string) {
	c := &memoryCommit{parent: g.refs["HEAD"], tree: t, author: author, at: at, message: message}
	sum := sha1.Sum(fmt.Appendf(nil, "%d %s %v", len(g.commits), c.parent, at))
	c.id = hex.EncodeToString(sum[:])
	g.commits[c.id], g.refs["HEAD"] = c, c.id
	for _, n := range t {
		g.contents[n.id] = n.data
	}
}

// past are the commits of the history of one, the newest first.
func (g *memoryGit) past(id string) (list []*memoryCommit) {
	for c := g.commits[id]; c != nil; c = g.commits[c.parent] {
		list = append(list, c)
	}
	return list
}

func (g *memoryGit) head() tree {
	if c := g.commits[g.refs["HEAD"]]; c != nil {
		return c.tree
	}
	return nil
}

// program is the git.Program of the commits. What it cannot answer is a failure of
// git, so that a question that a command has not asked before cannot pass unseen.
func (g *memoryGit) program(dir, stdin string, args []string) ([]byte, string, int) {
	var out strings.Builder
	line := strings.Join(args, " ")
	last := args[len(args)-1]
	paths := args[len(args):]
	if at := slices.Index(args, "--"); at >= 0 {
		paths = args[at+1:]
	}
	is := func(start string) bool { return strings.HasPrefix(line, start) }
	switch {
	case is("rev-parse --is-bare-repository"):
		fmt.Fprintf(&out, "false\ntrue\n%s\n", filepath.Join(dir, ".git"))
	case is("rev-parse --show-toplevel"):
		fmt.Fprintln(&out, dir)
	case is("rev-parse --absolute-git-dir"):
		fmt.Fprintln(&out, filepath.Join(dir, ".git"))
	case is("rev-parse --is-shallow-repository"):
		fmt.Fprintln(&out, "false")
	case is("rev-parse --git-path info/grafts"):
		fmt.Fprintln(&out, ".git/info/grafts")
	case is("rev-parse --verify"):
		name := strings.TrimSuffix(last, "^{commit}")
		id := g.refs[name]
		if g.commits[name] != nil {
			id = name
		}
		if id == "" {
			return nil, "fatal: Needed a single revision", 128
		}
		fmt.Fprintln(&out, id)
	case is("merge-base "):
		of := make(map[string]bool)
		for _, c := range g.past(args[1]) {
			of[c.id] = true
		}
		for _, c := range g.past(args[2]) {
			if of[c.id] {
				return []byte(c.id + "\n"), "", 0
			}
		}
		return nil, "", 1
	case is("ls-tree "):
		c := g.commits[paths[0]]
		for _, name := range c.sorted() {
			if !isAmong(name, paths[1:]) {
				continue
			}
			n := c.tree[name]
			kind := " blob "
			if n.mode == submoduleMode {
				kind = " commit "
			}
			out.WriteString(n.mode + kind + n.id + "\t" + name + "\x00")
		}
	case is("cat-file --batch"):
		for id := range strings.Lines(stdin) {
			data := g.contents[strings.TrimSpace(id)]
			fmt.Fprintf(&out, "%s blob %d\n", strings.TrimSpace(id), len(data))
			if is("cat-file --batch ") {
				out.WriteString(data + "\n")
			}
		}
	case is("ls-files --cached"):
		for _, name := range g.commits[g.refs["HEAD"]].sorted() {
			if !isAmong(name, paths) {
				continue
			}
			if strings.Contains(line, "--stage") {
				fmt.Fprintf(&out, "%s %s 0\t", g.head()[name].mode, g.head()[name].id)
			}
			out.WriteString(name + "\x00")
		}
	case is("diff-index --cached --raw"):
		writeRaw(&out, g.commits[args[len(args)-2]].tree, g.head(), nil)
	case is("check-ignore "): // what is tracked is not ignored
		return nil, "", 1
	case is("symbolic-ref "):
		return nil, "", 1
	case is("check-attr "), is("config "), is("remote"):
		return nil, "", 1
	case is("log ") && strings.Contains(line, "--raw"):
		without := make(map[string]bool)
		for _, a := range args {
			if id, ok := strings.CutPrefix(a, "^"); ok {
				for _, c := range g.past(id) {
					without[c.id] = true
				}
			}
		}
		head := args[slices.Index(args, "--raw")-1]
		for _, c := range g.past(head) {
			var raw strings.Builder
			var before tree
			if parent := g.commits[c.parent]; parent != nil {
				before = parent.tree
			}
			if writeRaw(&raw, before, c.tree, paths); without[c.id] || raw.Len() == 0 {
				continue
			}
			fmt.Fprintf(&out, "\x01%s\x00%s\x00%s\x00%[2]s\x00%[3]s\x00%[4]d\x00%[4]d\x00%s\x00\n%s", c.id, c.author.Name, c.author.Email,
				c.at.Unix(), c.message, raw.String())
		}
	default:
		return nil, "fatal: the test has no answer to git " + line, 128
	}
	return []byte(out.String()), "", 0
}

// isAmong reports whether a file is one of the paths or lies below one; none stands
// for everything.
func isAmong(name string, paths []string) bool {
	return len(paths) == 0 || slices.ContainsFunc(paths, func(p string) bool {
		return p == "." || name == p || strings.HasPrefix(name, p+"/")
	})
}

// writeRaw writes what differs between two trees, as git diff --raw -z does.
func writeRaw(out *strings.Builder, was, is tree, paths []string) {
	names := slices.Collect(maps.Keys(is))
	for name := range was {
		if _, ok := is[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	gone := node{mode: "000000", id: strings.Repeat("0", 40)}
	for _, name := range names {
		a, b := was[name], is[name]
		if a == b || !isAmong(name, paths) {
			continue
		}
		status := "M"
		if a.mode == "" {
			a, status = gone, "A"
		}
		if b.mode == "" {
			b, status = gone, "D"
		}
		fmt.Fprintf(out, ":%s %s %s %s %s\x00%s\x00", a.mode, b.mode, a.id, b.id, status, name)
	}
}

// workTree is a folder in memory that holds one tree after the other.
type workTree struct {
	dir string
	now tree
}

// newWorkTree returns an empty folder, on a disk that is memory where there is one.
func newWorkTree(t testing.TB) *workTree {
	t.Helper()
	dir := t.TempDir()
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		if inMemory, err := os.MkdirTemp("/dev/shm", "manifest-test-"); err == nil {
			t.Cleanup(func() { _ = os.RemoveAll(inMemory) })
			dir = inMemory
		}
	}
	w := &workTree{dir: git.RealPath(dir), now: make(tree)}
	if err := os.Mkdir(filepath.Join(w.dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	return w
}

// checkOut makes the folder hold a tree.
func (w *workTree) checkOut(to tree) error {
	at := func(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }
	for name, n := range w.now {
		if to[name] == n {
			continue
		}
		if err := os.RemoveAll(at(name)); err != nil {
			return err
		}
		for dir := path.Dir(name); dir != "." && os.Remove(at(dir)) == nil; dir = path.Dir(dir) {
		}
	}
	for _, name := range slices.Sorted(maps.Keys(to)) {
		n := to[name]
		if w.now[name] == n {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(at(name)), 0o755); err != nil {
			return err
		}
		var err error
		switch n.mode {
		case linkMode:
			err = os.Symlink(filepath.FromSlash(n.data), at(name))
		case submoduleMode:
			err = os.Mkdir(at(name), 0o755)
		default:
			err = os.WriteFile(at(name), []byte(n.data), 0o644)
		}
		if err != nil {
			return err
		}
	}
	w.now = maps.Clone(to)
	return nil
}

// read returns what the folder holds now, as after a command that wrote.
func (w *workTree) read() (tree, error) {
	t := make(tree)
	err := filepath.WalkDir(w.dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), ".manifest-"): // locks
			if d.Name() != ".manifest.yaml" {
				return nil
			}
		}
		data, err := os.ReadFile(name)
		rel, relErr := filepath.Rel(w.dir, name)
		if err == nil {
			err = relErr
		}
		t.put(filepath.ToSlash(rel), string(data))
		return err
	})
	w.now = maps.Clone(t)
	return t, err
}
