package project

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/internal/version"
)

// AdoptionOptions say whose companies to read, and what to keep.
type AdoptionOptions struct {
	LiveOptions
	App       string
	File      string // a saved answer in place of asking, "" for none
	State     string // file that keeps what was read
	MaxWait   time.Duration
	Sandboxes []int64  // companies that are sandboxes
	InUse     []string // versions that customers run, in place of reading them
	Save      bool     // write the versions that were found
	By        string
	Reason    string // for what is written, "" for how it was found
}

func (o *AdoptionOptions) writes() bool { return o.Save || len(o.InUse) > 0 }

// Adoption reads which company runs which version. That not all could be read is
// an error beside the result.
func Adoption(ctx context.Context, p *Project, opts AdoptionOptions) (*report.Adoption, error) {
	if !opts.writes() && (opts.By != "" || opts.Reason != "") {
		return nil, Usagef("adoption: use --by and --reason only with --save or --in-use, which write %s", inUseName)
	}
	if opts.Company < 0 {
		return nil, Usagef("--company: expected a positive number")
	}
	if len(opts.InUse) > 0 {
		return inUseByHand(ctx, p, opts)
	}
	if opts.Save && opts.Environment.ID != "production" && opts.Environment.ID != "federal" {
		return nil, Usagef("adoption --save: the companies of the %s are not customers; add --environment production",
			opts.Environment.Label)
	}
	if opts.Environment.ID == onDemand {
		return nil, Usagef("adoption: the On-Demand Sandbox shares its hosts with production, so the companies "+
			"of the two cannot be told apart; check one company with: manifest verify %s --environment %s --company "+
			"ID", opts.App, EnvironmentWord(opts.Environment))
	}
	a, err := p.app(ctx, opts.App)
	if err != nil {
		return nil, err
	}
	state, err := p.stateOf(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := state.reliable(); err != nil {
		return nil, err
	}
	doc, err := state.working()
	if err != nil {
		return nil, err
	}
	result := report.Adoption{App: state.id, Environment: EnvironmentWord(opts.Environment)}
	if run := state.ledger.Run; run != nil {
		result.Published = run.Portal.String()
	}
	if result.InUse, err = state.shownInUse(); err != nil && !opts.Save {
		return nil, err
	}
	if opts.File != "" {
		return adoptionInFile(ctx, p, opts, state, doc, result)
	}
	kept, err := openAdoption(p, opts, result)
	if err != nil {
		return nil, err
	}
	l, err := connect(ctx, p, opts.LiveOptions, opts.MaxWait)
	if err != nil {
		return nil, err
	}
	s, err := session(ctx, p, l, doc, doc)
	if err != nil {
		return nil, err
	}
	defer end(ctx, p, s)
	companies, err := s.Companies(ctx, sandbox.ID(opts.Company))
	if err != nil {
		return nil, liveError(err)
	}
	named := sandbox.ID(opts.Company)
	if named != 0 && !slices.ContainsFunc(companies, func(c sandbox.Named) bool { return c.ID == named }) {
		companies = append(companies, sandbox.Named{ID: named}) // its own answer will tell
	}
	reader := adoptionReader{Project: p, session: s, identity: identity(doc, l.ID), published: result.Published,
		kept: kept, all: companies, sandboxes: opts.Sandboxes}
	stopped := reader.read(ctx)
	result.Companies = reader.rows
	if stopped == nil && result.Unread() == 0 {
		stopped = kept.remove()
	}
	if stopped != nil || result.Unread() > 0 {
		return &result, kept.unfinished(stopped)
	}
	if opts.Save && l.testServer != "" {
		p.warn("nothing was written for %s: a test server proves nothing about customers", state.id)
		return &result, nil
	}
	return &result, saveInUse(ctx, p, opts, state, &result)
}

// inUseByHand writes the versions that the command line names.
func inUseByHand(ctx context.Context, p *Project, opts AdoptionOptions) (*report.Adoption, error) {
	if opts.File != "" || opts.Save {
		return nil, Usagef("adoption: --in-use gives the versions, so nothing is read; leave out the file and --save")
	}
	a, err := p.app(ctx, opts.App)
	if err != nil {
		return nil, err
	}
	var versions []version.Version
	for _, word := range opts.InUse {
		v, err := version.Parse(strings.TrimSpace(word))
		if err != nil {
			return nil, Usagef("--in-use: %w", err)
		}
		versions = append(versions, v)
	}
	result := report.Adoption{App: a.id, Environment: EnvironmentWord(opts.Environment), ByHand: true}
	result.InUse, err = writeInUse(ctx, p, opts.App, versions, opts.By, cmp.Or(opts.Reason, "given with --in-use"))
	if err != nil {
		return nil, err
	}
	return &result, nil
}

// adoptionInFile reads a saved answer, which is that of one company.
func adoptionInFile(ctx context.Context, p *Project, opts AdoptionOptions, state *appState, doc *manifest.Document,
	result report.Adoption) (*report.Adoption, error) {
	if opts.State != "" {
		return nil, Usagef("adoption: --state saves the progress of live reads; leave out --state with a saved " +
			"response")
	}
	name, list, err := savedInstallations(p, opts.File)
	if err != nil {
		return nil, err
	}
	reader := adoptionReader{Project: p, identity: identity(doc, clientID(p)), published: result.Published,
		sandboxes: opts.Sandboxes}
	row := reader.judge(reader.row(sandbox.Named{ID: sandbox.ID(opts.Company)}, list))
	result.Companies, result.From = []report.CompanyAdoption{row}, name
	return &result, saveInUse(ctx, p, opts, state, &result)
}

// saveInUse writes the versions that the companies of a result run. What is not
// known of one of them keeps it from being written.
func saveInUse(ctx context.Context, p *Project, opts AdoptionOptions, state *appState, a *report.Adoption) error {
	if !opts.Save {
		return nil
	}
	var versions []version.Version
	companies := 0
	for i := range a.Companies {
		c := &a.Companies[i]
		if c.Sandbox || c.Status == "uninstalled" {
			continue
		}
		number, err := version.Parse(c.Version)
		at := slices.IndexFunc(state.ledger.Versions, func(v *ledger.Version) bool { return v.Portal == number })
		if c.Status != "installed" || err != nil || at < 0 {
			return Failed(fmt.Errorf("%s was not written: the version that company %s runs is unknown; if the "+
				"company is a sandbox, add --sandbox %s; otherwise give the versions: manifest adoption %s "+
				"--in-use VERSION",
				inUseName,
				c.Label(), c.Company.ID, shellWord(state.id)))
		}
		versions = append(versions, state.ledger.Versions[at].Number)
		companies++
	}
	if companies == 0 {
		return Failed(fmt.Errorf("%s was not written: no customer runs %s", inUseName, state.id))
	}
	where := cmp.Or(a.From, opts.Environment.Label)
	shown, err := writeInUse(ctx, p, opts.App, versions, opts.By,
		cmp.Or(opts.Reason, fmt.Sprintf("read from %s: %s", where, diag.Plural(companies, "company"))))
	if err == nil {
		a.InUse = shown
	}
	return err
}

// adoptionReader reads companies, one after the other.
type adoptionReader struct {
	*Project
	session   *sandbox.Session
	identity  sandbox.Identity
	published string
	kept      *adoptionState
	all       []sandbox.Named
	sandboxes []int64
	rows      []report.CompanyAdoption
}

// read reads all companies that were not read before. A company that refuses
// cannot be read is noted; what concerns all of them ends the run: an interrupt,
// no network, a limit, a token that is refused, a file that cannot be written.
// The rest is then marked as not read.
func (r *adoptionReader) read(ctx context.Context) error {
	var stopped error
	for i, company := range r.all {
		if row, ok := r.kept.find(company.ID); ok {
			row.Company.Name = company.Name
			r.rows = append(r.rows, r.judge(row))
			continue
		}
		if stopped == nil {
			r.progress(i)
			list, err := r.session.Installations(ctx, company.ID)
			var p *sandbox.Problem
			switch {
			case err == nil:
				row := r.judge(r.row(company, list))
				r.rows = append(r.rows, row)
				stopped = r.kept.add(row)
				continue
			case errors.As(err, &p) && p.Status != 0 && p.Status != http.StatusUnauthorized &&
				p.Status != http.StatusTooManyRequests:
				r.rows = append(r.rows, r.unread(company, p.What))
				continue
			}
			stopped = err
		}
		r.rows = append(r.rows, r.unread(company, "the run ended before this company was read"))
	}
	r.progress(-1)
	return cmp.Or(r.kept.flush(), stopped)
}

// progress says how many companies are done; fewer than none at the end.
func (r *adoptionReader) progress(done int) {
	switch {
	case r.Progress == nil:
	case done < 0:
		r.Progress("")
	default:
		r.Progress(fmt.Sprintf("company %d of %d", done+1, len(r.all)))
	}
}

func (r *adoptionReader) unread(c sandbox.Named, why string) report.CompanyAdoption {
	return report.CompanyAdoption{Company: c, Sandbox: r.isSandbox(c), Status: "unread", Standing: "unknown",
		Update: "unknown", Reapply: "unknown",
		Note: why, ReadAt: r.now()}
}

// isSandbox reports whether a company was named as a sandbox: those of the On-Demand
// Sandbox are listed among the companies of production, and look like them.
func (r *adoptionReader) isSandbox(c sandbox.Named) bool {
	return slices.Contains(r.sandboxes, int64(c.ID))
}

func (r *adoptionReader) now() time.Time { return r.Now().UTC().Truncate(time.Second) }

// row is what the answer of a company says.
func (r *adoptionReader) row(c sandbox.Named, list []sandbox.Installation) report.CompanyAdoption {
	row := report.CompanyAdoption{Company: c, Status: "not_found", Standing: "unknown", Update: "unknown",
		Reapply: "unknown", ReadAt: r.now()}
	found, ok := r.identity.Find(list)
	if !ok {
		row.Note = fmt.Sprintf("not recognised among %d installed apps", len(list))
		nameless := slices.DeleteFunc(slices.Clone(list), func(i sandbox.Installation) bool {
			return i.AppUID != "" || cmp.Or(i.App.Name, i.App.InternalName, i.App.UID) != ""
		})
		if len(nameless) > 0 {
			row.Note += fmt.Sprintf(", %d of them without a name", len(nameless))
		}
		return row
	}
	row.Status, row.Version = found.Status, found.SemanticVersion
	if row.Status != "uninstalled" {
		row.Status = "installed"
	}
	row.Update = said(found.Updatable, "offered")
	row.Reapply = said(found.Pending, "pending")
	return row
}

// said is what a field that may be absent means: absent is unknown, null is
// none.
func said(s sandbox.Said, there string) string {
	switch {
	case !s.There:
		return "unknown"
	case s.Text == "":
		return "none"
	}
	return there
}

// judge says how the version of a company stands to the published one, which
// may have changed since it was read.
func (r *adoptionReader) judge(row report.CompanyAdoption) report.CompanyAdoption {
	row.Standing, row.Sandbox = "unknown", r.isSandbox(row.Company)
	has, err := version.Parse(row.Version)
	published, missing := version.Parse(r.published)
	if err != nil || missing != nil || row.Status != "installed" {
		return row
	}
	switch c := has.Compare(published); {
	case c < 0:
		row.Standing = "behind"
	case c > 0:
		row.Standing = "ahead"
	default:
		row.Standing = "current"
	}
	return row
}

// adoptionState is the file that keeps what was read. Without a name it keeps
// nothing.
type adoptionState struct {
	project *Project
	name    string // as given
	data    []byte // as it lies on disk, nil if it does not
	content adoptionContent
	unsaved int // companies added since the last write
}

type adoptionContent struct {
	Format      int                      `json:"format"`
	App         string                   `json:"app"`
	Environment string                   `json:"environment"`
	TestServer  string                   `json:"test_server"`
	Companies   []report.CompanyAdoption `json:"companies"`
}

// maxState is more than any state needs: a hundred thousand companies.
const maxState = 64 << 20

// openAdoption reads the state of an earlier run, where there is one.
func openAdoption(p *Project, opts AdoptionOptions, a report.Adoption) (*adoptionState, error) {
	s := &adoptionState{project: p, name: opts.State, content: adoptionContent{Format: 1, App: a.App,
		Environment: a.Environment, TestServer: opts.TestServer}}
	if s.name == "" {
		return s, nil
	}
	f, err := os.Open(p.Path(s.name))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, Usagef("--state %s: %w", s.name, Reason(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, Usagef("--state %s: not a regular file", s.name)
	}
	if s.data, err = io.ReadAll(io.LimitReader(f, maxState)); err != nil {
		return nil, Usagef("--state %s: %w", s.name, Reason(err))
	}
	var content adoptionContent
	if err := json.Unmarshal(s.data, &content); err != nil || content.Format != 1 {
		return nil, Usagef("--state %s: the file is not the saved progress of an earlier run; name another "+
			"file", s.name)
	}
	if content.App != s.content.App || content.Environment != s.content.Environment ||
		content.TestServer != s.content.TestServer {
		return nil, Usagef("--state %s: the file belongs to %s in %s; name another "+
			"file", s.name, content.App, content.Environment)
	}
	s.content = content
	if n := len(content.Companies); n > 0 {
		p.note("%s: %d companies were read in earlier runs", s.name, n)
	}
	return s, nil
}

func (s *adoptionState) find(id sandbox.ID) (report.CompanyAdoption, bool) {
	i := slices.IndexFunc(s.content.Companies, func(c report.CompanyAdoption) bool { return c.Company.ID == id })
	if i < 0 {
		return report.CompanyAdoption{}, false
	}
	return s.content.Companies[i], true
}

// flushEvery is how many companies are kept together: a large file is not
// written again for each.
const flushEvery = 25

// add keeps a company.
func (s *adoptionState) add(row report.CompanyAdoption) error {
	s.content.Companies = append(s.content.Companies, row)
	if s.unsaved++; s.unsaved < flushEvery {
		return nil
	}
	return s.flush()
}

// flush writes what was added.
func (s *adoptionState) flush() error {
	if s.name == "" || s.unsaved == 0 {
		return nil
	}
	var data bytes.Buffer
	if err := json.NewEncoder(&data).Encode(s.content); err != nil {
		return err
	}
	err := s.onDisk(func(d *disk, name string) error { return d.replace(name, s.data, data.Bytes()) })
	if err == nil {
		s.data, s.unsaved = data.Bytes(), 0
	}
	return err
}

// remove ends the state: a later run reads everything again.
func (s *adoptionState) remove() error {
	if s.name == "" || s.data == nil {
		return nil
	}
	return s.onDisk(func(d *disk, name string) error { return d.remove(name) })
}

func (s *adoptionState) onDisk(work func(d *disk, name string) error) error {
	path := s.project.Path(s.name)
	d, err := s.project.openDisk(filepath.Dir(path))
	if err == nil {
		defer d.close()
		err = work(d, filepath.Base(path))
	}
	if err != nil {
		return &Error{Class: Failure, Err: fmt.Errorf("save the progress in %s: %w", s.name, err)}
	}
	return nil
}

// unfinished is the error of a run that did not read everything.
func (s *adoptionState) unfinished(stopped error) error {
	text := "some companies could not be read; see their notes"
	if stopped != nil {
		text = "the run ended before all companies were read"
	}
	if s.name != "" {
		text += "\nto continue, run the same command again; progress is saved in " + s.name
	}
	var p *sandbox.Problem
	if errors.As(stopped, &p) {
		stopped = withRemedy(p)
	}
	if stopped != nil {
		return &Error{Class: Failure, Err: fmt.Errorf("%w\n%s", stopped, text)}
	}
	return &Error{Class: Failure, Err: errors.New(text)}
}
