package project

import (
	"context"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
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
func VersionWords(ctx context.Context, p *Project, typed string, kind ledger.Kind) []string {
	id, _, chosen := strings.Cut(typed, "@")
	var words []string
	for _, name := range AppIDs(p) {
		if chosen && name != id || !strings.HasPrefix(name, id) {
			continue
		}
		a, err := p.appAt(name)
		if err != nil {
			continue
		}
		state, err := p.overview(ctx, a)
		if err != nil || state.ledger.Retired != nil && slices.Contains(goingOn, kind) {
			continue
		}
		var states []string
		for _, v := range slices.Backward(state.ledger.Versions) {
			if kind != "" && !slices.Contains(v.Allowed(), kind) || kind == ledger.Promote && state.ledger.IsPassed(v) {
				continue
			}
			words = append(words, name+"@"+v.Number.String()+"\t"+v.State.Label())
			if latest := state.ledger.Latest(v.State); latest == v {
				states = append(states, name+"@"+string(v.State)+"\t"+v.Number.String())
			}
		}
		if chosen {
			words = append(words, states...)
		}
	}
	return words
}

// AppWords are the apps and, once only one can be meant, its versions.
func AppWords(ctx context.Context, p *Project, typed string) []string {
	id, _, _ := strings.Cut(typed, "@")
	var words []string
	for _, name := range AppIDs(p) {
		if strings.HasPrefix(name, id) {
			words = append(words, name)
		}
	}
	if len(words) == 1 {
		words = append(words, VersionWords(ctx, p, words[0]+"@", "")...)
	}
	return words
}

// SideWords are what [AppWords] are and, behind a revision, the manifests.
func SideWords(ctx context.Context, p *Project, typed string) []string {
	revision, _, behind := strings.Cut(typed, ":")
	if !behind {
		return AppWords(ctx, p, typed)
	}
	var words []string
	root := git.WorkTree(p.here()) // paths in a revision start there
	apps, _ := p.apps()
	for _, a := range apps {
		name := path.Join(a.name, manifestName)
		if root != "" {
			name = relative(root, p.absolute(name))
		}
		words = append(words, revision+":"+name)
	}
	return words
}

// Fingerprints are the changes of an app that want an approval.
func Fingerprints(ctx context.Context, p *Project, id string) []string {
	state, err := p.load(ctx, id)
	if err != nil {
		return nil
	}
	list, err := unapproved(ctx, p, state)
	if err != nil {
		return nil
	}
	var words []string
	for _, c := range list {
		words = append(words, ledger.Short(c.Fingerprint)+"\t"+c.Summary)
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

// EventWords are the events of an app or a version that can be retracted.
func EventWords(ctx context.Context, p *Project, word string) []string {
	id, at, one := strings.Cut(word, "@")
	a, err := p.app(ctx, id)
	if err != nil {
		return nil
	}
	state, err := p.overview(ctx, a)
	if err != nil {
		return nil
	}
	number, err := version.Parse(at)
	if one && err != nil {
		return nil
	}
	var words []string
	for _, e := range state.ledger.Events {
		if e.Number == number && e.Retracted == nil && !slices.Contains(words, string(e.Kind)) {
			words = append(words, string(e.Kind))
		}
	}
	return words
}

// ApprovalWords are the approvals of an app that can be retracted.
func ApprovalWords(ctx context.Context, p *Project, id string) []string {
	a, err := p.app(ctx, id)
	if err != nil {
		return nil
	}
	state, err := p.overview(ctx, a)
	if err != nil {
		return nil
	}
	var words []string
	for _, approval := range state.ledger.Approvals {
		if approval.Counts() && len(approval.NamedBy) == 0 {
			words = append(words, ledger.Short(approval.Fingerprint)+"\t"+approval.Reason)
		}
	}
	return words
}
