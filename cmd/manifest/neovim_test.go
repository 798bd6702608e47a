package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Neovim finds, repairs, explains, completes, renames and lays out with the server.
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
	writeAll(t, dir, map[string]string{name: strings.Replace(string(data), "https://panel.", "https://{{region}}.", 1)})
	script, err := filepath.Abs("testdata/neovim.lua")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", name, "-c", "luafile "+script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+tool(t)+string(filepath.ListSeparator)+os.Getenv("PATH"), "HOME="+dir, "XDG_STATE_HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Logf("nvim: %v\n%s", err, out)
	}
	found, err := os.ReadFile(filepath.Join(dir, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Diagnostics, Hover, Empty, Failed string
		Action, Rename, Format            bool
		Completion                        int
	}
	if err := json.Unmarshal(found, &got); err != nil {
		t.Fatalf("%v in %s", err, found)
	}
	if got.Failed != "" || !strings.Contains(got.Diagnostics, "unknown") || !got.Action || !got.Rename || !got.Format || got.Completion < 20 ||
		!strings.HasPrefix(got.Hover, "View **rfi.detail**") && !strings.HasPrefix(got.Hover, "View rfi.detail") || !strings.HasPrefix(got.Empty, "the file is empty") {
		t.Errorf("got %s", found)
	}
}
