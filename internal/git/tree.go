package git

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
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
}

// maxFile bounds what File reads.
const maxFile = 32 << 20

// Files returns what stood below the given paths in a commit, by path. A path
// is a file or a folder; "." is everything, and one that does not exist gives
// nothing. Files above maxSize bytes are not read, and what is not a file is
// reported without content: whoever needs it must say that it was not checked.
//
// The error is an *Error over ErrMissingObject, ErrTooLarge, or as for Open.
func (r *Repository) Files(ctx context.Context, commit string, paths []string, maxSize int) (map[string]Blob, error) {
	op := "list files at " + short(commit)
	paths, err := cleanPaths(paths)
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
	args := append([]string{"ls-tree", "-r", "-z", "-l", "--full-tree", "--", commit}, arguments(paths)...)
	out, err := r.run.output(ctx, "", maxList, args...)
	if err != nil {
		return nil, r.lacking(ctx, op, err, fetchFiles(commit, paths))
	}
	entries, err := parseTree(out)
	if err != nil {
		return nil, r.lacking(ctx, op, fmt.Errorf("git ls-tree: %w", err), fetchFiles(commit, paths))
	}
	files := make(map[string]Blob, len(entries))
	for _, e := range entries {
		if below(e.path, paths) {
			files[e.path] = e.Blob
		}
	}
	if err := r.read(ctx, files, maxSize, "read files at "+short(commit), fetchFiles(commit, paths)); err != nil {
		return nil, err
	}
	return files, nil
}

// File returns the content of one file in a commit. The error is an *Error over
// ErrNotFound, ErrTooLarge (from 32 MiB on), ErrMissingObject, or as for Open.
func (r *Repository) File(ctx context.Context, commit, path string) ([]byte, error) {
	op := fmt.Sprintf("read %q at %s", path, short(commit))
	paths, err := cleanPaths([]string{path})
	if err == nil {
		err = checkIDs(commit)
	}
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	out, err := r.run.output(ctx, "", maxText, "ls-tree", "-z", "-l", "--full-tree", "--", commit, paths[0])
	if err != nil {
		return nil, r.lacking(ctx, op, err, fetchFiles(commit, paths))
	}
	entries, err := parseTree(out)
	if err != nil {
		return nil, r.lacking(ctx, op, fmt.Errorf("git ls-tree: %w", err), fetchFiles(commit, paths))
	}
	i := slices.IndexFunc(entries, func(e entry) bool { return e.path == paths[0] })
	if i < 0 {
		return nil, &Error{Op: op, Err: ErrNotFound, Run: "git ls-tree -r --name-only --full-tree " + commit, Hint: "paths start at the repository's root"}
	}
	switch e := entries[i]; {
	case e.folder:
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: it is a folder", ErrNotFound)}
	case e.Kind == KindSymlink:
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: it is a symbolic link", ErrNotFound), Hint: "name the file it points to"}
	case e.Kind == KindSubmodule:
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: it is a submodule", ErrNotFound), Hint: "look in the submodule's own repository"}
	case e.Size > maxFile:
		return nil, &Error{Op: op, Err: fmt.Errorf("%w: %d bytes", ErrTooLarge, e.Size)}
	}
	files := map[string]Blob{path: entries[i].Blob}
	if err := r.read(ctx, files, maxFile, op, fetchFiles(commit, paths)); err != nil {
		return nil, err
	}
	return files[path].Data, nil
}

// Changed returns which files at or below the paths differ between two commits,
// sorted: changed, added and removed ones alike, also in mode. Renaming is
// removing and adding.
func (r *Repository) Changed(ctx context.Context, from, to string, paths []string) ([]string, error) {
	op := fmt.Sprintf("compare %s with %s", short(from), short(to))
	paths, err := cleanPaths(paths)
	if err == nil {
		err = checkIDs(from, to)
	}
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	if len(paths) == 0 || from == to {
		return nil, nil
	}
	args := append([]string{
		"diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv",
		"--ignore-submodules=none", from, to, "--",
	}, arguments(paths)...)
	out, err := r.run.output(ctx, "", maxList, args...)
	if err != nil {
		fetch := "git diff-tree -r --name-only " + from + " " + to
		return nil, r.lacking(ctx, op, err, fetch)
	}
	var changed []string
	for len(out) > 0 {
		name, rest, ok := bytes.Cut(out, []byte{0})
		if !ok {
			return nil, &Error{Op: op, Err: fmt.Errorf("git diff-tree: the answer ends early")}
		}
		if below(string(name), paths) {
			changed = append(changed, string(name))
		}
		out = rest
	}
	slices.Sort(changed)
	return slices.Compact(changed), nil
}

// read fills in the content of files up to maxSize bytes. Each content is read
// once, however many paths share it.
func (r *Repository) read(ctx context.Context, files map[string]Blob, maxSize int, op, fetch string) error {
	wanted := map[string]int{} // id to size
	total := 0
	for _, b := range files {
		if _, ok := wanted[b.ID]; b.Kind == KindFile && b.Size <= maxSize && !ok {
			wanted[b.ID] = b.Size
			total += b.Size
		}
		if total > maxTotal {
			return &Error{Op: op, Err: fmt.Errorf("%w: over %d MiB of files", ErrTooLarge, maxTotal>>20), Hint: "name fewer paths"}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var ids []string
	for id := range wanted {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	const header = 64 + len(" missing 1234567890123456789\n\n")
	out, err := r.run.output(ctx, strings.Join(ids, "\n")+"\n", total+len(ids)*header, "cat-file", "--batch", "--buffer")
	if err != nil {
		return r.lacking(ctx, op, err, fetch)
	}
	blobs, err := parseBatch(out, ids)
	if err != nil {
		return r.lacking(ctx, op, fmt.Errorf("git cat-file: %w", err), fetch)
	}
	for path, b := range files {
		if size, ok := wanted[b.ID]; ok && b.Kind == KindFile {
			b.Data = blobs[b.ID]
			if len(b.Data) != size {
				return &Error{Op: op, Err: fmt.Errorf("git cat-file: %d bytes of %s instead of %d", len(b.Data), b.ID, size)}
			}
			files[path] = b
		}
	}
	return nil
}

// lacking is fail for calls that read objects. A partial clone fetches what it
// lacks when git is run without our restrictions; any other clone is broken.
func (r *Repository) lacking(ctx context.Context, op string, err error, fetch string) error {
	e := fail(op, err)
	if e.Err == ErrMissingObject || isMissing(err) {
		e.Err = ErrMissingObject
		if out, _ := r.run.text(ctx, "config", "--get-regexp", `^(remote\..*\.promisor|extensions\.partialclone)$`); out != "" {
			e.Err = fmt.Errorf("%w: it is a partial clone, and nothing is fetched unasked", ErrMissingObject)
			e.Run, e.CI = fetch, "remove filter from actions/checkout"
		} else {
			e.Run = "git fsck"
		}
	}
	return e
}

// fetchFiles returns the command that makes a partial clone fetch files: an
// archive that nobody keeps.
func fetchFiles(commit string, paths []string) string {
	line := "git archive --format=tar --output=/dev/null " + commit
	if everything(paths) {
		return line
	}
	line += " --"
	for _, p := range paths {
		line += " " + quote(":(top,literal)"+p)
	}
	return line
}

// cleanPaths refuses paths that are not inside the repository.
func cleanPaths(paths []string) ([]string, error) {
	var clean []string
	for _, p := range paths {
		p = strings.TrimSuffix(p, "/")
		if p != "." {
			for part := range strings.SplitSeq(p, "/") {
				if part == "" || part == "." || part == ".." || strings.ContainsRune(part, 0) {
					return nil, fmt.Errorf("%w: %q is no path from its root", ErrOutside, p)
				}
			}
		}
		clean = append(clean, p)
	}
	return clean, nil
}

// arguments returns the paths for a command line, or none, which means
// everything, where they would not fit; below picks what was meant.
func arguments(paths []string) []string {
	size := 0
	for _, p := range paths {
		size += len(p) + 1
	}
	most := 100_000
	if runtime.GOOS == "windows" {
		most = 20_000
	}
	if everything(paths) || size > most {
		return nil
	}
	return paths
}

func everything(paths []string) bool { return slices.Contains(paths, ".") }

// below reports whether a file is one of the paths or lies below one.
func below(file string, paths []string) bool {
	for _, p := range paths {
		if rest, ok := strings.CutPrefix(file, p); p == "." || ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// entry is one line of ls-tree.
type entry struct {
	path   string
	folder bool
	Blob
}

// parseTree reads what ls-tree -z -l writes:
// mode SP type SP id SP size TAB path NUL, the size padded with blanks.
func parseTree(out []byte) ([]entry, error) {
	var entries []entry
	for len(out) > 0 {
		line, rest, ok := bytes.Cut(out, []byte{0})
		if !ok {
			return nil, fmt.Errorf("the answer ends early")
		}
		out = rest
		about, path, ok := strings.Cut(string(line), "\t")
		fields := strings.Fields(about)
		if !ok || path == "" || len(fields) != 4 || !isID(fields[2]) {
			return nil, fmt.Errorf("unexpected line %q", line)
		}
		e := entry{path: path, Blob: Blob{ID: fields[2]}}
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
		if fields[1] == "blob" {
			size, err := strconv.Atoi(fields[3])
			if err != nil || size < 0 {
				if fields[3] == "BAD" {
					return nil, &missingError{fields[2]}
				}
				return nil, fmt.Errorf("unexpected size in line %q", line)
			}
			e.Size = size
		}
		entries = append(entries, e)
	}
	return entries, nil
}
