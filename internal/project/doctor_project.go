package project

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/report"
)

func examineGit(ctx context.Context, p *Project) []report.Check {
	options := git.Options{Getenv: p.Getenv}
	version, err := options.Version(ctx)
	if err != nil {
		return []report.Check{faulty("git", err, "")}
	}
	checks := []report.Check{fine("git", "%s", version)}
	r, err := options.Open(ctx, p.Dir)
	switch {
	case errors.Is(err, git.ErrNoRepository):
		check := faulty("repository", err, "")
		check.Health = report.Notable // files are linted anywhere
		return append(checks, check)
	case err != nil:
		return append(checks, faulty("repository", err, ""))
	}
	checks = append(checks, examineHistory(ctx, p, r)...)
	if name := r.UserName(ctx); name != "" {
		return append(checks, fine("author", "%s", name))
	}
	const tell = "git config user.name NAME; git config user.email ADDRESS; or give --by"
	name, err := p.author(ctx, "")
	if err != nil {
		return append(checks, notable("author", "no author is set in git, and every event needs one", tell))
	}
	return append(checks, notable("author", fmt.Sprintf("no author is set in git; events will say %q", name),
		tell))
}

func examineHistory(ctx context.Context, p *Project, r *git.Repository) []report.Check {
	head, err := r.Head(ctx)
	if err != nil {
		return []report.Check{faulty("repository", err, "")}
	}
	shallow, err := r.IsShallow(ctx)
	if err != nil {
		return []report.Check{faulty("repository", err, "")}
	}
	switch root := r.Root(); {
	case head == "":
		return []report.Check{notable("repository", root+", which has no commit yet",
			"create a first commit, so that commands can compare with it")}
	case shallow:
		return []report.Check{notable("repository", root+", a shallow clone, in which --base may find no merge base",
			"git fetch --unshallow; in CI: "+r.WholeHistory())}
	default:
		return []report.Check{fine("repository", "%s, at commit %.10s", root, head)}
	}
}

func examineConfig(p *Project) report.Check {
	const name = "configuration"
	file, err := findConfig(p)
	if err != nil {
		return faulty(name, err, "")
	}
	if file == "" {
		return fine(name, "none; the defaults apply")
	}
	if _, _, err = p.loadConfig(); err != nil {
		return faulty(name, err, "for details: manifest lint")
	}
	return fine(name, "%s", filepath.ToSlash(file))
}

func examineApps(ctx context.Context, p *Project) []report.Check {
	if _, err := p.layout(); err != nil {
		return nil // the configuration has its own line
	}
	apps, err := p.apps()
	var usage *Error
	switch {
	case errors.As(err, &usage) && usage.Class == Usage:
		return []report.Check{notable("apps", err.Error(), "")}
	case err != nil:
		return []report.Check{faulty("apps", err, "")}
	}
	var checks []report.Check
	saved := 0
	for _, a := range apps {
		state, err := p.stateOf(ctx, a)
		if err == nil {
			saved += len(state.ledger.Versions)
			err = state.reliable()
		}
		if err != nil {
			text, _, _ := strings.Cut(err.Error(), "\n")
			checks = append(checks, faulty("ledger", errors.New(text), "manifest lint "+a.name))
		}
	}
	head := fine("apps", "%s in %s, %s", diag.Plural(len(apps), "app"), p.configuration.layout.where(),
		diag.Plural(saved, "saved version"))
	return append(append([]report.Check{head}, checks...), examineEditor(p, apps)...)
}
