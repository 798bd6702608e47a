package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// peer is another program that can tell whether a manifest matches our schema.
type peer struct {
	name string
	// install makes the program in a folder of its own.
	install func(dir string) error
	// command is what checks the manifests in folders.
	command func(dir, schema string, manifests []string) []string
}

var peers = []peer{
	{"jv", installJV, func(dir, schema string, manifests []string) []string {
		return append([]string{filepath.Join(dir, "jv"), "-q", schema}, manifests...)
	}},
	{"ajv, with the yaml package", installAJV, func(dir, schema string, manifests []string) []string {
		return append([]string{"node", filepath.Join(dir, "check.mjs"), schema}, manifests...)
	}},
	{"sourcemeta --fast", installSourcemeta, func(dir, schema string, manifests []string) []string {
		return append([]string{sourcemeta(dir), "validate", "--fast", schema}, manifests...)
	}},
}

// unfit are tools that people name in the same breath, with why they are not timed.
var unfit = []string{
	"kubeconform: checks objects of Kubernetes alone",
	"actionlint: checks workflows of GitHub alone",
	"yaml-language-server: has no command line; scripts/keystrokes measures it",
}

// others compares lint with the peers that can be installed here. Only those that
// accept what is sound and refuse what is wrong are timed.
func (b *bench) others() {
	const n = 1000
	schema, err := filepath.Abs("schema/manifest.schema.json")
	if err != nil {
		log.Fatal(err)
	}
	sound := files(b.manifests("peers", "-n", fmt.Sprint(n), "-wrong", "0"))
	wrong := files(b.manifests("peers-wrong", "-n", "5", "-wrong", "0", "-style", "plain"))
	for _, name := range wrong {
		replaceIn(name, "distribution: custom", "distribution: private")
	}
	names := []string{"parse only", "lint"}
	programs := []func() usage{
		func() usage { return b.run(filepath.Join(b.dir, "peers"), "parseonly", "manifests") },
		func() usage { return b.run(filepath.Join(b.dir, "peers"), "manifest", "lint", "--quiet") },
	}
	for i, p := range peers {
		dir := filepath.Join(b.dir, fmt.Sprint("peer-", i))
		if err := os.Mkdir(dir, 0o777); err != nil {
			log.Fatal(err)
		}
		if err := p.install(dir); err != nil {
			fmt.Printf("\n%s is skipped: %v\n", p.name, err)
			continue
		}
		if !accepts(p.command(dir, schema, sound)) {
			fmt.Printf("\n%s is skipped: it refuses sound manifests\n", p.name)
			continue
		}
		if i, missed := missed(wrong, func(name string) []string { return p.command(dir, schema, []string{name}) }); missed {
			fmt.Printf("\n%s is skipped: it accepts the wrong manifest %d\n", p.name, i)
			continue
		}
		names = append(names, p.name)
		command := p.command(dir, schema, sound)
		programs = append(programs, func() usage { return measured(exec.Command(command[0], command[1:]...)) })
	}
	for _, reason := range unfit {
		fmt.Printf("\nskipped: %s\n", reason)
	}
	m := inTurns(b.fewer(n), programs...)
	fmt.Printf("\n| %d manifests | time | times lint | memory |\n|---|--:|--:|--:|\n", n)
	for i, name := range names {
		fmt.Printf("| %s | %s | %.2f | %s |\n", name, shown(m[i].cpu), ratio(m[i], m[1]), mebibytes(m[i]))
	}
}

// missed returns the first of the wrong manifests that a command accepts.
func missed(wrong []string, command func(name string) []string) (int, bool) {
	for i, name := range wrong {
		if accepts(command(name)) {
			return i + 1, true
		}
	}
	return 0, false
}

func accepts(command []string) bool { return exec.Command(command[0], command[1:]...).Run() == nil }

func files(dir string) []string {
	names, err := filepath.Glob(filepath.Join(dir, "manifests/*/manifest.yaml"))
	if err != nil || len(names) == 0 {
		log.Fatal("no manifests were made: ", err)
	}
	return names
}

func replaceIn(name, from, to string) {
	data, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, []byte(strings.Replace(string(data), from, to, 1)), 0o666)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// installJV builds jv in a module that requires it, so that ours does not.
func installJV(dir string) error {
	const module = "module peers\n\ngo 1.25\n\nrequire github.com/santhosh-tekuri/jsonschema/cmd/jv v0.7.0\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(module), 0o666); err != nil {
		return err
	}
	return installed(dir, "go", "build", "-mod=mod", "-o", "jv", "github.com/santhosh-tekuri/jsonschema/cmd/jv")
}

// checkScript is how a team would run ajv over manifests.
const checkScript = `import fs from "node:fs";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import YAML from "yaml";

const [schema, ...manifests] = process.argv.slice(2);
const ajv = new Ajv.default({ strict: false });
addFormats.default(ajv);
const isValid = ajv.compile(JSON.parse(fs.readFileSync(schema, "utf8")));
for (const name of manifests) {
  if (!isValid(YAML.parse(fs.readFileSync(name, "utf8")))) {
    console.log(name, ajv.errorsText(isValid.errors));
    process.exitCode = 1;
  }
}
`

func installAJV(dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "check.mjs"), []byte(checkScript), 0o666); err != nil {
		return err
	}
	return installed(dir, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "ajv@8.20.0",
		"ajv-formats@3.0.1", "yaml@2.9.1")
}

func installSourcemeta(dir string) error {
	err := installed(dir, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent",
		"@sourcemeta/jsonschema@16.11.0")
	if err != nil {
		return err
	}
	return os.Chmod(sourcemeta(dir), 0o755)
}

// sourcemeta is the program in the package, without the start of Node.js.
func sourcemeta(dir string) string {
	arch := strings.Replace(runtime.GOARCH, "amd64", "x86_64", 1)
	return filepath.Join(dir, "node_modules/@sourcemeta/jsonschema/build/github-releases",
		"jsonschema-"+runtime.GOOS+"-"+arch)
}

// installed runs what installs a program, and says in few words why it failed.
func installed(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("%s: %w: %s", name, err, lines[len(lines)-1])
	}
	return nil
}
