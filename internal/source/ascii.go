package source

import "unicode/utf8"

// IsLetter reports whether a byte is an ASCII letter.
func IsLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// IsDigit reports whether a byte is an ASCII digit.
func IsDigit(b byte) bool { return '0' <= b && b <= '9' }

// IsAlphanumeric reports whether a byte is an ASCII letter or digit.
func IsAlphanumeric(b byte) bool { return IsLetter(b) || IsDigit(b) }

// IsHex reports whether a byte is a hexadecimal digit.
func IsHex(b byte) bool { return IsDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'f' }

// IsSpace reports whether a byte is a space, a tab or part of a line break.
func IsSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// IsASCII reports whether a text has no bytes but those of ASCII.
func IsASCII(text string) bool {
	for ; len(text) >= 8; text = text[8:] {
		if (text[0]|text[1]|text[2]|text[3]|text[4]|text[5]|text[6]|text[7])&utf8.RuneSelf != 0 {
			return false
		}
	}
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
