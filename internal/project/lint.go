package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// fixCommand is the command that makes the repairs, "" if there is no file to repair.
// It names the paths only where lint would not look by itself.
func fixCommand(p *Project, paths []string) string {
	words := append(p.prefix(), "lint", "--fix")
	if paths = p.filesOf(paths); slices.Contains(paths, "-") {
		return ""
	}
	if l := p.configuration.layout; slices.ContainsFunc(paths, func(name string) bool { return !l.covers(name) }) {
		words = append(words, paths...)
	}
	return ShellLine(words)
}

// within reports whether a path, as typed, leads to a folder or below it.
func within(name, dir string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}

// linted is one manifest and what lint says about it.
type linted struct {
	target
	file     *source.File // only where it can be repaired: most files need not be kept
	err      error
	findings []diag.Diagnostic // about the bytes on disk
	fixed    *validate.Fixed   // what --fix makes of them, nil without it
	kept     int               // findings that --fix could repair, if the file were not frozen
}

func (r *linted) repaired() bool { return r.fixed != nil && r.fixed.Applied > 0 }

// LintOptions say what to lint, as what, and what to do about it.
type LintOptions struct {
	Paths      []string
	For        *validate.State // nil for what the configuration says
	Only, Skip []string
	Fix        bool
	DryRun     bool // make the repairs and write nothing
	Base       string
	Outputs    []Output
	// FailOn is the severity from which on the run fails; Off for none.
	FailOn diag.Severity
	// WithChanges adds, where there is a base, what the branch changes.
	WithChanges bool
	// WithNext adds, where one app is linted, what it needs next.
	WithNext bool
}

// Linted is what lint says about manifests.
type Linted struct {
	Report report.Lint
	// Repairs are what a dry run of --fix would write.
	Repairs []Rewritten
	unread  []error
	// uncompared are those of which a finding says why, so that lint fails by it.
	uncompared []error
	failed     bool // a file could not be written
}

// Rewritten is a file before and after.
type Rewritten struct {
	Name     string // as shown
	Was, Now []byte
	Stdin    bool // it was read from standard input
	Secret   bool // it holds what must not be shown
}

// Changed reports whether a byte differs.
func (r Rewritten) Changed() bool { return !bytes.Equal(r.Was, r.Now) }

// linting is a run of lint.
type linting struct {
	*Project
	LintOptions
	linter  *validate.Linter
	history *histories // what lint knows beyond single manifests
	targets []target
	ignored *ignorer
	// compared are the results that are there before the others.
	compared map[string]linted
}

// Lint reads and judges manifests, repairs them where that is asked for, and
// writes the outputs that have a file.
func Lint(ctx context.Context, p *Project, opts LintOptions) (*Linted, error) {
	l, err := startLint(ctx, p, opts)
	if err != nil {
		return nil, err
	}
	return l.run(ctx)
}

// startLint finds the manifests, and reads what lint knows beyond each of them.
func startLint(ctx context.Context, p *Project, opts LintOptions) (*linting, error) {
	if opts.Base != "" && slices.Contains(opts.Paths, "-") {
		return nil, Usagef("--base compares with git, and standard input is not in git; leave out --base")
	}
	config, ignore, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	var against *base
	if opts.Base != "" {
		if against, err = p.openBase(ctx, opts.Base); err != nil {
			return nil, err
		}
		against.search(opts.Paths)
		if config, ignore, err = against.judge(ctx); err != nil {
			return nil, err
		}
	}
	state := config.For
	if opts.For != nil {
		state = *opts.For
	}
	l := &linting{Project: p, LintOptions: opts, ignored: ignore}
	if l.linter, err = validate.New(validate.Options{For: state, Config: config, Only: opts.Only,
		Skip: opts.Skip}); err != nil {
		return nil, Usagef("%w", err)
	}
	targets, err := p.discoverSome(ctx, "lint", opts.Paths, ignore)
	targets, err = against.orDeleted(ctx, targets, err)
	if err != nil {
		return nil, err
	}
	if opts.Fix && !opts.DryRun && len(targets) > 0 && targets[0].isStdin() {
		return nil, Usagef("--fix cannot write to standard input; add --dry-run to see the fixes")
	}
	if len(targets) > 0 && targets[0].ignored {
		targets = nil
	}
	if err := checkOutputs(p, opts.Outputs, targets); err != nil {
		return nil, err
	}
	if len(targets) > 0 && targets[0].isStdin() && p.StdinName != "" {
		if targets[0], err = p.unsavedTarget(targets[0]); err != nil {
			return nil, err
		}
	}
	l.targets = targets
	check := l.checkCompared(ctx)
	if opts.WithChanges { // which are told from all histories
		check = nil
	}
	l.history, err = readHistories(ctx, p, l.linter, targets, against, check)
	return l, err
}

// headroom is the number of bytes that the garbage collector counts as used while many
// manifests are linted. They are never touched, so they take no memory. Without them,
// the collector would run every few files, which was a fifth of the time.
const headroom = 12 << 20

// run judges the manifests.
func (l *linting) run(ctx context.Context) (*Linted, error) {
	targets := l.targets
	if len(l.history.rests) > 0 { // the finding says all of it
		targets = slices.DeleteFunc(slices.Clone(targets), func(t target) bool {
			_, is := l.history.rests[path.Dir(t.name)]
			return is
		})
	}
	var room []byte
	if len(targets) > 100 && len(targets) < 30_000 { // the names of more are headroom enough
		room = make([]byte, headroom)
	}
	results := parallel.Map(ctx, targets, func(t target) linted {
		if r, done := l.compared[t.name]; done {
			return r
		}
		return l.one(t)
	})
	runtime.KeepAlive(room)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("lint: interrupted; nothing was written")
	}
	linted := &Linted{failed: l.applyFixes(ctx, results)}
	l.gather(linted, results)
	l.sayStray(results)
	linted.Report.Host = l.host(ctx)
	if err := l.addChanges(ctx, linted); err != nil {
		return nil, err
	}
	if l.WithNext && l.history.base == nil && len(results) == 1 && linted.Err() == nil {
		if a, ok := l.appOf(results[0].target); ok && !results[0].frozen {
			if state, err := l.stateOf(ctx, a); err == nil {
				linted.Report.Next = state.upNext(ctx)
			}
		}
	}
	if l.writeOutputs(results, linted.Report) {
		linted.failed, linted.Report.Next = true, ""
	}
	return linted, nil
}

// addChanges adds, where that is asked for, what the branch changes.
func (l *linting) addChanges(ctx context.Context, linted *Linted) error {
	if !l.WithChanges || l.history.base == nil {
		return nil
	}
	changes, unread, err := l.history.changes(ctx, l.targets, l.Paths, l.ignored)
	linted.Report.Changes = changes
	linted.addUnread(unread)
	return err
}

// checkCompared returns what checks the working manifests that are compared with
// something, as soon as that was read: the histories of all apps take much memory.
func (l *linting) checkCompared(ctx context.Context) func(*histories) {
	byName := make(map[string]target, len(l.targets))
	for _, t := range l.targets {
		byName[t.name] = t
	}
	l.compared = make(map[string]linted)
	return func(h *histories) {
		l.history = h
		var list []target
		for name := range h.released {
			if t, ok := byName[name]; ok {
				list = append(list, t)
			}
		}
		for name := range h.against {
			if t, ok := byName[name]; ok && h.released[name] == nil {
				list = append(list, t)
			}
		}
		for i, r := range parallel.Map(ctx, list, l.one) {
			l.compared[list[i].name] = r
		}
	}
}

// one reads and lints one target. A fault of a rule is the failure of that
// file alone: it was not checked, and the others still are.
func (l *linting) one(t target) (result linted) {
	defer func() {
		if fault := recover(); fault != nil {
			result = linted{target: t, err: fmt.Errorf("a bug in this "+
				"tool: %v\nplease report it with the file: %s/issues\n%s",
				fault, RepositoryURL, debug.Stack())}
		}
	}()
	data := l.history.unchanged[t.name]
	if len(data) == 0 {
		var err error
		if data, err = l.read(t); err != nil {
			return linted{target: t, err: err}
		}
	}
	result = linted{target: t}
	file := source.New(t.name, data)
	against, released := l.history.against[t.name], l.history.released[t.name]
	if against != nil && against.Base != nil { // it was an app
		t.named = true
	}
	if l.Fix && !t.frozen {
		findings, fixed := l.linter.FixAgainst(file, t.app, against, released)
		t.blame(findings)
		t.blame(fixed.Findings)
		return linted{target: t, file: file, findings: findings, fixed: &fixed}
	}
	if l.isAdopted(t) {
		result.findings = l.linter.Misread(file, t.app)
		return result
	}
	result.findings = l.linter.LintAgainst(file, t.app, against, released)
	t.blame(result.findings)
	if t.frozen { // no format may promise what --fix will not do
		for j := range result.findings {
			if result.findings[j].Fix != nil {
				result.findings[j].Fix = nil
				result.kept++
			}
		}
	}
	return result
}

// isOld reports whether a manifest is what it was at the base, and is judged by what
// held there too: what is wrong with it is not of this branch.
func (l *linting) isOld(t target) bool {
	return l.Base != "" && l.history.unchanged[t.name] != nil && !l.history.base.describes
}

// blame makes it an error that a file which someone named is not a manifest.
func (t target) blame(found []diag.Diagnostic) {
	for i := range found {
		if t.named && found[i].Rule == validate.RuleForeign {
			found[i].Severity = diag.Error
		}
	}
}

// applyFixes writes repaired files, says what became of each, and reports
// whether one could not be written. The findings of a file that was written are
// those that are left.
func (l *linting) applyFixes(ctx context.Context, results []linted) (failed bool) {
	say := func(r *linted, format string, args ...any) {
		l.warn("%s: %s", r.name, fmt.Sprintf(format, args...))
	}
	for i := range results {
		r := &results[i]
		switch {
		case l.Fix && r.kept > 0:
			say(r, "%s not fixed: saved versions are never modified", diag.Plural(r.kept, "finding"))
		case !r.repaired():
		case l.DryRun:
			say(r, "%s would be fixed, %d would "+
				"remain", diag.Plural(r.fixed.Applied, "finding"), len(r.fixed.Findings))
			if r.fixed.Secret {
				say(r, "the fixes are not shown because the file contains a secret")
			}
		default:
			if err := l.replaceFile(ctx, r.path, r.file.Data, r.fixed.File.Data); err != nil {
				l.complain(fmt.Errorf("fixes were not written: %w", err))
				failed = true
				continue
			}
			r.findings = r.fixed.Findings
			say(r, "%s fixed", diag.Plural(r.fixed.Applied, "finding"))
		}
	}
	return failed
}

// gather puts the results together.
func (l *linting) gather(linted *Linted, results []linted) {
	linted.Report = report.Lint{Rules: ruleCatalogue(), Tool: tool(), Fix: fixCommand(l.Project, l.Paths),
		Findings: l.history.findings, FromRoot: l.fromRoot(), FromStart: l.fromStart(), Base: l.Base,
		Enter: l.enter(), FailOn: l.FailOn}
	var unread []report.Unread
	for _, r := range results {
		if r.err != nil {
			why, _, _ := strings.Cut(r.err.Error(), "\n")
			unread = append(unread, report.Unread{File: r.name, Reason: why})
			linted.unread = append(linted.unread, fmt.Errorf("could not check %s: %w", report.Visible(r.name), r.err))
			continue
		}
		linted.Report.Files++
		if l.isOld(r.target) {
			linted.Report.Old += len(r.findings)
		} else {
			linted.Report.Findings = append(linted.Report.Findings, r.findings...)
		}
		if l.DryRun && r.repaired() && !r.fixed.Secret {
			linted.Repairs = append(linted.Repairs, Rewritten{Name: r.name, Was: r.file.Data, Now: r.fixed.File.Data})
		}
	}
	linted.Report.Unread = unread
	l.addUnread(linted)
	linted.Report.Old += l.history.old
	for i := range linted.Report.Findings {
		d := &linted.Report.Findings[i]
		d.Help = l.Paste(d.Help)
	}
	diag.Sort(linted.Report.Findings)
}

// addUnread adds what is known beyond single manifests and could not be looked at.
func (l *linting) addUnread(linted *Linted) {
	for _, u := range l.history.unread {
		linted.unread = append(linted.unread, fmt.Errorf("could not check %s: %s", report.Visible(u.File), u.Reason))
	}
	linted.Report.Unread = append(linted.Report.Unread, l.history.unread...)
}

// sayStray says how a manifest that is in no place of apps becomes an app. It is
// linted anyway.
func (l *linting) sayStray(results []linted) {
	var stray []linted
	for _, r := range results {
		foreign := slices.ContainsFunc(r.findings, func(d diag.Diagnostic) bool { return d.Rule == validate.RuleForeign })
		if r.stray && !r.frozen && r.err == nil && !foreign {
			stray = append(stray, r)
		}
	}
	layout := l.configuration.layout
	if len(stray) == 0 || l.Quiet {
		return
	}
	first := stray[0]
	are := " is not an app"
	if n := len(stray) - 1; n > 0 {
		are = fmt.Sprintf(" and %d more are not apps", n)
	}
	l.warn("%s%s: apps are in %s\nto make %s an app: %s", first.name, are, layout.where(), first.name,
		layout.adopting(filepath.Dir(l.absolute(filepath.FromSlash(first.name)))))
}

// addUnread adds what could not be compared, unless an error says why already.
func (l *Linted) addUnread(unread []uncompared) {
	for _, u := range unread {
		known := slices.ContainsFunc(l.Report.Unread, func(k report.Unread) bool {
			return within(k.File, u.name) ||
				within(u.name, k.File)
		})
		wrong := slices.ContainsFunc(l.Report.Findings, func(d diag.Diagnostic) bool {
			return d.Severity == diag.Error && within(d.File.Name, u.name)
		})
		switch err := fmt.Errorf("could not compare %s: %w", u.name, u.err); {
		case known:
		case wrong:
			l.uncompared = append(l.uncompared, err)
		default:
			l.Report.Unread, l.unread = append(l.Report.Unread, u.shown()), append(l.unread, err)
		}
	}
}

// Err is the error that lint ends with. What could not be read was not checked, so it
// weighs more than what was found.
func (l *Linted) Err() error {
	switch {
	case len(l.unread) > 0:
		return Failed(errors.Join(l.unread...))
	case l.failed:
		return &Error{Class: Failure}
	case diag.Count(l.Report.Findings).AtLeast(l.Report.FailOn) > 0:
		return &Error{Class: Findings}
	}
	return nil
}
