package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

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
	content := root.JSON()
	if m, ok := content.(map[string]any); ok {
		for _, key := range unversioned {
			delete(m, key)
		}
	}
	return appendCanonical(nil, content)
}

func appendCanonical(out []byte, v any) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(out, v)
	case float64:
		if v == 0 { // or minus zero
			return append(out, '0')
		}
		// encoding/json writes numbers as ECMAScript does, which RFC 8785 asks for.
		number, _ := json.Marshal(v) // always finite
		return append(out, number...)
	case string:
		return appendCanonicalString(out, v)
	case []any:
		out = append(out, '[')
		for i, item := range v {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendCanonical(out, item)
		}
		return append(out, ']')
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.SortFunc(keys, compareUTF16)
		out = append(out, '{')
		for i, key := range keys {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendCanonicalString(out, key), ':')
			out = appendCanonical(out, v[key])
		}
		return append(out, '}')
	}
	return append(out, "null"...)
}

// compareUTF16 orders strings by their UTF-16 code units.
func compareUTF16(a, b string) int {
	return cmp.Or(slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))), strings.Compare(a, b))
}

// shortEscapes are the characters that JSON has a short escape for.
var shortEscapes = map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func appendCanonicalString(out []byte, s string) []byte {
	out = append(out, '"')
	for _, r := range s {
		switch escape := shortEscapes[r]; {
		case escape != "":
			out = append(out, escape...)
		case r < ' ':
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = append(out, string(r)...)
		}
	}
	return append(out, '"')
}
