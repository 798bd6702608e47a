package project

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/schema"
)

// VerifyOptions say what to compare, and with what.
type VerifyOptions struct {
	LiveOptions
	App, File       string
	Installation    int64
	Manifest        string
	WithoutManifest bool
	Link            bool
	Portal          schema.Portal
}

// Verify compares what is installed with git. What differs is an error beside the
// result.
func Verify(ctx context.Context, p *Project, opts VerifyOptions) (*report.Verify, error) {
	state, version, err := expected(ctx, p, opts.App, opts.Environment)
	if err != nil {
		return nil, err
	}
	doc, err := state.frozenCopy(version.Number)
	if err != nil {
		return nil, err
	}
	v := report.Verify{App: state.id, Git: version.Number.String()}
	var found installed
	if opts.File != "" {
		found, err = installedInFile(p, opts, doc)
	} else {
		found, err = installedLive(ctx, p, opts, doc, oauthDocument(compared{doc: doc, saved: true, app: state}))
	}
	if err != nil {
		return nil, err
	}
	v.From, v.Company, v.Installation = found.from, named(found.company), found.ID
	v.Checks = compareInstalled(state, version, doc, &found.Installation)
	if opts.Manifest != "" {
		drift, err := Drift(ctx, p, DriftOptions{
			App: state.id + "@" + version.Number.String(), File: opts.Manifest, Words: opts.Portal,
		})
		if err != nil {
			return nil, err
		}
		v.Drift = drift
	}
	if !opts.WithoutManifest {
		v.Checks = append(v.Checks, manifestCheck(v.Drift))
	}
	switch v.Outcome() {
	case "differs":
		err = &Error{Class: Findings}
	case "not_compared":
		err = &Error{Class: Failure}
	}
	return &v, err
}

// expected is the version that should be installed: the one that is named, or
// else what the ledger says is there.
func expected(ctx context.Context, p *Project, word string, e schema.Environment) (*appState, *ledger.Version, error) {
	if strings.Contains(word, "@") {
		return versionAt(ctx, p, word)
	}
	a, err := p.app(ctx, word)
	if err != nil {
		return nil, nil, err
	}
	state, err := p.stateOf(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	if e.Key == "sandbox" {
		latest, err := state.findVersion(latestWord, false)
		return state, latest, err
	}
	if err := state.reliable(); err != nil {
		return nil, nil, err
	}
	expected := cmp.Or(state.ledger.Run, state.ledger.InProduction)
	if expected == nil {
		return nil, nil, Usagef("%s has no version in production that could be installed in %s; name one as %s@VERSION",
			state.id, e.Label, state.id)
	}
	return state, expected, nil
}

// installed is what was found in a company, and where that was read.
type installed struct {
	sandbox.Installation
	from    string
	company sandbox.Named
}

// installedInFile reads a saved answer, in either form.
func installedInFile(p *Project, opts VerifyOptions, doc *manifest.Document) (installed, error) {
	name, list, err := savedInstallations(p, opts.File)
	if err != nil {
		return installed{}, err
	}
	id := identity(doc, clientID(p))
	id.Installation = sandbox.ID(opts.Installation)
	one, ok := id.Find(list)
	if len(list) == 1 && opts.Installation == 0 {
		one, ok = list[0], true // whoever saved a single one means it
	}
	if !ok {
		return installed{}, notRecognised(name, list, id)
	}
	showLink(p, opts, &one)
	return installed{one, name, sandbox.Named{ID: sandbox.ID(opts.Company)}}, nil
}

// savedInstallations reads a saved answer about installed apps, and returns the name
// of its file.
func savedInstallations(p *Project, file string) (name string, list []sandbox.Installation, err error) {
	f, err := portalFile(p, file)
	if err != nil {
		return "", nil, fmt.Errorf("read the saved response %s: %w", file, err)
	}
	if len(f.Data) > manifest.MaxBytes {
		return "", nil, Failed(fmt.Errorf("read the saved response "+
			"%s: the file is larger than %d KiB; keep only the installation "+
			"of this app", file, manifest.MaxBytes>>10))
	}
	if list, err = sandbox.ReadInstallations(f.Data); err != nil {
		return "", nil, Failed(fmt.Errorf("read the saved response %s: the file is not a response of GET %s: %w", file,
			sandbox.InstallationsPath, err))
	}
	return f.Name, list, nil
}

func notRecognised(where string, list []sandbox.Installation, id sandbox.Identity) error {
	var words []string
	for n := range list {
		words = append(words, list[n].String())
	}
	hint := "; choose one with --installation ID"
	if len(words) == 0 {
		words, hint = []string{"nothing"}, ""
	}
	return Refusef("verify: the app %q is not recognised in %s, which has %s%s", id.Name, where,
		strings.Join(words[:min(len(words), 10)], ", "), hint)
}

// installedLive asks a company. The list names the version's number, and the
// single form the id of the version; both are asked.
func installedLive(ctx context.Context, p *Project, opts VerifyOptions, doc, working *manifest.Document) (installed,
	error) {
	l, err := connect(ctx, p, opts.LiveOptions, sandbox.DefaultPatience)
	if err != nil {
		return installed{}, err
	}
	s, err := session(ctx, p, l, doc, working)
	if err != nil {
		return installed{}, err
	}
	defer end(ctx, p, s)
	company, err := oneCompany(ctx, s, opts.Company)
	if err != nil {
		return installed{}, err
	}
	list, err := s.Installations(ctx, company.ID)
	if err != nil {
		return installed{}, liveError(err)
	}
	id := identity(doc, l.ID)
	id.Installation = sandbox.ID(opts.Installation)
	found, ok := id.Find(list)
	if !ok {
		return installed{}, notRecognised("company "+company.String(), list, id)
	}
	if found.ID == 0 {
		p.warn("the id of the version was not read, because the installation has no ID")
	} else if one, err := s.Installation(ctx, found.ID, company.ID); err != nil {
		p.warn("the id of the version was not read: %s", err)
	} else {
		found.AppVersionID, found.ManifestURL = one.AppVersionID, one.ManifestURL
	}
	showLink(p, opts, &found)
	return installed{found, l.where(), company}, nil
}

// showLink shows the link to the manifest to whoever asked for it. It is a
// secret, which the redaction of the command would mask.
func showLink(p *Project, opts VerifyOptions, i *sandbox.Installation) {
	switch {
	case !opts.Link:
	case i.ManifestURL == "":
		p.warn("the response has no link to the manifest")
	default:
		fmt.Fprintf(plain(p.Stderr), "link to the manifest, valid for a short time: %s\nsave it, then add: "+
			"--manifest FILE\n",
			report.Visible(i.ManifestURL))
	}
}

// compareInstalled compares what an installation says about itself with a
// version.
func compareInstalled(state *appState, v *ledger.Version, doc *manifest.Document,
	i *sandbox.Installation) []report.VerifyCheck {
	return []report.VerifyCheck{statusCheck(i), versionCheck(state, v, i), componentsCheck(doc, i)}
}

func statusCheck(i *sandbox.Installation) report.VerifyCheck {
	c := report.VerifyCheck{What: "status", Git: "installed", Installed: i.Status, Outcome: "same"}
	switch i.Status {
	case "installed":
	case "":
		c.Outcome, c.Note = "not_compared", "the response contains no status"
	default:
		c.Outcome, c.Note = "differs", "install the app again with its App Version Key"
	}
	return c
}

// versionCheck compares numbers. The single form has only the id of a version:
// Procore's help calls the App Version Key an App Version ID, so an id that is
// a recorded key tells the version, and any other tells nothing.
func versionCheck(state *appState, v *ledger.Version, i *sandbox.Installation) report.VerifyCheck {
	c := report.VerifyCheck{What: "version", Git: v.Portal.String(), Installed: i.SemanticVersion, Outcome: "same"}
	if c.Installed == "" && i.AppVersionID != "" {
		at := slices.IndexFunc(state.ledger.Versions, func(r *ledger.Version) bool {
			return strings.EqualFold(r.Keys.Sandbox, i.AppVersionID) || strings.EqualFold(r.Keys.Production, i.AppVersionID)
		})
		if at < 0 {
			c.Outcome, c.Note = "not_compared",
				"the response identifies the version by an id that is not a recorded key: "+
					i.AppVersionID
			return c
		}
		c.Installed = state.ledger.Versions[at].Portal.String()
	}
	switch {
	case c.Installed == "":
		c.Outcome, c.Note = "not_compared", "the response does not name the version"
	case c.Installed != c.Git:
		c.Outcome, c.Note = "differs", "each version has its own key, so the installed version does not change "+
			"by itself"
	}
	return c
}

// componentsCheck compares the kinds of components. The reference has
// fullscreen and, from older schemas, iframe for the one, and oauth for either
// way to sign in.
func componentsCheck(doc *manifest.Document, i *sandbox.Installation) report.VerifyCheck {
	m := model.Read(doc.Root)
	var want []string
	for _, part := range []struct {
		name string
		has  bool
	}{{"agentic", m.Agentic.Exists()}, {"fullscreen", m.FullScreen != nil}, {"oauth", m.Connector.Node != nil},
		{"sidepanel", m.SidePanel != nil}} {
		if part.has {
			want = append(want, part.name)
		}
	}
	c := report.VerifyCheck{What: "components", Git: strings.Join(want, ", "), Outcome: "same"}
	if i.Components == nil {
		c.Outcome, c.Note = "not_compared", "the response does not list the components"
		return c
	}
	var have []string
	for _, name := range i.Components {
		if name == "iframe" {
			name = "fullscreen"
		}
		have = append(have, name)
	}
	if i.Agentic {
		have = append(have, "agentic")
	}
	slices.Sort(have)
	c.Installed = strings.Join(slices.Compact(have), ", ")
	if c.Installed != c.Git {
		c.Outcome = "differs"
	}
	return c
}

func manifestCheck(d *report.Drift) report.VerifyCheck {
	c := report.VerifyCheck{What: "manifest", Outcome: "same"}
	switch {
	case d == nil:
		c.Outcome, c.Note = "not_compared", "give the manifest with --manifest FILE (see --link), or skip it "+
			"with --without-manifest"
	case len(d.Differences) > 0:
		c.Outcome, c.Git, c.Installed = "differs", d.Git, d.Portal
		c.Note = diag.Plural(len(d.Differences), "field") + ", listed below"
	default:
		c.Git = "every field that " + d.Portal + " has"
	}
	return c
}
