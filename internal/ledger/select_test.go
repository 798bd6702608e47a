package ledger

import "testing"

func TestCompare(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"1.2.0", "1.2.0", 0},
		{"1.9.0", "1.10.0", -1},
		{"2.0.0", "1.10.0", 1},
		{"next", "0.0.1", -1},
		{"0.0.1", "next", 1},
		{"last", "next", -1},
	} {
		if got := Compare(test.a, test.b); got != test.want {
			t.Errorf("Compare(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
