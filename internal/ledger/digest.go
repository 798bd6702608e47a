package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/manifest"
)

// unversioned are the top-level keys of a manifest that are not part of a
// version: credentials belong to the app, and release notes are asked for at
// promotion.
var unversioned = []string{"oauth", "release_notes"}

// Digest returns "sha256:" and the hexadecimal hash of the versioned part of a
// manifest. Comments, order of keys, quotes and spacing do not change it.
//
// What is hashed is the manifest's content as JSON in the canonical form of
// RFC 8785, so that other tools can compute it too.
func Digest(root *manifest.Node) string {
	sum := sha256.Sum256(canonical(root))
	return digestPrefix + hex.EncodeToString(sum[:])
}

const digestPrefix = "sha256:"

// canonical returns the versioned part of a manifest as canonical JSON.
func canonical(root *manifest.Node) []byte {
	if root == nil {
		return []byte("null")
	}
	if root.Kind != manifest.Map {
		return appendCanonical(nil, root)
	}
	versioned := slices.DeleteFunc(slices.Clone(root.Entries), func(e manifest.Entry) bool { return slices.Contains(unversioned, e.Key.Text) })
	return appendCanonicalMap(make([]byte, 0, 4<<10), versioned)
}

// appendCanonical appends what [manifest.Node.JSON] returns.
func appendCanonical(out []byte, n *manifest.Node) []byte {
	switch n.Kind {
	case manifest.Bool, manifest.Number:
		return appendCanonicalWord(out, n.JSON())
	case manifest.String:
		return appendCanonicalString(out, n.Text)
	case manifest.List:
		out = append(out, '[')
		for i, item := range n.Items {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendCanonical(out, item)
		}
		return append(out, ']')
	case manifest.Map:
		return appendCanonicalMap(out, slices.Clone(n.Entries))
	}
	return append(out, "null"...)
}

// appendCanonicalMap appends a map; it puts the entries in order.
func appendCanonicalMap(out []byte, entries []manifest.Entry) []byte {
	slices.SortFunc(entries, func(a, b manifest.Entry) int { return compareUTF16(a.Key.Text, b.Key.Text) })
	out = append(out, '{')
	for i, e := range entries {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendCanonicalString(out, e.Key.Text), ':')
		out = appendCanonical(out, e.Value)
	}
	return append(out, '}')
}

// appendCanonicalWord appends true, false or a number. encoding/json writes
// numbers as ECMAScript does, which RFC 8785 asks for, but for minus zero.
func appendCanonicalWord(out []byte, v any) []byte {
	if v == 0.0 {
		return append(out, '0')
	}
	word, _ := json.Marshal(v) // numbers are finite
	return append(out, word...)
}

// compareUTF16 orders strings by their UTF-16 code units, which are in the order
// of their bytes where these are ASCII.
func compareUTF16(a, b string) int {
	beyondASCII := func(r rune) bool { return r >= utf8.RuneSelf }
	if !strings.ContainsFunc(a, beyondASCII) && !strings.ContainsFunc(b, beyondASCII) {
		return strings.Compare(a, b)
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// shortEscapes are the characters that JSON has a short escape for.
var shortEscapes = map[byte]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func appendCanonicalString(out []byte, s string) []byte {
	out = append(out, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		out = append(out, s[from:i]...)
		from = i + 1
		if escape := shortEscapes[c]; escape != "" {
			out = append(out, escape...)
		} else {
			out = fmt.Appendf(out, `\u%04x`, c)
		}
	}
	return append(append(out, s[from:]...), '"')
}
