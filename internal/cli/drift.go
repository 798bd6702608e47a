package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

func newDriftCmd(p *process) *cobra.Command {
	var format choice
	words := portalChoice()
	cmd := &cobra.Command{
		Use:   "drift <app>[@version] <file>|-",
		Short: "Show where the portal and git differ",
		Long: "Show where the portal and git differ, field by field in the portal's words. FILE is\n" +
			"the JSON that the portal shows under View Manifest, - is standard input.\n\n" +
			"Where a version was saved, it is told what was clicked in the portal from what\n" +
			"was not entered yet. Order, ids and the way in which values are written are no\n" +
			"drift. What the JSON does not say is not compared.\n\n" +
			"Exit code 1 means drift, 3 that they could not be compared.",
		Example: "  manifest drift acme-field-sync view-manifest.json\n  manifest drift acme-field-sync@0.3.0 - < view-manifest.json",
		Args:    cobra.ExactArgs(2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			drift, err := p.drift(ctx, args[0], args[1], schema.Portal(words.value))
			if err != nil {
				return err
			}
			if err := show(p, report.DriftFormats, format, drift); err != nil {
				return err
			}
			if len(drift.Differences) > 0 {
				return &Error{Class: Findings}
			}
			return nil
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return completeFiles(cmd, args, typed)
			}
			return p.completeAppOrVersion(cmd, args, typed)
		},
	}
	formatFlag(cmd, &format, report.DriftFormats)
	wordFlag(cmd, &words, "portal", "generation of the portal whose words to use")
	return cmd
}

// drift compares an app with the portal's JSON.
func (p *process) drift(ctx context.Context, word, name string, words schema.Portal) (report.Drift, error) {
	git, err := p.resolveSide(ctx, word)
	if err != nil {
		return report.Drift{}, err
	}
	if git.app == nil {
		return report.Drift{}, Usagef("drift: %s is no app; name one, or a saved version as APP@VERSION", word)
	}
	if err := p.understood("drift "+word, Failure, git); err != nil {
		return report.Drift{}, err
	}
	f, err := p.portalFile(name)
	if err != nil {
		return report.Drift{}, fmt.Errorf("read the portal's JSON %s: %w", name, err)
	}
	there, err := portalSide(f)
	if err != nil {
		return report.Drift{}, err
	}
	p.sayLeft(f, there.portal.Left, "not compared")
	fill(&git, &there)
	d := report.Drift{App: git.app.id, Git: git.Name, Portal: f.Name, NotCompared: there.portal.Unsaid(git.App().Root)}
	var saved portal.Side
	if !git.saved {
		// Of an abandoned version too, the portal holds what was entered.
		latest, err := git.app.baseline()
		if err != nil {
			return d, err
		}
		if latest.doc != nil {
			saved, d.Saved = portal.Side{File: latest.File, Root: latest.App().Root}, latest.Name
		}
	}
	d.Differences = portal.Compare(portal.Side{File: git.File, Root: git.App().Root}, portal.Side{File: f, Root: there.App().Root}, saved, words)
	if len(d.Differences) > 0 {
		if name == "-" {
			name = "FILE" // standard input is used up
		}
		d.Import = "manifest import " + shellWord(name) + " --app " + d.App + " --force"
		d.Steps = "manifest steps " + word + " --from " + shellWord(name)
	}
	return d, nil
}
