package lsp

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// pathOf returns the absolute path that an address of a file stands for, with
// forward slashes; "" for any other address. Editors differ in what they
// encode, so it is read leniently.
func pathOf(uri string) string {
	rest, ok := cutPrefixFold(uri, "file:")
	if !ok {
		return ""
	}
	rest = unescaped(rest)
	host := ""
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		i := strings.IndexByte(after, '/')
		if i < 0 {
			return ""
		}
		host, rest = after[:i], after[i:]
	}
	if !strings.HasPrefix(rest, "/") {
		return ""
	}
	if len(rest) > 2 && rest[2] == ':' && source.IsLetter(rest[1]) { // a drive of Windows
		return strings.ToLower(rest[1:2]) + rest[2:]
	}
	if host != "" && !strings.EqualFold(host, "localhost") {
		return "//" + host + rest
	}
	return rest
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// unescaped replaces %XX; what is not an escape stays.
func unescaped(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && source.IsHex(s[i+1]) && source.IsHex(s[i+2]) {
			b.WriteByte(nibble(s[i+1])<<4 | nibble(s[i+2]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func nibble(b byte) byte {
	if source.IsDigit(b) {
		return b - '0'
	}
	return b&^0x20 - 'A' + 10
}

// addressOf returns the address of a file.
func addressOf(path string) string {
	var b strings.Builder
	b.WriteString("file://")
	if rest, ok := strings.CutPrefix(path, "//"); ok {
		path = rest
	} else if !strings.HasPrefix(path, "/") {
		b.WriteByte('/')
	}
	const plain = "-._~/"
	for i := range len(path) {
		if c := path[i]; source.IsAlphanumeric(c) || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			const digits = "0123456789ABCDEF"
			b.WriteString(string([]byte{'%', digits[c>>4], digits[c&15]}))
		}
	}
	return b.String()
}
