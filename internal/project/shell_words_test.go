package project

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestShellWords(t *testing.T) {
	shell, err := exec.LookPath("sh")
	for command, want := range map[string][]string{
		"manifest git-diff --":                {"manifest", "git-diff", "--"},
		"  a\t b\n":                           {"a", "b"},
		`'/opt/my tools/manifest' git-diff`:   {"/opt/my tools/manifest", "git-diff"},
		`"C:\my tools\manifest.exe" git-diff`: {`C:\my tools\manifest.exe`, "git-diff"},
		`/opt/my\ tools/manifest a\\b \'`:     {"/opt/my tools/manifest", `a\b`, "'"},
		`a'b "c'"d 'e"'' ""`:                  {`ab "cd 'e`, ""},
		`"\"\\\a" '\'`:                        {`"\\a`, `\`},
		"":                                    nil,
		"é'ü '":                               {"éü "},
	} {
		if got := shellWords(command); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
		if err != nil {
			continue // what follows asks a shell
		}
		out, err := exec.Command(shell, "-c", `for w in `+strings.TrimSpace(command)+`; do printf '%s\0' "$w"; done`).Output()
		if err != nil || string(out) != strings.Join(append(slices.Clone(want), ""), "\x00") {
			t.Errorf("%s: the shell has %q (%v), want %q", command, out, err, want)
		}
	}
	for _, open := range []string{`'manifest git-diff`, `manifest "git-diff`, `a "b\"`} {
		if got := shellWords(open); got != nil {
			t.Errorf("%s: got %q, want nothing", open, got)
		}
	}
}

func TestIsOurs(t *testing.T) {
	for set, want := range map[string]bool{
		gitDriver: true, "/opt/bin/manifest --color never git-diff --": true, `'/opt/my tools/manifest' git-diff --`: true,
		"C:/bin/manifest.exe git-diff --": true, `"C:\Tools\Manifest.EXE" git-diff`: true,
		"": false, "manifest": false, "manifest diff": false, "git-diff": false, "mymanifest git-diff": false, "echo " +
			"manifest git-diff": false,
		"manifest.exe.sh git-diff": false, "'manifest git-diff": false, "'manifest git-diff'": false,
	} {
		if got := isOurs(set); got != want {
			t.Errorf("%s: got %v, want %v", set, got, want)
		}
	}
}
