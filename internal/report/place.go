package report

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// where returns "path:line:column" as it stands, unescaped.
func where(f *source.File, s source.Span) string {
	return f.Name + ":" + f.Position(s.Start).String()
}

// repositoryPath is a name in the form that services match against the files of
// a repository: forward slashes and no leading "./".
func repositoryPath(name string) string {
	if name == "" {
		return name
	}
	return path.Clean(name)
}

// uri is a name as a URI reference. Bytes that are not UTF-8 survive in it.
func uri(name string) string {
	p := repositoryPath(name)
	// A colon in the first segment of a relative reference would end a scheme.
	escaped := strings.ReplaceAll((&url.URL{Path: p}).EscapedPath(), ":", "%3A")
	if path.IsAbs(name) {
		return "file:///" + strings.TrimPrefix(escaped, "/")
	}
	return escaped
}

// lineAndByte is a place as Reviewdog counts it: the column is in bytes and
// includes a byte order mark, for it says where in the raw line to edit.
func lineAndByte(f *source.File, offset int) (line, column int) {
	line = f.Position(offset).Line
	span := f.LineSpan(line)
	start := span.Start
	if line == 1 {
		start = 0
	}
	return line, min(max(offset, span.Start), span.End) - start + 1
}

// marked returns the bytes the finding marks, or none when its span does not
// lie in its file.
func marked(d *diag.Diagnostic) string {
	if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(d.File.Data) {
		return ""
	}
	return d.File.Text(d.Span)
}

// note is a related place as one line: "path:line:column: message".
func note(r *diag.Related) string {
	return fmt.Sprintf("%s: %s", where(r.File, r.Span), r.Message)
}
