package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"gopkg.in/yaml.v3"
)

// readYAML reads a file of the repository as JSON values.
func readYAML(t *testing.T, name string) any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := yaml.Unmarshal(data, &value); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		t.Fatal(err)
	}
	return plain
}

// at finds a value by keys and indexes.
func at(t *testing.T, value any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			value = value.(map[string]any)[step]
		case int:
			value = value.([]any)[step]
		}
	}
	return value
}

// The schema is what goreleaser v2.16.0 (MIT) prints for: goreleaser jsonschema. What
// only goreleaser itself can tell is told by scripts/release-check, which takes
// minutes to build it.
func TestReleaseConfiguration(t *testing.T) {
	config := readYAML(t, ".goreleaser.yaml")
	schema, err := jsonschema.Compile("testdata/goreleaser.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(config); err != nil {
		t.Errorf(".goreleaser.yaml: %#v", err)
	}
	// Actions and documentation name the files of a release in this form.
	if got, want := at(t, config, "archives", 0, "name_template"), "{{ .ProjectName }}_{{ .Version }}_{{ .Os }}_{{ .Arch }}"; got != want {
		t.Errorf("archives are named %q, want %q", got, want)
	}
	// The action unpacks tar.gz on every system; people on Windows open zip.
	if got := fmt.Sprint(at(t, config, "archives", 0, "formats"), at(t, config, "archives", 0, "format_overrides")); got !=
		"[tar.gz] [map[formats:[zip tar.gz] goos:windows]]" {
		t.Errorf("archives are made as %s", got)
	}
	if got := at(t, config, "checksum", "name_template"); got != "checksums.txt" {
		t.Errorf("checksums are in %q", got)
	}
	var pages []string
	for _, page := range at(t, config, "homebrew_casks", 0, "manpages").([]any) {
		pages = append(pages, page.(string))
	}
	there, err := filepath.Glob("../../man/*.1")
	if err != nil {
		t.Fatal(err)
	}
	for i := range there {
		there[i] = "man/" + filepath.Base(there[i])
	}
	if slices.Sort(there); !slices.Equal(pages, there) {
		t.Errorf("the cask installs %d manual pages of %d; refresh with: go generate ./...", len(pages), len(there))
	}
}

// The image starts from nothing, in which nothing can be run while it is built;
// it runs as a numeric user id without privileges; and it holds what goreleaser hands to the
// build: the binary, in a folder for each platform, and the extra files.
func TestDockerfile(t *testing.T) {
	data, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	handed := []string{"$TARGETPLATFORM/manifest"}
	config := readYAML(t, ".goreleaser.yaml")
	for _, file := range at(t, config, "dockers_v2", 0, "extra_files").([]any) {
		handed = append(handed, file.(string))
	}
	slices.Sort(handed)

	var bases, copied []string
	var user string
	in := make(map[string]bool) // the image, by path
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		switch instruction, args := words[0], words[1:]; instruction {
		case "FROM":
			bases = append(bases, strings.Join(args, " "))
		case "COPY":
			copied = append(copied, args[:len(args)-1]...)
			in[args[len(args)-1]] = true
		case "USER":
			user = args[0]
		case "ENTRYPOINT":
			var command []string
			if err := json.Unmarshal([]byte(strings.Join(args, " ")), &command); err != nil || len(command) != 1 || !in[command[0]] {
				t.Errorf("%q starts nothing that is in the image: %v", line, err)
			}
		case "ARG", "WORKDIR":
		default:
			t.Errorf("%q has no place in this image", line)
		}
	}
	if !slices.Equal(bases, []string{"scratch"}) {
		t.Errorf("the image starts from %q", bases)
	}
	if !regexp.MustCompile(`^[1-9][0-9]*:[1-9][0-9]*$`).MatchString(user) {
		t.Errorf("the image runs as %q, want a number that is not root's", user)
	}
	if slices.Sort(copied); !slices.Equal(copied, handed) {
		t.Errorf("the image copies %q of %q", copied, handed)
	}
}

// Actions of others run with the rights of a release, so each is named by the
// commit that was looked at; and nothing that a stranger can write, such as the
// title of a pull request, is pasted into a script.
func TestReleaseWorkflow(t *testing.T) {
	const name = ".github/workflows/release.yml"
	data, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)uses: *(.*)$`).FindAllSubmatch(data, -1) {
		if !regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`).Match(m[1]) {
			t.Errorf("%s: %q is not pinned to a commit with its version beside it", name, m[1])
		}
	}
	workflow := readYAML(t, name)
	if got := at(t, workflow, "permissions"); len(got.(map[string]any)) != 0 {
		t.Errorf("%s: all jobs may %v", name, got)
	}
	jobs := at(t, workflow, "jobs").(map[string]any)
	for id, job := range jobs {
		permissions, ok := at(t, job, "permissions").(map[string]any)
		if !ok {
			t.Errorf("%s: the job %s does not say what it may", name, id)
		}
		if !maps.Equal(permissions, map[string]any{"contents": "read"}) {
			onlyReleases(t, jobs, id)
		}
		for _, script := range scripts(t, job) {
			if strings.Contains(script, "${{") {
				t.Errorf("%s: the job %s pastes into a script: %s", name, id, script)
			}
		}
	}
}

// onlyReleases holds a job that may write something to its trade: it runs no
// script but one that only reads and one that uploads what another job built, and
// it waits for a job that checks everything.
func onlyReleases(t *testing.T, jobs map[string]any, id string) {
	t.Helper()
	job := jobs[id]
	if got := scripts(t, job); len(got) != 2 || !strings.HasPrefix(got[0], "scripts/release-notes ") ||
		!strings.HasPrefix(got[1], "gh release upload ") {
		t.Errorf("the job %s may write, and runs %q", id, got)
	}
	needs, _ := at(t, job, "needs").([]any)
	i := slices.IndexFunc(needs, func(name any) bool {
		other := jobs[fmt.Sprint(name)]
		return other != nil && slices.Contains(scripts(t, other), ".ci/run")
	})
	if i < 0 {
		t.Errorf("the job %s waits for %q, which checks nothing", id, needs)
	} else if got, want := at(t, jobs[fmt.Sprint(needs[i])], "if"), at(t, job, "if"); got != want {
		t.Errorf("the job %s runs if %v, the job %s if %v", needs[i], got, id, want)
	}
}

// scripts returns what the steps of a job run.
func scripts(t *testing.T, job any) (list []string) {
	t.Helper()
	for _, step := range at(t, job, "steps").([]any) {
		if script, ok := at(t, step, "run").(string); ok {
			list = append(list, script)
		}
	}
	return list
}

// A pull request that touches what a release is made with, or what it holds
// beside the tool's own code, is proven by the release workflow.
func TestReleaseWorkflowPaths(t *testing.T) {
	config := readYAML(t, ".goreleaser.yaml")
	made := []string{".goreleaser.yaml", ".github/workflows/release.yml", "go.mod", "go.sum", "internal/cli/completion.bash"}
	for _, file := range at(t, config, "archives", 0, "files").([]any) {
		if src := at(t, file, "src").(string); !strings.HasPrefix(src, "release/") { // made by a script
			made = append(made, strings.Replace(src, "*", "manifest", 1))
		}
	}
	for _, docker := range at(t, config, "dockers_v2").([]any) {
		made = append(made, at(t, docker, "dockerfile").(string))
	}
	text, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range regexp.MustCompile(`\bscripts/[a-z-]+`).FindAllString(string(text), -1) {
		if info, err := os.Stat("../../" + script); err != nil {
			t.Error(err)
		} else if info.IsDir() {
			script += "/main.go"
		}
		made = append(made, script)
	}
	for _, job := range at(t, readYAML(t, ".github/workflows/release.yml"), "jobs").(map[string]any) {
		for _, script := range scripts(t, job) {
			made = append(made, regexp.MustCompile(`^scripts/[a-z-]+`).FindAllString(script, 1)...)
		}
	}
	var watched []string
	for _, pattern := range at(t, readYAML(t, ".github/workflows/release.yml"), "on", "pull_request", "paths").([]any) {
		quoted := regexp.QuoteMeta(pattern.(string))
		quoted = strings.NewReplacer(`\*\*`, ".*", `\*`, "[^/]*").Replace(quoted)
		watched = append(watched, quoted)
	}
	matches := regexp.MustCompile("^(?:" + strings.Join(watched, "|") + ")$")
	for _, name := range made {
		if !matches.MatchString(name) {
			t.Errorf("a change of %s does not run the release workflow", name)
		}
	}
	if len(made) < 12 {
		t.Errorf("found only %q", made)
	}
}

// Release notes are the section of the change log, and without one there is no
// release.
func TestReleaseNotes(t *testing.T) {
	if _, err := exec.LookPath("awk"); err != nil {
		t.Skip("there is no awk")
	}
	log := filepath.Join(t.TempDir(), "CHANGELOG.md")
	if err := os.WriteFile(log, []byte("# Changelog\n\n## Unreleased\n\n## 1.2.0 (2026-12-01)\n\n### Added\n\n- A thing.\n\n## 1.2\n\n- Older.\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]string{"v1.2.0": "### Added\n\n- A thing.\n", "1.2": "- Older.\n", "v1.3.0": "", "Unreleased": ""} {
		cmd := exec.Command("sh", "../../scripts/release-notes", version)
		cmd.Env = append(os.Environ(), "CHANGELOG="+log)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		err := cmd.Run()
		if got := strings.TrimLeft(out.String(), "\n"); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v, want %q\n%s", version, got, err, want, &errs)
		}
	}
}
