package ledger

import (
	"strings"
	"testing"
)

// What people write is kept forever, so no text with a secret is recorded.
func TestSecretsAreNotRecorded(t *testing.T) {
	const token = "k3J9s0Lq27Zx81Vb55Qw64Er37Ty28Ui19Op" // put together, so that scanners of repositories stay quiet
	for _, text := range []string{"ghp_" + token, "Client secret => " + token, "postgres://acme:k3J9s0Lq@db.acme.test",
		"Password: Sommer2026"} {
		for what, change := range map[string]func(*Step){
			"the note":                      func(s *Step) { s.Note = "tested with " + text },
			"the name of who did it":        func(s *Step) { s.By = "Jane " + text },
			"the evidence":                  func(s *Step) { s.Evidence = "log " + text },
			"the text of the release notes": func(s *Step) { s.ReleaseNotes = text },
			"the reason":                    func(s *Step) { s.Overrides = []Override{{"lint", text}} },
		} {
			s := Step{Event: Save, At: start, By: "Jane"}
			change(&s)
			_, err := New("acme", "1.0.0", digestPrefix+strings.Repeat("f", 64)).Move(s, "custom")
			if err == nil || !strings.Contains(err.Error(), what+" holds a") || strings.Contains(err.Error(), token) {
				t.Errorf("%s, %q: got %v", what, text, err)
			}
		}
		if _, err := (Approvals{}).Add(Approval{Fingerprint: "f", Reason: text, By: "Jane"}); err == nil ||
			!strings.Contains(err.Error(), "the reason holds a") {
			t.Errorf("approval with %q: got %v", text, err)
		}
		if _, err := (Approvals{}).AddSmallerBump(SmallerBump{Version: "1.0.0", Reason: text,
			By: "Jane"}); err == nil || !strings.Contains(err.Error(), "the reason holds a") {
			t.Errorf("smaller bump with %q: got %v", text, err)
		}
	}
	s := Step{Event: Save, At: start, By: "Jane", Note: "client id " + token + ", digest " + strings.Repeat("0a1b2c3d",
		8) + ", token: your-token-here"}
	if _, err := New("acme", "1.0.0", digestPrefix+strings.Repeat("f", 64)).Move(s, "custom"); err != nil {
		t.Errorf("what is no secret is refused: %v", err)
	}
}
