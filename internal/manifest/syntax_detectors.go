package manifest

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

// Sentences of the parser that several detectors look for.
const (
	needsColon   = "could not find expected ':'"
	needsKey     = "did not find expected key"
	needsDash    = "did not find expected '-' indicator"
	needsBracket = "did not find expected ',' or ']'"
	needsBrace   = "did not find expected ',' or '}'"
	needsStart   = "did not find expected <document start>"
	extraColon   = "mapping values are not allowed in this context"
)

// detectors are the mistakes people make, those first whose repair undoes
// nothing but that mistake.
var detectors = []func(*complaint) []candidate{
	mergeConflict,
	unclosedQuote,
	placeholderFirst,
	strangeSpace,
	noSpaceAfterColon,
	noDash,
	outsideBlock,
	noColon,
	dedentedList,
	wrongIndentation,
	colonInText,
	unclosedBracket,
	noComma,
	textAfterValue,
}

var conflictMarker = lazy.Regexp(`(?m)^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)([ \t].*)?$`)

const conflictMessage = "the file contains an unresolved merge conflict"

// mergeConflict finds what git leaves where two branches changed the same lines.
// The repair keeps the first side.
func mergeConflict(c *complaint) []candidate {
	var s candidate
	keep, version := true, false
	last := 0
	data := bytes.ReplaceAll(c.f.Data, []byte("\r\n"), []byte(" \n"))
	for _, m := range conflictMarker().FindAllIndex(data, 1000) {
		if len(s.repair) == 0 {
			s.Span = source.Span{Start: m[0], End: m[0] + len(bytes.TrimRight(data[m[0]:m[1]], " \t"))}
		}
		from := m[0]
		if !keep {
			from = last
		}
		s.repair = append(s.repair, remove(source.Span{Start: from, End: m[1]}))
		version = version || data[m[0]] != '<' && bytes.Contains(data[last:m[0]], []byte("\nversion:"))
		keep = data[m[0]] != '=' && data[m[0]] != '|'
		last = m[1]
	}
	if s.repair == nil {
		return nil
	}
	s.Message = conflictMessage
	s.Label = "a git conflict marker"
	s.Help = "keep the lines you want and delete the lines that start with <<<<<<<, ======= and >>>>>>>"
	if version {
		s.Help += "; keep the higher of the two versions, or run manifest bump afterwards"
	}
	return []candidate{s}
}

var (
	keyWord     = `"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\pL_][\pL\pN_.$-]*`
	keyAtStart  = lazy.Regexp(`^((?:- +)*)(` + keyWord + `)([ \t]*:)?(?:[ \t]|$)`)
	gluedValue  = lazy.Regexp(`^((?:- +|[\[{] *)*)(` + keyWord + `):(\S)`)
	lowerKey    = lazy.Regexp(`^[a-z][a-z0-9_]*:(?:[ \t]|$)`)
	blockHeader = lazy.Regexp(`(?:^|[:\-] )[|>][-+0-9]*(?:[ \t]+#.*)?$`)
)

// unquote returns a key as a person says it.
func unquote(key string) string { return strings.Trim(key, `"'`) }

// character returns the span of the character at an offset.
func (c *complaint) character(offset int) source.Span {
	_, size := utf8.DecodeRune(c.f.Data[min(offset, len(c.f.Data)):])
	if b := c.byteAt(offset); b == '\n' || b == '\r' {
		size = 0
	}
	return at(offset, size)
}
