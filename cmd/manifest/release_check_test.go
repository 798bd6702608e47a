package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The script that proves a release is run with a stand-in for goreleaser, which
// brings files that were made before.
func TestReleaseCheck(t *testing.T) {
	t.Parallel()
	need(t, "git")
	dir := t.TempDir()
	project, dist := filepath.Join(dir, "project"), filepath.Join(dir, "dist")
	writeFile(t, filepath.Join(project, "scripts", "release-check"), readFile(t, "../../scripts/release-check"))
	if out, err := exec.Command("git", "init", "-q", project).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	commit(t, project, "2026-11-22T09:30:00Z")
	out, err := exec.Command("git", "-C", project, "rev-parse", "HEAD").Output()
	if err != nil {
		t.Fatal(err)
	}
	head := strings.TrimSpace(string(out))
	binary := fmt.Sprintf("#!/bin/sh\necho '\"commit\": \"%s\"'\n", head)

	programs := []string{"awk", "bash", "cat", "diff", "dirname", "git", "go", "grep", "gzip", "ls", "mkdir", "mktemp", "rm", "sha256sum", "sh", "tar", "unzip", "cp"}
	goreleaser := `echo "goreleaser $*"; [ "$1" = check ] || cp -R "$DIST" dist`
	docker := stubs(t, programs, map[string]string{"goreleaser": goreleaser, "docker": "exit 0"})
	none := stubs(t, programs, map[string]string{"goreleaser": goreleaser, "docker": "exit 1"})

	for _, tt := range []struct {
		name, path, ci string
		spoil          func() // what was made
		code           int
		says, last     string
	}{
		{name: "good", path: docker, says: "--skip=announce\n", last: "the release is what it should be"},
		{name: "good in CI", path: docker, ci: "true", last: "the release is what it should be"},
		{name: "no docker", path: none, says: "--skip=announce,docker\n", last: "the release is what it should be; not checked: the image, for no docker daemon answers"},
		{name: "no docker in CI", path: none, ci: "true", code: 3, last: "no docker daemon answers, so the image cannot be checked"},
		{name: "no tar.gz for Windows", path: docker, code: 1, last: "there is no file for windows_arm64.tar.gz", spoil: func() {
			os.Remove(filepath.Join(dist, "manifest_1.2.3_windows_arm64.tar.gz"))
		}},
		{name: "no binary for Windows", path: docker, code: 1, last: "windows_amd64.tar.gz lacks manifest.exe", spoil: func() {
			makeArchives(t, dist, "windows_amd64", "manifest", binary)
		}},
		{name: "no bill of materials", path: docker, code: 1, last: "linux_arm64.cdx.json is no bill of materials", spoil: func() {
			writeFile(t, filepath.Join(dist, "manifest_1.2.3_linux_arm64.cdx.json"), "{}")
		}},
		{name: "another commit", path: docker, code: 1, last: "the binary was not built from " + head, spoil: func() {
			for _, system := range []string{"linux", "darwin"} {
				for _, processor := range []string{"amd64", "arm64"} {
					makeArchives(t, dist, system+"_"+processor, "manifest", "#!/bin/sh\necho another\n")
				}
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.RemoveAll(dist); err != nil {
				t.Fatal(err)
			}
			for _, system := range []string{"linux", "darwin", "windows"} {
				for _, processor := range []string{"amd64", "arm64"} {
					name := "manifest"
					if system == "windows" {
						name = "manifest.exe"
					}
					makeArchives(t, dist, system+"_"+processor, name, binary)
					writeFile(t, filepath.Join(dist, "manifest_1.2.3_"+system+"_"+processor+".cdx.json"), `{"bomFormat": "CycloneDX"}`)
				}
			}
			if tt.spoil != nil {
				tt.spoil()
			}
			writeFile(t, filepath.Join(dist, "checksums.txt"), checksums(t, dist))
			out, code := runScript(t, filepath.Join(project, "scripts", "release-check"), tt.path,
				"CI="+tt.ci, "DIST="+dist, "GOCACHE="+filepath.Join(dir, "cache"))
			if code != tt.code || !strings.Contains(out, tt.says) || !strings.HasSuffix(out, tt.last+"\n") {
				t.Errorf("exit code %d, want %d, %q and at last %q:\n%s", code, tt.code, tt.says, tt.last, out)
			}
			if said := strings.Contains(out, "is what it should be"); said != (tt.code == 0) {
				t.Errorf("exit code %d, and it says:\n%s", code, out)
			}
		})
	}
}

// makeArchives makes the archives of one platform, as goreleaser names them.
func makeArchives(t *testing.T, dist, platform, name, binary string) {
	t.Helper()
	files := map[string]string{name: binary}
	for _, name := range []string{
		"LICENSE", "README.md", "man/manifest.1", "man/manifest-lint.1",
		"completions/manifest.bash", "completions/_manifest", "completions/manifest.fish", "completions/manifest.ps1",
	} {
		files[name] = name
	}
	archive := filepath.Join(dist, "manifest_1.2.3_"+platform)
	writeFile(t, archive+".tar.gz", string(pack(t, files)))
	if !strings.HasPrefix(platform, "windows") {
		return
	}
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := w.Create(name)
		if err == nil {
			_, err = file.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	writeFile(t, archive+".zip", buf.String())
}

// checksums lists the files of a folder as sha256sum does.
func checksums(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	for _, file := range files {
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256([]byte(readFile(t, filepath.Join(dir, file.Name())))), file.Name())
	}
	return list.String()
}
