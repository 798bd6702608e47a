package project

import (
	"context"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// ShellSafe reports whether a word means itself on the command line of any
// shell.
func ShellSafe(word string) bool {
	strange := func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("@%+=:,./_-", c)
	}
	return word != "" && word[0] != '-' && strings.IndexFunc(word, strange) < 0
}

// AppIDs are the apps of the project.
func AppIDs(p *Project) []string {
	all, err := p.apps()
	if err != nil {
		return nil
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, a.id)
	}
	return ids
}

// VersionWords are the saved versions that an event is legal for, newest first.
// Once the app is typed, its states stand for the latest version in each.
func VersionWords(p *Project, typed string, event ledger.Event) []string {
	id, _, chosen := strings.Cut(typed, "@")
	var words []string
	for _, name := range AppIDs(p) {
		if chosen && name != id || !strings.HasPrefix(name, id) {
			continue
		}
		state, err := p.appAt(name).overview()
		if err != nil {
			continue
		}
		var states []string
		for _, r := range state.records {
			legal := ledger.Legal(r.State, state.distribution(r.Version))
			if event != "" && !slices.ContainsFunc(legal, func(m ledger.Move) bool { return m.Event == event }) {
				continue
			}
			words = append(words, name+"@"+r.Version+"\t"+r.State.Label())
			if latest := ledger.Latest(state.records, r.State); latest != nil && latest.Version == r.Version {
				states = append(states, name+"@"+string(r.State)+"\t"+r.Version)
			}
		}
		if chosen {
			words = append(words, states...)
		}
	}
	return words
}

// AppWords are the apps and, once only one can be meant, its versions.
func AppWords(p *Project, typed string) []string {
	id, _, _ := strings.Cut(typed, "@")
	var words []string
	for _, name := range AppIDs(p) {
		if strings.HasPrefix(name, id) {
			words = append(words, name)
		}
	}
	if len(words) == 1 {
		words = append(words, VersionWords(p, words[0]+"@", "")...)
	}
	return words
}

// SideWords are what [AppWords] are and, behind a revision, the manifests.
func SideWords(p *Project, typed string) []string {
	revision, _, behind := strings.Cut(typed, ":")
	if !behind {
		return AppWords(p, typed)
	}
	var words []string
	root := git.WorkTree(absolute(p.Dir)) // paths in a revision start there
	for _, id := range AppIDs(p) {
		name := path.Join(p.appAt(id).name, manifestName)
		if root != "" {
			name = relative(root, absolute(p.Path(name)))
		}
		words = append(words, revision+":"+name)
	}
	return words
}

// Fingerprints are the changes of an app that want an approval.
func Fingerprints(ctx context.Context, p *Project, id string) []string {
	state, err := p.load(id)
	if err != nil {
		return nil
	}
	list, err := approvable(ctx, p, state, "")
	if err != nil {
		return nil
	}
	var words []string
	for _, c := range list {
		if c.NeedsApproval() {
			words = append(words, c.Fingerprint+"\t"+c.Summary)
		}
	}
	return words
}

// Revisions are the branches and tags of the repository.
func Revisions(ctx context.Context, p *Project) []string {
	r, err := p.repository(ctx)
	if err != nil {
		return nil
	}
	names, err := r.References(ctx)
	if err != nil {
		return nil
	}
	return names
}
