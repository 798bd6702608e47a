package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The image of a release is made from nothing. So the binary runs in a root
// folder that holds nothing beside it: no libraries, no user names, no
// temporary folder, no git; as the user of the image, with an empty environment.
func TestRunsInAnEmptyRoot(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds the tool once more")
	}
	root := t.TempDir()
	binary := filepath.Join(root, "manifest")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, ".") // as TestAction does, so that most is built once
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	file, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("the binary is not static: it has a segment %v", p.Type)
		}
	}
	if err := os.CopyFS(filepath.Join(root, "work", "manifests"), os.DirFS("../../manifests")); err != nil {
		t.Fatal(err)
	}
	const nobody = 65532
	attributes := &syscall.SysProcAttr{Chroot: root}
	if os.Getuid() == 0 {
		attributes.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	} else { // a user of its own kind may change the root of its own world
		attributes.Cloneflags = syscall.CLONE_NEWUSER
		attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	run := func(args ...string) (string, error) {
		cmd := exec.Command("/manifest", args...)
		cmd.Path, cmd.Env, cmd.Dir, cmd.SysProcAttr = "/manifest", []string{}, "/work", attributes
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if _, err := run("version"); err != nil && os.Getuid() != 0 {
		t.Skipf("this machine lets no user change the root folder: %v", err)
	}
	owned := func() error {
		return filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
			if err == nil && os.Getuid() == 0 {
				err = os.Chown(path, nobody, nobody)
			}
			return err
		})
	}
	if err := owned(); err != nil {
		t.Fatal(err)
	}
	for above := root; above != os.TempDir() && len(above) > 1; above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ args, want string }{
		{"version", "manifest "},
		{"lint --for production", "4 manifests, no findings."},
		{"lint --fix", "4 manifests, no findings."},
		{"save permit-desk --by Jane", "saved 0.1.0"},
		{"checklist permit-desk@0.1.0 --write", "checklist.md"},
		{"status", "permit-desk"},
		{"__complete restore p", "permit-desk@0.1.0"},
	} {
		if out, err := run(strings.Fields(test.args)...); err != nil || !strings.Contains(out, test.want) {
			t.Errorf("manifest %s: %v\n%s", test.args, err, out)
		}
	}
	if out, err := run("doctor"); err == nil || !strings.Contains(out, "git was not found on PATH") {
		t.Errorf("manifest doctor: %v\n%s", err, out)
	}
}
