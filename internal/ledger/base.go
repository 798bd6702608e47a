package ledger

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// unix returns bytes with LF as the line ending, which is how frozen copies are
// compared.
func unix(data []byte) []byte {
	if bytes.IndexByte(data, '\r') < 0 {
		return data // ReplaceAll would copy it
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// FrozenDigest returns "sha256:" and the hexadecimal hash of a frozen copy, with LF as
// the line ending.
func FrozenDigest(data []byte) string { return RawDigest(unix(data)) }

// RawDigest returns "sha256:" and the hexadecimal hash of bytes, the form that evidence
// uses.
func RawDigest(data []byte) string {
	return digestPrefix + hexHash(data)
}

// IsKept reports whether a file below the folder of an app is one that is only
// ever added: an event, an approval, a frozen copy or evidence.
func IsKept(below string) bool {
	dir, base := path.Split(below)
	parts := strings.Split(strings.TrimSuffix(dir, "/"), "/")
	_, isEvent := ParseName(base)
	switch {
	case len(parts) == 1 && (parts[0] == HistoryDir || parts[0] == ApprovalsDir):
		return isEvent
	case len(parts) < 2 || parts[0] != VersionsDir:
		return false
	case len(parts) == 2:
		return base == "manifest.yaml"
	case len(parts) == 3 && parts[2] == HistoryDir:
		return isEvent
	}
	return parts[2] == EvidenceDir
}

// IsFolder reports whether a path, or files below it, can be part of a ledger. The path
// is below the folder of an app.
func IsFolder(below string) bool {
	first, _, _ := strings.Cut(below, "/")
	return first == VersionsDir || first == HistoryDir || first == ApprovalsDir
}

// CompareWithBase returns the kept files that a branch changed, moved or removed. Both
// maps have files by their path below the app's folder; files that [IsKept] does not
// accept are skipped. restore returns the command that restores a file, "" if there is
// none; it may be nil.
func (a *App) CompareWithBase(base, now map[string]*source.File, restore func(below string) string) []diag.Diagnostic {
	help := func(at string) string {
		command := ""
		if restore != nil {
			command = restore(at)
		}
		switch correction := a.correction(at); {
		case command == "":
			return "restore the file from the base; " + correction
		case correction == newVersion:
			return command
		default:
			return "to restore the file: " + command + "; " + correction
		}
	}
	var list []diag.Diagnostic
	for _, at := range sortedKeys(base) {
		if !IsKept(at) {
			continue
		}
		was, is := base[at], now[at]
		switch {
		case is == nil:
			list = append(list, finding(was, RuleRewritten, source.Span{}, "the content in the "+
				"base", help(at), "%s was deleted",
				describe(at)))
		case !same(at, was.Data, is.Data):
			list = append(list, finding(is, RuleRewritten, firstDifference(was, is), "differs from the "+
				"base", help(at),
				"%s was changed", describe(at)))
		}
	}
	return list
}

func sortedKeys(files map[string]*source.File) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// same reports whether a kept file has the same content as in the base.
func same(at string, was, is []byte) bool {
	if bytes.Equal(was, is) {
		return true
	}
	if path.Base(at) == "manifest.yaml" {
		return bytes.Equal(unix(was), unix(is))
	}
	if _, ok := ParseName(path.Base(at)); ok {
		a, errA := ID(was)
		b, errB := ID(is)
		return errA == nil && errB == nil && a == b
	}
	return false
}

// describe names a kept file in a message.
func describe(at string) string {
	parts := strings.Split(at, "/")
	name, ok := ParseName(path.Base(at))
	switch {
	case ok && len(parts) == 4:
		return fmt.Sprintf("the %s event of %s", name.Kind, parts[1])
	case ok && parts[0] == ApprovalsDir && name.Kind == Approve:
		return "an approval"
	case ok:
		return fmt.Sprintf("the %s event", name.Kind)
	case len(parts) > 3:
		return "an evidence file of " + parts[1]
	}
	return "the frozen copy of " + parts[1]
}

const newVersion = "to change the app, save a new version"

// correction is the way to correct the content of a kept file.
func (a *App) correction(at string) string {
	name, ok := ParseName(path.Base(at))
	parts := strings.Split(at, "/")
	switch {
	case !ok:
		return newVersion
	case len(parts) == 4:
		return fmt.Sprintf("to correct the event: manifest record retract %s@%s %s --reason "+
			"TEXT", a.ID, parts[1], name.Kind)
	case name.Kind == Approve:
		return fmt.Sprintf("to withdraw the approval: manifest record retract %s %s --reason "+
			"TEXT", a.ID, path.Base(at))
	}
	return fmt.Sprintf("to correct the event: manifest record retract %s %s --reason TEXT", a.ID, name.Kind)
}

// firstDifference is the line at which a file differs from another.
func firstDifference(was, is *source.File) source.Span {
	at := 0
	for at < len(was.Data) && at < len(is.Data) && was.Data[at] == is.Data[at] {
		at++
	}
	line := is.LineSpan(is.Position(at).Line)
	if line.Len() == 0 && line.Start > 0 { // cut short: the last line stands for it
		line = is.LineSpan(is.Position(line.Start).Line - 1)
	}
	return line
}
