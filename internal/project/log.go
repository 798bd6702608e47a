package project

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/report"
)

// LogOptions say what to show of the ledgers.
type LogOptions struct {
	// Words are APP or APP@VERSION; none for all apps.
	Words []string
	// Since is the first day to show, "" for all.
	Since string
	// Kinds are the kinds of events to show, none for all.
	Kinds []string
	// By is a part of the name or address of who recorded or committed it, in
	// letters of either case; "" for all.
	By string
}

// Log returns what happened to apps, or to versions of them. Ledgers that cannot
// be relied on are an error beside the result.
func Log(ctx context.Context, p *Project, opts LogOptions) (*report.Timeline, error) {
	since, err := dayGone("--since", opts.Since, p.Now())
	if err != nil {
		return nil, err
	}
	for _, kind := range opts.Kinds {
		if !slices.Contains(EventKinds(), kind) {
			return nil, Usagef("--event: unknown event %q; expected %s%s", kind, diag.AnyOf(EventKinds()),
				diag.DidYouMean(kind, EventKinds()))
		}
	}
	states, ats, faults, err := p.ledgers(ctx, opts.Words)
	if err != nil {
		return nil, err
	}
	timeline := &report.Timeline{Many: len(opts.Words) != 1, Picked: since != "" || len(opts.Kinds) > 0 || opts.By != ""}
	for i, s := range states {
		log := report.Log{App: s.ledger, Folder: s.name, Events: s.ledger.Events}
		if ats[i] != "" {
			v, err := s.findVersion(ats[i], true)
			if err != nil {
				return nil, err
			}
			log.Events = v.Events
		}
		timeline.Logs = append(timeline.Logs, log)
	}
	p.addCommits(ctx, states, timeline.Logs)
	for i := range timeline.Logs {
		log := &timeline.Logs[i]
		log.Events = slices.DeleteFunc(slices.Clone(log.Events), func(e *ledger.Entry) bool {
			return e.Recorded() < since || len(opts.Kinds) > 0 && !slices.Contains(opts.Kinds, string(e.Kind)) ||
				!mentions(e.By, opts.By) && !mentions(log.Commits[e.Path].By, opts.By)
		})
	}
	return timeline, faults
}

// mentions reports whether a text contains another, in letters of either case.
func mentions(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// ledgers reads the apps that words name as APP or APP@VERSION, and returns what
// follows the @ of each; or all apps, of which events are proved, and frozen copies
// are not. Apps that cannot be read are left out; they, and ledgers that cannot be
// relied on, are faults.
func (p *Project) ledgers(ctx context.Context, words []string) (states []*appState, ats []string, faults, err error) {
	var apps []app
	var versions []string
	load := p.stateOf
	if len(words) == 0 {
		load = p.overview
		if apps, err = p.apps(); err != nil {
			return nil, nil, nil, err
		}
		versions = make([]string, len(apps))
	}
	for _, word := range words {
		id, at, isVersion := strings.Cut(word, "@")
		a, err := p.app(ctx, id)
		if err != nil {
			return nil, nil, nil, err
		}
		if isVersion && at == "" {
			return nil, nil, nil, Usagef("%s does not name a version; for all: %s", word, a.id)
		}
		apps, versions = append(apps, a), append(versions, at)
	}
	read := parallel.Map(ctx, apps, func(a app) loaded {
		s, err := load(ctx, a)
		return loaded{s, err}
	})
	if ctx.Err() != nil {
		return nil, nil, nil, errors.New("log: interrupted")
	}
	var wrong []error
	for i, l := range read {
		if l.err == nil {
			states, ats = append(states, l.appState), append(ats, versions[i])
			l.err = l.reliable()
		}
		if l.err != nil {
			wrong = append(wrong, l.err)
		}
	}
	if len(states) == 0 {
		return nil, nil, nil, errors.Join(wrong...)
	}
	return states, ats, errors.Join(wrong...), nil
}

// addCommits adds to logs the commits that added their events, asked for all at
// once, and what to say of the others; nothing outside of git.
func (p *Project) addCommits(ctx context.Context, states []*appState, logs []report.Log) {
	r, err := p.repository(ctx)
	if err != nil {
		return
	}
	folders := make([][]string, len(states)) // of each app, the one it has now first
	for i, s := range states {
		for _, dir := range s.foldersEver() {
			name, err := r.Path(absolute(dir))
			if err != nil {
				return
			}
			folders[i] = append(folders[i], name)
		}
		logs[i].Commits = make(map[string]report.Commit)
	}
	unknown := "not committed"
	head, err := r.Head(ctx)
	if err == nil && head != "" {
		added, err := r.Added(ctx, head, "", slices.Concat(folders...))
		for i := range logs {
			for _, e := range logs[i].Events {
				if c := addedBy(ctx, r, added, folders[i], e); c != nil {
					logs[i].Commits[e.Path] = shownCommit(c, e)
				}
			}
		}
		if err != nil {
			unknown = "commit not known"
		} else if shallow, err := r.IsShallow(ctx); err != nil || shallow {
			unknown = "committer not known in a shallow clone"
		}
	}
	for i := range logs {
		logs[i].Unknown = unknown
	}
}

// shownCommit is the commit of an event as it is shown. It is as old as its author
// says: a rebase is no new work.
func shownCommit(c *git.Commit, e *ledger.Entry) report.Commit {
	shown := report.Commit{ID: c.ID, By: c.Author.String(), At: c.At.Format("2006-01-02T15:04:05Z"),
		Days: max(0, int(c.Authored.Sub(e.At).Hours()/24))}
	for _, p := range c.CoAuthors {
		shown.With = append(shown.With, p.String())
	}
	return shown
}

// foldersEver are the folders that the app has and had, the one it has first.
func (s *appState) foldersEver() []string {
	folders := []string{s.path}
	l, err := s.project.layout()
	if err != nil {
		return folders
	}
	at := l.placeOf(s.app)
	for _, e := range s.ledger.Events {
		if at != nil && e.Kind == ledger.Rename && e.Counts() && e.Renamed != s.id {
			folders = append(folders, l.appIn(*at, e.Renamed).path)
		}
	}
	return folders
}

// addedBy returns the commit that added an event to the folder that its app had
// then, nil if none did. Another app may have the folder now, or have had it.
func addedBy(ctx context.Context, r *git.Repository, added map[string]*git.Commit, folders []string,
	e *ledger.Entry) *git.Commit {
	for _, folder := range folders[1:] {
		name := folder + "/" + e.Path
		if c := added[name]; c != nil {
			if then, err := r.File(ctx, c.ID, name); err == nil && bytes.Equal(then, e.File.Data) {
				return c
			}
		}
	}
	return added[folders[0]+"/"+e.Path]
}

// AsOf says what was in production at the end of a day, and what customers could
// get, as far as is known today: by the days on which things happened, and without
// what was retracted.
func AsOf(ctx context.Context, p *Project, word string, apps []string) (*report.AsOf, error) {
	for _, app := range apps {
		if id, _, ok := strings.Cut(app, "@"); ok {
			return nil, Usagef("log --as-of: %s names a version; name the app: %s", app, id)
		}
	}
	day, err := dayGone("--as-of", word, p.Now())
	if err != nil {
		return nil, err
	}
	states, _, faults, err := p.ledgers(ctx, apps)
	if err != nil {
		return nil, err
	}
	shown := &report.AsOf{Day: day}
	for _, s := range states {
		shown.Apps = append(shown.Apps, s.ledger)
	}
	return shown, faults
}

// EventKinds are the kinds of events, as words.
func EventKinds() []string {
	var words []string
	for _, k := range ledger.Kinds() {
		words = append(words, string(k))
	}
	return words
}
