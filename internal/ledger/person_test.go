package ledger

import "testing"

func TestSamePerson(t *testing.T) {
	const jane = "Jane Doe <jane@acme.test>"
	for _, c := range []struct {
		other string
		same  bool
	}{
		{jane, true},
		{"J. Doe <Jane@Acme.test>", true},
		{"jane  doe <jane@home.test>", true},
		{"Jane Doe", true},
		{"jane@acme.test", true},
		{"<jane@acme.test>", true},
		{"Jane Doe <>", true},
		{"", true},
		{" <> ", true},
		{"Raj Patel <raj@acme.test>", false},
		{"Raj Patel", false},
		{"raj@acme.test", false},
		{"Jane Roe <jane@acme.test.evil.io>", false},
	} {
		if SamePerson(jane, c.other) != c.same || SamePerson(c.other, jane) != c.same {
			t.Errorf("%q: want %t", c.other, c.same)
		}
	}
}
