//go:build unix

package git

import (
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	for said, want := range map[string]string{
		"git version 2.39.5":                 "2.39.5",
		"git version 2.39.5 (Apple Git-154)": "2.39.5",
		"git version 2.30.0.windows.1":       "2.30.0.windows.1",
		"git version 3.0.1":                  "3.0.1",
		"git version 2.29.2":                 "git 2.29.2 is older than 2.30",
		"git version 1.99":                   "git 1.99 is older than 2.30",
		"hello":                              `unexpected output "hello"`,
	} {
		t.Run(said, func(t *testing.T) {
			s := newSandbox(t)
			s.shim("echo '" + said + "'")
			got, err := s.options().Version(t.Context())
			if err != nil {
				got = err.Error()
			}
			if !strings.HasSuffix(got, want) {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
	s := newSandbox(t)
	s.env["PATH"] = s.dir
	_, err := s.options().Version(t.Context())
	s.fails(err, ErrNoGit)
}

func TestReferences(t *testing.T) {
	s := newSandbox(t)
	s.upstream()
	s.clone("mine")
	s.git("mine", "branch", "feature/one")
	s.git("mine", "tag", "v1.0.0")
	got, err := s.open("mine").References(t.Context())
	if want := "feature/one main origin/"; err != nil || !strings.HasPrefix(strings.Join(got, " "), want) || got[len(got)-1] != "v1.0.0" {
		t.Errorf("got %q, %v; want %q and at last the tag", got, err, want)
	}
	for _, name := range got {
		if strings.HasSuffix(name, "HEAD") {
			t.Errorf("%q is offered", name)
		}
	}
}
