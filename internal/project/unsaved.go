package project

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
)

// Unsaved are the texts of files that are open in an editor, by their absolute
// paths. Each counts in place of what is on disk. A nil Unsaved has none.
type Unsaved struct{ texts map[string][]byte }

// text returns the text of a file, cut off as a file on disk is that is too large.
func (u *Unsaved) text(at string) ([]byte, bool) {
	if u == nil {
		return nil, false
	}
	text, ok := u.texts[at]
	return text[:min(len(text), manifest.MaxBytes+1)], ok
}

func (u *Unsaved) has(at string) bool {
	_, ok := u.text(at)
	return ok
}

// addLedgerFiles adds the files of a ledger that are open and not on disk yet.
// Names are below the folder of the app, and sorted.
func (u *Unsaved) addLedgerFiles(dir string, names []string) []string {
	if u == nil {
		return names
	}
	for at := range u.texts {
		below, ok := strings.CutPrefix(at, dir+string(filepath.Separator))
		if below = filepath.ToSlash(below); !ok || !ledger.IsKept(below) {
			continue
		}
		if parts := strings.Split(below, "/"); parts[0] == ledger.VersionsDir {
			names = append(names, path.Join(parts[0], parts[1])+"/")
		}
		names = append(names, below)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
