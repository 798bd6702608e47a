package git

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/parallel"
)

// Kind is what a path holds.
type Kind int

// The kinds of entries. Only files have content.
const (
	KindFile Kind = iota
	KindSymlink
	KindSubmodule
)

// Blob is what stood at a path.
type Blob struct {
	Kind Kind
	ID   string // of the content: equal ids, equal bytes
	Size int    // in bytes; 0 for submodules
	// Data is the content, byte for byte. It is nil for what is not a file and
	// for files above the limit, and empty but not nil for empty files.
	Data []byte
	// Had says that the content is what the caller has. Data is then nil if the
	// caller can read it again.
	Had bool
}

// maxFile bounds what File reads.
const maxFile = 32 << 20

// Query says which files of a commit are wanted.
type Query struct {
	// Paths are files or folders; "." is everything, and one that does not exist
	// gives nothing.
	Paths []string
	// Wanted, if not nil, picks among the files below the paths.
	Wanted func(path string) bool
	// Have, if not nil, returns what the caller has for a file, such as what is
	// checked out, or nil. Where the commit holds the same, git is not asked for
	// it: most files of a branch are those of its base. It is called from several
	// goroutines.
	Have func(path string) []byte
	// Again, if not nil, picks those of the files that the caller has whose content
	// it can read again: it is not kept in memory.
	Again func(path string) bool
	// MaxSize is the number of bytes above which a file is not read.
	MaxSize int
}

// Files returns what stood in a commit, by path. Files above the maximum are not
// read, and what is not a file is reported without content: whoever needs it
// must say that it was not checked.
//
// The error is an *Error over ErrMissingObject, ErrTooLarge, or as for Open.
func (r *Repository) Files(ctx context.Context, commit string, q Query) (map[string]Blob, error) {
	op := "list files at " + short(commit)
	paths, err := cleanPaths(q.Paths)
	if err == nil {
		err = checkIDs(commit)
	}
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	if len(paths) == 0 {
		return map[string]Blob{}, nil
	}
	// Below the root as a path, git would look for a folder called ".".
	args := append([]string{"ls-tree", "-r", "-z", "--full-tree", "--", commit}, arguments(paths)...)
	out, err := r.run.output(ctx, "", maxList, args...)
	if err != nil {
		return nil, r.lacking(ctx, op, err, fetchFiles(commit, paths))
	}
	entries, err := parseTree(out)
	if err != nil {
		return nil, r.lacking(ctx, op, fmt.Errorf("git ls-tree: %w", err), fetchFiles(commit, paths))
	}
	in := pathSet(paths)
	entries = slices.DeleteFunc(entries, func(e entry) bool {
		return !in.hold(e.path) || q.Wanted != nil && !q.Wanted(e.path)
	})
	if q.Have != nil {
		q.look(ctx, entries)
	}
	files := make(map[string]Blob, len(entries))
	for _, e := range entries {
		files[e.path] = e.Blob
	}
	if err := r.read(ctx, files, q.MaxSize, "read files at "+short(commit), fetchFiles(commit, paths)); err != nil {
		return nil, err
	}
	return files, nil
}

// look fills in what is had already, on all cores: thousands of files are read
// and hashed.
func (q Query) look(ctx context.Context, entries []entry) {
	looked := parallel.Map(ctx, entries, func(e entry) Blob {
		if e.Kind != KindFile {
			return e.Blob
		}
		data := q.Have(e.path)
		if data == nil || len(data) > q.MaxSize || blobID(data, len(e.ID)) != e.ID {
			return e.Blob
		}
		e.Size, e.Had = len(data), true
		if q.Again == nil || !q.Again(e.path) {
			e.Data = data
		}
		return e.Blob
	})
	for i := range looked {
		entries[i].Blob = looked[i]
	}
}

// blobID returns the id that git gives to the content of a file, in the hash
// whose ids have so many digits.
func blobID(data []byte, digits int) string {
	var h hash.Hash = sha1.New()
	if digits == sha256.Size*2 {
		h = sha256.New()
	}
	room := make([]byte, 0, 2*sha256.Size) // on the stack: thousands are hashed
	h.Write(append(strconv.AppendInt(append(room, "blob "...), int64(len(data)), 10), 0))
	h.Write(data)
	return hex.EncodeToString(h.Sum(room))
}

// File returns the content of one file in a commit. The error is an *Error over
// ErrNotFound, ErrTooLarge (from 32 MiB on), ErrMissingObject, or as for Open.
func (r *Repository) File(ctx context.Context, commit, name string) ([]byte, error) {
	op := fmt.Sprintf("read %q at %s", name, short(commit))
	paths, err := cleanPaths([]string{name})
	if err == nil {
		err = checkIDs(commit)
	}
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	out, err := r.run.output(ctx, "", maxText, "ls-tree", "-z", "--full-tree", "--", commit, paths[0])
	if err != nil {
		return nil, r.lacking(ctx, op, err, fetchFiles(commit, paths))
	}
	entries, err := parseTree(out)
	if err != nil {
		return nil, r.lacking(ctx, op, fmt.Errorf("git ls-tree: %w", err), fetchFiles(commit, paths))
	}
	i := slices.IndexFunc(entries, func(e entry) bool { return e.path == paths[0] })
	if i < 0 {
		return nil, &Error{Op: op, Err: ErrNotFound, Run: "git ls-tree -r --name-only --full-tree " + commit,
			Hint: "paths are relative to the repository's root"}
	}
	switch e := entries[i]; {
	case e.folder:
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: the path is a folder", ErrNotFound)}
	case e.Kind == KindSymlink:
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: the path is a symbolic link", ErrNotFound),
			Hint: "name the file that the link points to"}
	case e.Kind == KindSubmodule:
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: the path is a submodule", ErrNotFound),
			Hint: "look in the submodule's own repository"}
	}
	files := map[string]Blob{name: entries[i].Blob}
	if err := r.read(ctx, files, maxFile, op, fetchFiles(commit, paths)); err != nil {
		return nil, err
	}
	if b := files[name]; b.Data == nil {
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: %d bytes", ErrTooLarge, b.Size)}
	}
	return files[name].Data, nil
}

// read fills in size and content of the files that have none yet, as far as they
// are not above maxSize. Each content is read once, however many paths share it.
func (r *Repository) read(ctx context.Context, files map[string]Blob, maxSize int, op string,
	fetch func() string) error {
	asked := make(set)
	for _, b := range files {
		if b.Kind == KindFile && b.Data == nil && !b.Had {
			asked[b.ID] = true
		}
	}
	if len(asked) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(asked))
	const header = 64 + len(" missing 1234567890123456789\n\n")
	out, err := r.run.output(ctx, lines(ids), len(ids)*header, "cat-file", "--batch-check", "--buffer")
	if err != nil {
		return r.lacking(ctx, op, err, fetch)
	}
	sizes, err := parseSizes(out, ids)
	if err != nil {
		return r.lacking(ctx, op, fmt.Errorf("git cat-file: %w", err), fetch)
	}
	total := 0
	ids = slices.DeleteFunc(ids, func(id string) bool { return sizes[id] > maxSize })
	for _, id := range ids {
		if total += sizes[id]; total > maxTotal {
			return &Error{Op: op, Err: fmt.Errorf("%w: over %d MiB of files", ErrTooLarge, maxTotal>>20),
				Hint: "name fewer paths"}
		}
	}
	if out, err = r.run.output(ctx, lines(ids), total+len(ids)*header, "cat-file", "--batch", "--buffer"); err != nil {
		return r.lacking(ctx, op, err, fetch)
	}
	blobs, err := parseBatch(out, ids)
	if err != nil {
		return r.lacking(ctx, op, fmt.Errorf("git cat-file: %w", err), fetch)
	}
	for name, b := range files {
		if !asked[b.ID] || b.Kind != KindFile || b.Had {
			continue
		}
		b.Size = sizes[b.ID]
		if data, ok := blobs[b.ID]; ok && b.Data == nil {
			b.Data = data
			if len(b.Data) != b.Size {
				return &Error{Op: op, Err: fmt.Errorf("git cat-file: read %d bytes of object %s instead of "+
					"%d", len(b.Data), b.ID, b.Size)}
			}
		}
		files[name] = b
	}
	return nil
}

func lines(words []string) string { return strings.Join(words, "\n") + "\n" }

// lacking is fail for calls that read objects. A partial clone fetches what it
// lacks when git is run without our restrictions; any other clone is broken.
func (r *Repository) lacking(ctx context.Context, op string, err error, fetch func() string) error {
	e := fail(op, err)
	if e.Err == ErrMissingObject || isMissing(err) {
		e.Err = ErrMissingObject
		if out, _ := r.run.text(ctx, "config", "--get-regexp",
			`^(remote\..*\.promisor|extensions\.partialclone)$`); out != "" {
			e.Err = fmt.Errorf("%w: the clone is partial, and manifest does not fetch missing "+
				"objects", ErrMissingObject)
			e.Run, e.CI = fetch(), `remove the "filter" input from actions/checkout`
		} else {
			e.Run = "git fsck"
		}
	}
	return e
}

// fetchFiles returns, for whoever asks, the command that makes a partial clone
// fetch files: an archive that no one keeps.
func fetchFiles(commit string, paths []string) func() string {
	return func() string {
		line := "git archive --format=tar --output=/dev/null " + commit
		if everything(paths) || len(paths) > maxArguments {
			return line
		}
		line += " --"
		for _, p := range paths {
			line += " " + quote(":(top,literal)"+p)
		}
		return line
	}
}

// cleanPaths refuses paths that are not inside the repository.
func cleanPaths(paths []string) ([]string, error) {
	var clean []string
	for _, p := range paths {
		p = strings.TrimSuffix(p, "/")
		if p != "." {
			for part := range strings.SplitSeq(p, "/") {
				if part == "" || part == "." || part == ".." || strings.ContainsRune(part, 0) {
					return nil, fmt.Errorf("%w: %q is not a path from the root of the repository", ErrOutside, p)
				}
			}
		}
		clean = append(clean, p)
	}
	return clean, nil
}

// maxArguments is the number of paths that git is given to look for. It holds
// each file against each of them, so that more cost more than to list
// everything.
const maxArguments = 50

// arguments returns the paths for a command line, or none, which means
// everything; a pathSet picks what was meant.
func arguments(paths []string) []string {
	size := 0
	for _, p := range paths {
		size += len(p) + 1
	}
	if everything(paths) || len(paths) > maxArguments || size > 20_000 { // as much as Windows takes
		return nil
	}
	return paths
}

func everything(paths []string) bool { return slices.Contains(paths, ".") }

// set holds files and folders.
type set map[string]bool

func pathSet(paths []string) set {
	s := make(set, len(paths))
	for _, p := range paths {
		s[p] = true
	}
	return s
}

// hold reports whether a file is one of the paths or lies below one.
func (s set) hold(file string) bool {
	for at := file; ; at = path.Dir(at) {
		if s[at] {
			return true
		}
		if at == "." || at == "/" {
			return false
		}
	}
}

// entry is one line of ls-tree.
type entry struct {
	path   string
	folder bool
	Blob
}

// parseTree reads what ls-tree -z writes: mode SP type SP id TAB path NUL.
func parseTree(out []byte) ([]entry, error) {
	var entries []entry
	for len(out) > 0 {
		line, rest, ok := bytes.Cut(out, []byte{0})
		if !ok {
			return nil, fmt.Errorf("the output ends early")
		}
		out = rest
		about, name, ok := bytes.Cut(line, []byte{'\t'})
		fields := strings.Fields(string(about))
		if !ok || len(name) == 0 || len(fields) != 3 || !isID(fields[2]) {
			return nil, fmt.Errorf("unexpected line %q", line)
		}
		e := entry{path: string(name), Blob: Blob{ID: fields[2]}}
		switch mode, kind := fields[0], fields[1]; {
		case kind == "tree":
			e.folder = true
		case kind == "commit":
			e.Kind = KindSubmodule
		case kind == "blob" && mode == "120000":
			e.Kind = KindSymlink
		case kind == "blob":
		default:
			return nil, fmt.Errorf("unexpected line %q", line)
		}
		entries = append(entries, e)
	}
	return entries, nil
}
