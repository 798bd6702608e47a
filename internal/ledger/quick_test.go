package ledger

import (
	"bytes"
	"cmp"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// readAlike fails where quick accepts what scan refuses, or reads it otherwise, or
// where it makes other canonical JSON. It reports whether quick accepted.
func readAlike(t *testing.T, data []byte) bool {
	t.Helper()
	f := source.New("save.json", data)
	room := make([]manifest.Node, usualNodes)
	quick(source.New("used.json", []byte(quickTexts[0].text)), room)
	got := quick(f, room)
	if got == nil {
		return false
	}
	want, err := scan(f)
	if err != nil {
		t.Fatalf("quick accepts what scan refuses (%v):\n%s", err, data)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("quick and scan differ:\n%s", data)
	}
	canonical, err := jcs.Transform(data)
	if err != nil {
		t.Fatalf("quick accepts what has no canonical JSON (%v):\n%s", err, data)
	}
	if got := appendCanonical(nil, got, data); !bytes.Equal(got, canonical) {
		t.Fatalf("got the canonical JSON %s, want %s", got, canonical)
	}
	return true
}

var quickTexts = []struct {
	text  string
	quick bool
}{
	{`{"format": 1, "b": "x", "a": ["y", {"z": "\n\t\"\\"}]}`, true},
	{"\r\n{\"note\":\"Grüße \u2028 \U0001f600 \x7f/\"\r\n}\t", true},
	{`["a", "b"]`, true},
	{`{"a": {"b": {"c": {"d": "e"}}}}`, true},
	{`{"a": {"b": {"c": {"d": {"e": "f"}}}}}`, false},
	{`{"a": "b", "a": "c"}`, false},
	{`{"a": "b",}`, false},
	{`{"a" "b"}`, false},
	{`{"a": "b"} {}`, false},
	{`{"a": "b"`, false},
	{`{}`, false},
	{`[]`, false},
	{`{"a": 11}`, false},
	{`{"a": 1.0}`, false},
	{`{"a": 1e3}`, false},
	{`{"a": 2}`, false},
	{`{"a": null}`, false},
	{`{"a": true}`, false},
	{`{"a": "\u0041"}`, false},
	{`{"a": "\/"}`, false},
	{`{"a": "\`, false},
	{"{\"a\": \"\n\"}", false},
	{"{\"a\": \"\xff\"}", false},
	{"\ufeff{\"a\": \"b\"}", false},
	{`{"Ä": "b"}`, false},
	{`{"\n": "b"}`, false},
	{`{1: "b"}`, false},
	{"", false},
	{`{"a": "` + strings.Repeat("b", maxEvent) + `"}`, false},
}

func TestQuick(t *testing.T) {
	for _, tt := range quickTexts {
		if got := readAlike(t, []byte(tt.text)); got != tt.quick {
			t.Errorf("%.80q: quick accepted it: %t, want %t", tt.text, got, tt.quick)
		}
	}
}

// What this tool writes is read by quick, but for texts with rare characters.
func TestQuickReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e, _ := drawEvent(rt, Read("acme", nil))
		e.At = time.Unix(1_800_000_000, 0)
		_, data, err := Encode(e)
		if err == nil && !readAlike(t, data) {
			t.Fatalf("quick does not accept:\n%s", data)
		}
	})
}

func FuzzQuick(f *testing.F) {
	for _, tt := range quickTexts[:len(quickTexts)-1] {
		f.Add([]byte(tt.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) { readAlike(t, data) })
}

// ParseName takes the names that docs/ledger-format.md describes.
func TestParseNameIsAsSpecified(t *testing.T) {
	event := regexp.MustCompile(`^(save|adopt|([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{8})-([a-z]+))\.json$`)
	near := rapid.StringMatching(`(save|adopt|[0-9]{7,9}[Tt][0-9]{5,7}[Zz]-[0-9a-g]{7,9}-[a-zA]{0,3})(-[a-z])?(\.json|\.jso|x|\n){0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.OneOf(near, rapid.StringMatching(event.String())).Draw(t, "name")
		name, ok := ParseName(base)
		parts := event.FindStringSubmatch(base)
		if ok != (parts != nil) {
			t.Fatalf("%q: got %t", base, ok)
		}
		if ok && (name.At != parts[2] || name.Digits != parts[3] || string(name.Kind) != cmp.Or(parts[4], parts[1])) {
			t.Fatalf("%q: got %+v", base, name)
		}
	})
}
