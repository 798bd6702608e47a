package report

import "testing"

func TestMarkdownRemedy(t *testing.T) {
	for _, tt := range []struct{ remedy, want string }{
		{"", ""},
		{"manifest bump acme", "`manifest bump acme`"},
		{"correct it, then: manifest bump acme", "correct it, then: `manifest bump acme`"},
		{"manifest smoke acme@1.0.0, or by hand: manifest test acme@1.0.0 --passed", "`manifest smoke acme@1.0.0`, or by hand: `manifest test acme@1.0.0 --passed`"},
		{"restore the manifest from git", "restore the manifest from git"},
		{"write them in release_notes of manifest.yaml", "write them in `release_notes` of `manifest.yaml`"},
		{"manifest approve a`b c --reason TEXT", "``manifest approve a`b c --reason TEXT``"},
	} {
		if got := markdownRemedy(tt.remedy); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.remedy, got, tt.want)
		}
	}
}
