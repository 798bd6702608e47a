package git

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestFiles(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "--quiet", "up")
	if err := os.Symlink("manifest.yaml", mkdir(s, "up/manifests/a")+"/link.yaml"); err != nil {
		t.Fatal(err)
	}
	big := strings.Repeat("x", 2000)
	from := s.commit("up", "manifests/a/manifest.yaml", "one\r\n", "manifests/a/same.yaml", "one\r\n",
		"manifests/a/empty.yaml", "", "manifests/a/big.yaml", big, "manifests2/x.yaml", "x", "top.yaml", "top\x00\n")
	s.git("up", "update-index", "--add", "--cacheinfo", "160000,"+from+",manifests/sub")
	s.git("up", "commit", "--quiet", "-m", "submodule")
	at := s.git("up", "rev-parse", "HEAD")
	r := s.open("up")

	files, err := r.Files(t.Context(), at, Query{Paths: []string{"manifests/", "top.yaml", "nowhere", "-rf", ":(glob)**"}, MaxSize: 1000})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"manifests/a/big.yaml", "manifests/a/empty.yaml", "manifests/a/link.yaml", "manifests/a/manifest.yaml",
		"manifests/a/same.yaml", "manifests/sub", "top.yaml",
	}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for path, want := range map[string]string{"manifests/a/manifest.yaml": "one\r\n", "manifests/a/same.yaml": "one\r\n", "manifests/a/empty.yaml": "", "top.yaml": "top\x00\n"} {
		if b := files[path]; b.Data == nil || string(b.Data) != want || b.Size != len(want) || b.Kind != KindFile {
			t.Errorf("%s: got %+v, want %q", path, b, want)
		}
	}
	if b := files["manifests/a/big.yaml"]; b.Data != nil || b.Size != 2000 {
		t.Errorf("a file above the limit: got %d bytes of %d", len(b.Data), b.Size)
	}
	if b := files["manifests/a/link.yaml"]; b.Data != nil || b.Kind != KindSymlink {
		t.Errorf("a symbolic link: got %+v", b)
	}
	if b := files["manifests/sub"]; b.Data != nil || b.Kind != KindSubmodule {
		t.Errorf("a submodule: got %+v", b)
	}
	if all, err := r.Files(t.Context(), at, Query{Paths: []string{"."}, MaxSize: 0}); len(all) != 8 || err != nil {
		t.Errorf("everything: got %d files, %v", len(all), err)
	}
	if none, err := r.Files(t.Context(), at, Query{Paths: nil, MaxSize: 1000}); len(none) != 0 || err != nil {
		t.Errorf("no paths: got %d files, %v", len(none), err)
	}
	// More paths than fit a command line.
	var many []string
	for i := range 5000 {
		many = append(many, fmt.Sprintf("manifests/%s/%d", strings.Repeat("y", 40), i))
	}
	if files, err := r.Files(t.Context(), at, Query{Paths: append(many, "top.yaml"), MaxSize: 1000}); len(files) != 1 || err != nil {
		t.Errorf("many paths: got %d files, %v", len(files), err)
	}
	for _, path := range []string{"", "/etc", "../up", "manifests/../top.yaml", "a//b", "./a", "a\x00b"} {
		_, err := r.Files(t.Context(), at, Query{Paths: []string{path}, MaxSize: 1000})
		s.fails(err, ErrOutside)
		_, err = r.File(t.Context(), at, path)
		s.fails(err, ErrOutside)
	}

	if data, err := r.File(t.Context(), at, "manifests/a/big.yaml"); string(data) != big || err != nil {
		t.Errorf("got %d bytes, %v", len(data), err)
	}
	for _, path := range []string{"nowhere", "manifests", "manifests/a/link.yaml", "manifests/sub", "top.yaml/x", "."} {
		_, err := r.File(t.Context(), at, path)
		s.fails(err, ErrNotFound)
	}
}

func mkdir(s *sandbox, name string) string {
	s.Helper()
	if err := os.MkdirAll(s.path(name), 0o777); err != nil {
		s.Fatal(err)
	}
	return s.path(name)
}

// What the caller has already is not read: the object may even be missing.
func TestFilesThatTheCallerHas(t *testing.T) {
	s := newSandbox(t)
	for _, format := range []string{"sha1", "sha256"} {
		s.git(".", "init", "--quiet", "--object-format="+format, format)
		at := s.commit(format, "m/same", "1", "m/other", "2", "m/large", "12345", "m/unwanted", "3", "elsewhere", "4")
		id := s.git(format, "rev-parse", "HEAD:m/same")
		if err := os.Remove(s.path(format + "/.git/objects/" + id[:2] + "/" + id[2:])); err != nil {
			t.Fatal(err)
		}
		have := map[string][]byte{"m/same": []byte("1"), "m/other": []byte("not 2"), "m/large": []byte("12345")}
		files, err := s.open(format).Files(t.Context(), at, Query{
			Paths: []string{"m"}, MaxSize: 3,
			Wanted: func(path string) bool { return path != "m/unwanted" },
			Have:   func(path string) []byte { return have[path] },
		})
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{"m/same": "1", "m/other": "2", "m/large": ""} {
			if b := files[path]; string(b.Data) != want || b.Data == nil != (want == "") {
				t.Errorf("%s: %s: got %q, want %q", format, path, b.Data, want)
			}
		}
		if len(files) != 3 || files["m/same"].Size != 1 || files["m/large"].Size != 5 {
			t.Errorf("%s: got %v", format, files)
		}
	}
}

var hostilePaths = []string{
	"m/line\nbreak", "m/tab\there", "m/\"quoted\"", "m/it's", "-rf", "--output=x", "m/\xff\xfe", "m/größe ✓", "m/ ", "m/$(id)",
	"m/a b missing", "m/\x1b[31m", ":(top)x", ":!x", "*", "m/back\\slash", "m/\r",
}

func TestHostilePaths(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "--quiet", "up")
	var index strings.Builder
	for i, path := range hostilePaths {
		id := s.gitIn("up", fmt.Sprintf("content %d", i), "hash-object", "-w", "--stdin")
		fmt.Fprintf(&index, "100644 %s\t%s\x00", id, path)
	}
	s.gitIn("up", index.String(), "update-index", "-z", "--index-info")
	s.git("up", "commit", "--quiet", "-m", "hostile")
	at := s.git("up", "rev-parse", "HEAD")
	r := s.open("up")
	files, err := r.Files(t.Context(), at, Query{Paths: []string{"."}, MaxSize: 100})
	if err != nil || len(files) != len(hostilePaths) {
		t.Fatalf("got %d files, %v, want %d", len(files), err, len(hostilePaths))
	}
	some, err := r.Files(t.Context(), at, Query{Paths: hostilePaths, MaxSize: 100})
	if err != nil || len(some) != len(hostilePaths) {
		t.Errorf("by name: got %d files, %v, want %d", len(some), err, len(hostilePaths))
	}
	for i, path := range hostilePaths {
		want := fmt.Sprintf("content %d", i)
		if got := string(files[path].Data); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
		if got, err := r.File(t.Context(), at, path); string(got) != want || err != nil {
			t.Errorf("%q: got %q, %v, want %q", path, got, err, want)
		}
	}
}

func TestSHA256(t *testing.T) {
	s := newSandbox(t)
	s.git(".", "init", "--quiet", "--object-format=sha256", "up")
	first := s.commit("up", "m/a", "1")
	last := s.commit("up", "m/a", "2")
	r := s.open("up")
	if head, err := r.Head(t.Context()); head != last || len(head) != 64 || err != nil {
		t.Errorf("got %s, %v", head, err)
	}
	base, err := r.Commit(t.Context(), "main~1")
	if base != first || err != nil {
		t.Fatalf("got %s, %v", base, err)
	}
	if base, err := r.MergeBase(t.Context(), base, last); base != first || err != nil {
		t.Errorf("got %s, %v", base, err)
	}
	if files, err := r.Files(t.Context(), first, Query{Paths: []string{"m"}, MaxSize: 10}); string(files["m/a"].Data) != "1" || err != nil {
		t.Errorf("got %v, %v", files, err)
	}
}

// The remedies are run as they stand; afterwards all is there.
func TestPartialClone(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	const path = "manifests/a/manifest.yaml"
	for _, filter := range []string{"blob:none", "tree:0"} {
		s.clone(filter, "--filter="+filter)
		r := s.open(filter)
		base, err := r.Commit(t.Context(), "HEAD~1")
		if base != ids[1] || err != nil {
			t.Fatalf("%s: got %s, %v", filter, base, err)
		}
		if _, err := r.MergeBase(t.Context(), ids[2], base); err != nil {
			t.Errorf("%s: %v", filter, err)
		}
		_, err = r.Commit(t.Context(), strings.Repeat("1", 40))
		s.fails(err, ErrUnknown)
		_, err = r.File(t.Context(), base, path)
		s.fails(err, ErrMissingObject)
		_, err = r.Files(t.Context(), base, Query{Paths: []string{"manifests"}, MaxSize: 1000})
		e := s.fails(err, ErrMissingObject)
		s.remedy(filter, e, "git archive --format=tar --output=/dev/null "+base+" -- ':(top,literal)manifests'")
		if files, err := r.Files(t.Context(), base, Query{Paths: []string{"manifests"}, MaxSize: 1000}); string(files[path].Data) != "version: 0.2.0\n" || err != nil {
			t.Errorf("%s: got %v, %v", filter, files, err)
		}
		if data, err := r.File(t.Context(), base, path); string(data) != "version: 0.2.0\n" || err != nil {
			t.Errorf("%s: got %q, %v", filter, data, err)
		}
	}
}

func TestBrokenRepository(t *testing.T) {
	s := newSandbox(t)
	ids := s.upstream()
	id := s.git("up", "rev-parse", "HEAD:manifests/a/manifest.yaml")
	object := s.path("up/.git/objects/" + id[:2] + "/" + id[2:])
	if err := os.Remove(object); err != nil {
		t.Fatal(err)
	}
	r := s.open("up")
	_, err := r.Files(t.Context(), ids[2], Query{Paths: []string{"."}, MaxSize: 1000})
	if e := s.fails(err, ErrMissingObject); e.Run != "git fsck" {
		t.Errorf("missing: got remedy %q", e.Run)
	}
	if err := os.WriteFile(object, []byte("garbage"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := r.File(t.Context(), ids[2], "manifests/a/manifest.yaml"); err == nil {
		t.Error("garbage: got no error")
	}
}

func FuzzParseTree(f *testing.F) {
	id := strings.Repeat("0a", 20)
	for _, seed := range []string{
		"", "100644 blob " + id + "       3\tm/a\x00", "040000 tree " + id + "       -\tm\x00160000 commit " + id + "       -\ts\x00",
		"120000 blob " + id + "      12\tl\nine\x00", "100644 blob " + id + " BAD\tx\x00", "100644 blob " + id + "       3\tm/a",
		"100644 blob " + id + " -1\tx\x00", "\x00", "\t\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, out []byte) {
		entries, err := parseTree(out)
		if err != nil {
			return
		}
		if strings.Count(string(out), "\x00") != len(entries) {
			t.Errorf("got %d entries of %q", len(entries), out)
		}
		for _, e := range entries {
			if e.path == "" || e.Size < 0 || !isID(e.ID) || e.Data != nil || !strings.Contains(string(out), "\t"+e.path+"\x00") {
				t.Errorf("got entry %+v of %q", e, out)
			}
		}
	})
}
