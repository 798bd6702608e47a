package diag

import "testing"

func TestClip(t *testing.T) {
	tests := []struct {
		text string
		most int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc…"}, {"éèêë", 4, "éèêë"}, {"éèêë", 3, "éèê…"}, {"ab", 0, "…"},
	}
	for _, tt := range tests {
		if got := Clip(tt.text, tt.most); got != tt.want {
			t.Errorf("Clip(%q, %d): got %q, want %q", tt.text, tt.most, got, tt.want)
		}
	}
}
