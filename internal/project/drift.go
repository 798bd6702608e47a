package project

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// DriftOptions say what to compare, and what to take over.
type DriftOptions struct {
	App   string // an app, or a saved version of it
	File  string // the portal's JSON; - is standard input
	Words schema.Portal
	// Take are the paths of fields whose values git takes from the portal: a
	// path stands for all fields below it.
	Take []string
}

// Drift compares an app with the portal's JSON. With fields to take, it writes
// them into the working manifest and compares again.
func Drift(ctx context.Context, p *Project, opts DriftOptions) (*report.Drift, error) {
	word, name := opts.App, opts.File
	words, err := p.portal(opts.Words)
	if err != nil {
		return nil, err
	}
	git, err := p.resolveSide(ctx, word)
	if err != nil {
		return nil, err
	}
	if git.app == nil {
		return nil, Usagef("drift: %s is not an app; name one, or a saved version as APP@VERSION", word)
	}
	if err := mustUnderstand(p, "drift "+word, Failure, git); err != nil {
		return nil, err
	}
	f, err := portalFile(p, name)
	if err != nil {
		return nil, fmt.Errorf("read the portal's JSON %s: %w", name, err)
	}
	there, err := portalSide(f)
	if err != nil {
		return nil, err
	}
	sayLeft(p, f, there.portal.Left, "not compared")
	fill(&git, &there)
	d := &report.Drift{App: git.app.id, Git: git.Name, Portal: f.Name, NotCompared: there.portal.Unsaid(git.App().Root)}
	var saved portal.Side
	if !git.saved {
		// Of an abandoned version too, the portal holds what was entered.
		if held := git.app.ledger.PortalHolds(); held != nil {
			latest, err := git.app.asSaved(held)
			if err != nil {
				return nil, err
			}
			saved, d.Saved = portal.Side{File: latest.File, Root: latest.App().Root}, latest.Name
		}
	}
	onPortal := portal.Side{File: f, Root: there.App().Root}
	d.Differences = portal.Compare(portal.Side{File: git.File, Root: git.App().Root}, onPortal, saved, words)
	d.Taken = []string{}
	if len(opts.Take) > 0 {
		doc, err := takeFields(ctx, p, git, there.App().Root, d, opts.Take)
		if err != nil {
			return nil, err
		}
		d.Differences = portal.Compare(portal.Side{File: doc.File, Root: doc.Root}, onPortal, saved, words)
	}
	if len(d.Differences) > 0 {
		if name == "-" {
			name = "FILE" // standard input is used up
		}
		first := slices.MinFunc(d.Differences, func(a, b portal.Difference) int {
			return slices.Index(portal.Causes(), a.Cause) - slices.Index(portal.Causes(), b.Cause)
		})
		d.Take = "manifest drift " + shellWord(d.App) + " " + shellWord(name) + " --take " + shellWord(first.Path)
		d.Import = "manifest import " + shellWord(name) + " --app " + d.App + " --force"
		d.Steps = "manifest steps " + word + " --from " + shellWord(name)
	}
	return d, nil
}

// takeFields writes fields of the portal into the working manifest, and returns
// it. What could not be taken with everything else kept is refused.
func takeFields(ctx context.Context, p *Project, git compared, from *manifest.Node, d *report.Drift, paths []string) (
	*manifest.Document, error) {
	if git.saved {
		return nil, Usagef("drift --take: saved versions are never modified; name the app: manifest drift %s", git.app.id)
	}
	var fields []portal.Difference
	known := make([]string, 0, len(d.Differences))
	for _, x := range d.Differences {
		known = append(known, x.Path)
	}
	under := func(x, path string) bool {
		return x == path || strings.HasPrefix(x, path+".") || strings.HasPrefix(x, path+"[")
	}
	for _, path := range paths {
		if !slices.ContainsFunc(known, func(x string) bool { return under(x, path) }) {
			return nil, Usagef("drift --take: no difference in field %s%s", path, cmp.Or(diag.DidYouMean(path, known),
				"; use a field that drift prints"))
		}
	}
	for _, x := range d.Differences {
		if slices.ContainsFunc(paths, func(path string) bool { return under(x.Path, path) }) {
			fields = append(fields, x)
		}
	}
	data, refused := portal.Take(git.doc, from, fields)
	if len(refused) > 0 {
		return nil, refusedFields("drift --take", refused)
	}
	at, release, err := p.holdPlace(ctx, git.app.app)
	if err != nil {
		return nil, fmt.Errorf("drift --take: %w", err)
	}
	defer release()
	if err := at.write(git.File.Data, data); err != nil {
		return nil, fmt.Errorf("drift --take: %w", err)
	}
	for _, x := range fields {
		d.Taken = append(d.Taken, x.Path)
	}
	doc, _ := manifest.Parse(source.New(git.File.Name, data))
	return doc, nil
}

// refusedFields says which fields could not be taken from the portal, and why.
func refusedFields(doing string, refused []portal.Refused) error {
	var lines []string
	for _, r := range refused {
		lines = append(lines, r.Path+": "+r.Why)
	}
	return Refusef("%s: nothing was written; change these fields by hand, and take the others with drift "+
		"--take:\n  %s", doing,
		strings.Join(lines, "\n  "))
}
