package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A release is downloaded for every system that the action runs on. The workflow
// of this project runs this on Windows too; elsewhere a folder stands in that is
// named as the runner's is there, for what a path of Windows means to a shell,
// sha256sum and tar is in its text.
func TestInstallRelease(t *testing.T) {
	need(t, "bash", "curl", "tar")
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	module := strings.Fields(readFile(t, filepath.Join(root, "go.mod")))[1]
	_, repository, _ := strings.Cut(module, "/")

	for _, tt := range []struct{ system, processor, archive, binary string }{
		{"Linux", "X64", "linux_amd64", "manifest"},
		{"macOS", "ARM64", "darwin_arm64", "manifest"},
		{"Windows", "X64", "windows_amd64", "manifest.exe"},
		{"Windows", "ARM64", "windows_arm64", "manifest.exe"},
	} {
		t.Run(tt.system+" "+tt.processor, func(t *testing.T) {
			archive := "manifest_1.2.3_" + tt.archive + ".tar.gz"
			content := "the tool for " + tt.archive
			packed := pack(t, map[string]string{tt.binary: content})
			files := map[string][]byte{
				archive:         packed,
				"checksums.txt": fmt.Appendf(nil, "%x  %s\n", sha256.Sum256(packed), archive),
			}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				name, _ := strings.CutPrefix(r.URL.Path, "/"+repository+"/releases/download/v1.2.3/")
				if files[name] == nil {
					http.NotFound(w, r)
					return
				}
				w.Write(files[name])
			}))
			t.Cleanup(server.Close)

			work := t.TempDir()
			temp := filepath.Join(work, "temp")
			if tt.system == "Windows" && runtime.GOOS != "windows" {
				temp = `D:\a\_temp`
			}
			run := func() (out string, code int) {
				t.Helper()
				if err := os.MkdirAll(filepath.Join(work, filepath.Base(temp)), 0o777); err != nil {
					t.Fatal(err)
				}
				cmd := exec.Command("bash", "--noprofile", "--norc", filepath.ToSlash(root)+"/scripts/action/install.sh")
				cmd.Dir = work
				cmd.Env = []string{
					"PATH=" + os.Getenv("PATH"), "INPUT_VERSION=1.2.3", "GITHUB_ACTION_PATH=" + root, "GITHUB_SERVER_URL=" + server.URL,
					"GITHUB_PATH=" + filepath.Join(work, "path"), "GITHUB_OUTPUT=" + filepath.Join(work, "output"),
					"RUNNER_TEMP=" + temp, "RUNNER_OS=" + tt.system, "RUNNER_ARCH=" + tt.processor,
				}
				text, err := cmd.CombinedOutput()
				return string(text), exitCode(t, err)
			}

			if out, code := run(); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, out)
			}
			tool, ok := strings.CutPrefix(strings.TrimSpace(readFile(t, filepath.Join(work, "output"))), "manifest=")
			if !filepath.IsAbs(tool) {
				tool = filepath.Join(work, tool)
			}
			if got := readFile(t, tool); !ok || got != content {
				t.Errorf("%s holds %q, want %q", tool, got, content)
			}
			folder := strings.TrimSpace(readFile(t, filepath.Join(work, "path")))
			if !strings.HasPrefix(folder, temp) || !strings.HasSuffix(tool, tt.binary) {
				t.Errorf("on the PATH: %s; the tool: %s", folder, tool)
			}

			os.Remove(filepath.Join(work, "output"))
			files[archive] = append(packed, 0)
			out, code := run()
			if _, err := os.Stat(filepath.Join(work, "output")); code != 3 || !strings.Contains(out, "it was not run") || err == nil {
				t.Errorf("another checksum: exit code %d, %v:\n%s", code, err, out)
			}
		})
	}
}

// pack returns a compressed archive of programs.
func pack(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	compressed := gzip.NewWriter(&buf)
	w := tar.NewWriter(compressed)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(files[name]))})
		if err == nil {
			_, err = io.WriteString(w, files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), compressed.Close()); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
