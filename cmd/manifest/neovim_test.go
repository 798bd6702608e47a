package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Neovim finds, repairs, explains, completes, renames, lays out and approves with the server.
func TestNeovim(t *testing.T) {
	t.Parallel()
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("nvim is not there")
	}
	dir := t.TempDir()
	const name = "manifests/acme/manifest.yaml"
	writeAll(t, dir, map[string]string{name: strings.Replace(editorManifest, "    views:", `    parameters:
      - key: region
        name: Region
        description: The Acme region that holds your data, for example us-east.
        required: true
        support_link: {url: "https://help.acmefield.com/region", label: Find your region}
    views:`, 1)})
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), "https://panel.", "https://{{region}}.", 1)
	writeAll(t, dir, map[string]string{name: strings.Replace(text, "rfi.detial", "rfi.detail", 1)})
	if code, out := inFolder(dir, "", "adopt", "acme", "--state", "production", "--by", "Jane"); code != 0 {
		t.Fatal(out)
	}
	writeAll(t, dir, map[string]string{name: text})
	// Neovim before 0.10 creates no folders.
	if err := os.Mkdir(filepath.Join(dir, "manifests/acme/approvals"), 0o755); err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("testdata/neovim.lua")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", name, "-c", "luafile "+script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+tool(t)+string(filepath.ListSeparator)+os.Getenv("PATH"), "HOME="+dir, "XDG_STATE_HOME="+dir, "USER=Jane")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Logf("nvim: %v\n%s", err, out)
	}
	found, err := os.ReadFile(filepath.Join(dir, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Diagnostics, Hover, Empty, Failed string
		Action, Rename, Format, Comment   bool
		Completion                        int
	}
	if err := json.Unmarshal(found, &got); err != nil {
		t.Fatalf("%v in %s", err, found)
	}
	if got.Failed != "" || !strings.Contains(got.Diagnostics, "unknown") || !got.Action || !got.Rename || !got.Format || got.Completion < 20 ||
		!strings.HasPrefix(got.Hover, "View **rfi.detail**") && !strings.HasPrefix(got.Hover, "View rfi.detail") || !strings.HasPrefix(got.Empty, "the file is empty") {
		t.Errorf("got %s", found)
	}

	// The approval is the one that the command writes for the same reason.
	approvals := func() []string {
		names, err := filepath.Glob(filepath.Join(dir, "manifests/acme/approvals/*.json"))
		if err != nil || len(names) != 1 || got.Comment {
			t.Fatalf("approvals %q: %v; %s", names, err, found)
		}
		data, err := os.ReadFile(names[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(names[0]); err != nil {
			t.Fatal(err)
		}
		var e struct{ Fingerprint string }
		if err := json.Unmarshal(data, &e); err != nil {
			t.Fatal(err)
		}
		return []string{e.Fingerprint, regexp.MustCompile(`"at": "[^"]*"`).ReplaceAllString(string(data), "")}
	}
	written := approvals()
	if code, out := inFolder(dir, "", "approve", "acme", written[0], "--reason", "agreed with support", "--by", "Jane"); code != 0 {
		t.Fatal(out)
	}
	if want := approvals(); written[1] != want[1] {
		t.Errorf("got the approval %s\nwant %s", written[1], want[1])
	}
}
