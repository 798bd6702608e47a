package project

import (
	"context"
	"fmt"

	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

// Drift compares an app with the portal's JSON.
func Drift(ctx context.Context, p *Project, word, name string, words schema.Portal) (*report.Drift, error) {
	git, err := p.resolveSide(ctx, word)
	if err != nil {
		return nil, err
	}
	if git.app == nil {
		return nil, Usagef("drift: %s is no app; name one, or a saved version as APP@VERSION", word)
	}
	if err := mustRead(p, "drift "+word, Failure, git); err != nil {
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
	d.Differences = portal.Compare(portal.Side{File: git.File, Root: git.App().Root},
		portal.Side{File: f, Root: there.App().Root}, saved, words)
	if len(d.Differences) > 0 {
		if name == "-" {
			name = "FILE" // standard input is used up
		}
		d.Import = "manifest import " + shellWord(name) + " --app " + d.App + " --force"
		d.Steps = "manifest steps " + word + " --from " + shellWord(name)
	}
	return d, nil
}
