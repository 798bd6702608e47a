package version

import (
	"math/rand/v2"
	"testing"
)

func mustParse(t *testing.T, s string) Version {
	t.Helper()
	v, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNext(t *testing.T) {
	for _, test := range []struct {
		from       string
		level      Level
		part, want string
	}{
		{"1.4.2", Breaking, "major", "2.0.0"},
		{"1.4.2", Feature, "minor", "1.5.0"},
		{"1.4.2", Fix, "patch", "1.4.3"},
		{"1.4.2", None, "", "1.4.2"},
		{"0.3.0", Breaking, "minor", "0.4.0"},
		{"0.3.7", Feature, "minor", "0.4.0"},
		{"0.3.7", Fix, "patch", "0.3.8"},
		{"0.0.0", Breaking, "minor", "0.1.0"},
		{"0.0.1", None, "", "0.0.1"},
		{"9.9.9", Fix, "patch", "9.9.10"},
		{"999999999.0.0", Feature, "minor", "999999999.1.0"},
		{"999999999.0.0", Breaking, "major", ""},
		{"0.999999999.0", Breaking, "minor", ""},
		{"1.999999999.0", Breaking, "major", "2.0.0"},
		{"1.999999999.0", Feature, "minor", ""},
		{"1.0.999999999", Fix, "patch", ""},
	} {
		t.Run(test.from+" "+test.level.String(), func(t *testing.T) {
			v := mustParse(t, test.from)
			got, err := v.Next(test.level)
			if test.want == "" {
				if err == nil {
					t.Errorf("Next: got %v, want an error", got)
				}
			} else if err != nil || got != mustParse(t, test.want) {
				t.Errorf("Next: got %v and error %v, want %s", got, err, test.want)
			}
			if got := v.Part(test.level); got != test.part {
				t.Errorf("Part: got %q, want %q", got, test.part)
			}
		})
	}
}

func TestSteps(t *testing.T) {
	for _, test := range []struct{ from, major, minor, patch string }{
		{"0.3.7", "1.0.0", "0.4.0", "0.3.8"},
		{"0.0.0", "1.0.0", "0.1.0", "0.0.1"},
		{"2.5.1", "3.0.0", "2.6.0", "2.5.2"},
		{"999999999.999999999.999999999", "", "", ""},
	} {
		v := mustParse(t, test.from)
		for name, step := range map[string]struct {
			f    func() (Version, error)
			want string
		}{"major": {v.Major, test.major}, "minor": {v.Minor, test.minor}, "patch": {v.Patch, test.patch}} {
			got, err := step.f()
			if (err != nil) != (step.want == "") || err == nil && got.String() != step.want {
				t.Errorf("%s of %s: got %v and error %v, want %q", name, test.from, got, err, step.want)
			}
		}
	}
}

func TestEnough(t *testing.T) {
	for _, test := range []struct {
		from, to string
		need     Level
		want     bool
	}{
		{"1.4.2", "1.4.2", None, true},
		{"1.4.2", "1.4.1", None, false},
		{"1.4.2", "1.5.0", None, true},
		{"1.4.2", "1.4.2", Fix, false},
		{"1.4.2", "1.4.3", Fix, true},
		{"1.4.2", "1.4.9", Feature, false},
		{"1.4.2", "1.5.0", Feature, true},
		{"1.4.2", "2.0.0", Feature, true},
		{"1.4.2", "1.9.0", Breaking, false},
		{"1.4.2", "2.0.0", Breaking, true},
		{"0.3.0", "0.3.1", Breaking, false},
		{"0.3.0", "0.4.0", Breaking, true},
		{"0.3.0", "1.0.0", Breaking, true},
		{"999999999.0.0", "999999999.9.9", Breaking, false},
	} {
		if got := Enough(mustParse(t, test.from), mustParse(t, test.to), test.need); got != test.want {
			t.Errorf("Enough(%s, %s, %s): got %t, want %t", test.from, test.to, test.need, got, test.want)
		}
	}
}

// A step always rises, a higher level never rises less, and what is Enough for
// a level is Enough for the lower ones.
func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() Version {
		part := func() uint64 { return []uint64{0, 1, uint64(r.IntN(9)), uint64(r.IntN(maxPart)), maxPart}[r.IntN(5)] }
		v, err := Version{}.step("", part(), part(), part())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for range 20_000 {
		from, to := random(), random()
		var last Version
		for l := None; l <= Breaking; l++ {
			next, err := from.Next(l)
			if err != nil {
				continue
			}
			if l > None && next.Compare(from) <= 0 || next.Compare(last) < 0 {
				t.Fatalf("%v.Next(%v) = %v after %v", from, l, next, last)
			}
			last = next
			if back, err := Parse(next.String()); err != nil || back != next {
				t.Fatalf("%v.Next(%v) = %v is not read back: %v, %v", from, l, next, back, err)
			}
			if !Enough(from, next, l) {
				t.Fatalf("Enough(%v, %v, %v) is false", from, next, l)
			}
		}
		for l := Fix; l <= Breaking; l++ {
			_, err := from.Next(l - 1)
			if Enough(from, to, l) && err == nil && !Enough(from, to, l-1) {
				t.Fatalf("%v to %v is enough for %v, but not for %v", from, to, l, l-1)
			}
		}
	}
}

// Many fields hold the zero value where no version is known.
func TestZeroIsNoVersion(t *testing.T) {
	if zero := mustParse(t, "0.0.0"); zero == (Version{}) || zero.Compare(Version{}) != 0 {
		t.Error("0.0.0 is taken for no version")
	}
}
