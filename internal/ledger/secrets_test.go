package ledger

import (
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/version"
)

// What people write is kept forever, so no text with a secret is recorded.
func TestSecretsAreNotRecorded(t *testing.T) {
	const token = "k3J9s0Lq27Zx81Vb55Qw64Er37Ty28Ui19Op" // put together, so that scanners of repositories stay quiet
	add := func(change func(*Event)) error {
		e := Event{Kind: Bad, At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), By: "Jane", Reason: "it does not start"}
		change(&e)
		_, err := (&App{ID: "acme"}).Add(e, version.Version{})
		return err
	}
	for _, text := range []string{"ghp_" + token, "Client secret => " + token, "postgres://acme:k3J9s0Lq@db.acme.test",
		"Password: Sommer2026"} {
		for what, change := range map[string]func(*Event){
			"the note":          func(e *Event) { e.Note = "tested with " + text },
			"the author's name": func(e *Event) { e.By = "Jane " + text },
			"the evidence":      func(e *Event) { e.Evidence.File = "log " + text },
			"the release notes": func(e *Event) { e.ReleaseNotes = text },
			"the value after":   func(e *Event) { e.To = text },
			"the reason":        func(e *Event) { e.Overrides = []Override{{"lint", text}} },
		} {
			err := add(change)
			if err == nil || !strings.Contains(err.Error(), what+" contains a") || strings.Contains(err.Error(), token) {
				t.Errorf("%s, %q: got %v", what, text, err)
			}
		}
	}
	err := add(func(e *Event) {
		e.Note = "client id " + token + ", digest " + strings.Repeat("0a1b2c3d", 8) + ", token: your-token-here"
	})
	if err != nil && strings.Contains(err.Error(), "holds a") {
		t.Errorf("what is no secret is refused: %v", err)
	}
}

// Nor is a text that readers of the ledger would not see as it is.
func TestHiddenTextIsNotRecorded(t *testing.T) {
	add := func(change func(*Event)) error {
		e := Event{Kind: Bad, At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), By: "Jane", Reason: "it does not start"}
		change(&e)
		_, err := (&App{ID: "acme"}).Add(e, version.Version{})
		return err
	}
	for text, want := range map[string]string{
		"a\u200bb":     "invisible character U+200B",
		"\u2800":       "invisible character U+2800",
		"a\U000e0101b": "invisible character U+E0101",
		"a\ufe00b":     "invisible character U+FE00",
		"a\u202eb":     "bidirectional control character U+202E",
		"a\u2028b":     "line separator U+2028",
		"a\u0007b":     "control character U+0007",
	} {
		err := add(func(e *Event) { e.Reason = text })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("reason %q: got %v, want %s", text, err, want)
		}
	}
	for what, change := range map[string]func(e *Event, text string){
		"by":       func(e *Event, text string) { e.By = text },
		"gate":     func(e *Event, text string) { e.Kind, e.Overrides = Promote, []Override{{text, "known"}} },
		"path":     func(e *Event, text string) { e.Kind, e.Path = Approve, text },
		"op":       func(e *Event, text string) { e.Kind, e.Op = Approve, text },
		"evidence": func(e *Event, text string) { e.Kind, e.Evidence.File = Test, text },
	} {
		for _, text := range []string{"Jane\nretire: acme", "Jane\tDoe", "Jane\n", "Jane\r\nDoe", "\nJane"} {
			if err := add(func(e *Event) { change(e, text) }); err == nil {
				t.Errorf("%s %q is recorded", what, text)
			}
		}
	}
	for _, text := range []string{"❤\ufe0f", "👩\u200d👧", "שלום\u200f!", "नि\u200dक", "line 1\n\tline 2"} {
		if hidden := manifest.Hidden(text); hidden != "" {
			t.Errorf("%q holds %s", text, hidden)
		}
	}
}
