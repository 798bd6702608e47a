package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// checkAppID refuses what cannot be an id, and names one that can.
func checkAppID(id string) error {
	problem := validate.AppIDProblem(id)
	if problem == "" {
		return nil
	}
	meant := ""
	if near := validate.AppIDFrom(id); near != "" {
		meant = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("%s cannot be the id of an app: %s%s", report.Visible(id), problem, meant)
}

// ImportOptions say what to make a manifest of, and what the JSON leaves open.
type ImportOptions struct {
	File  string // a path, or - for standard input
	App   string // "" for no app: the manifest is returned and not written
	Force bool
	portal.Given
}

// Imported is a manifest made of the portal's JSON.
type Imported struct {
	Data    []byte
	App     string // the folder that it was written to, "" for none
	Updated bool   // there was a manifest before
	// Taken are the paths of the fields that were changed in it.
	Taken []string
	// Assumed and Left are how many values the JSON does not say, and how many a
	// manifest has no place for. Each was listed.
	Assumed, Left int
	// Next is what to do next.
	Next string
}

// Name is the manifest that was written.
func (i *Imported) Name() string { return path.Join(i.App, manifestName) }

// Import makes a manifest of the portal's JSON and writes it where an app is
// named.
func Import(ctx context.Context, p *Project, opts ImportOptions) (*Imported, error) {
	if opts.Version != "" {
		if _, err := version.Parse(opts.Version); err != nil {
			return nil, Usagef("--version: %w", err)
		}
	}
	if opts.App != "" {
		if err := checkAppID(path.Base(shown(opts.App))); err != nil && !isPath(opts.App) {
			return nil, Usagef("--app %w", err)
		}
		a, err := p.placeOf(opts.App)
		if err != nil {
			return nil, fmt.Errorf("import: %w", err)
		}
		if err := checkAppID(a.id); err != nil {
			return nil, Usagef("--app %w", err)
		}
		opts.App = a.id
		return importApp(ctx, p, a, opts)
	}
	if opts.Force {
		return nil, Usagef("--force updates an existing manifest; name its app with --app")
	}
	reading, assumed, err := imported(p, opts)
	if err != nil {
		return nil, err
	}
	data, err := reading.Write()
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", opts.File, err)
	}
	sayLeft(p, reading.File, reading.Left, "left out")
	sayAssumed(p, assumed, reading)
	return &Imported{Data: data}, nil
}

// imported reads the JSON and completes it.
func imported(p *Project, opts ImportOptions) (*portal.Reading, []portal.Assumed, error) {
	f, err := portalFile(p, opts.File)
	if err != nil {
		return nil, nil, fmt.Errorf("import %s: %w", opts.File, err)
	}
	if !portal.IsJSON(f) && looksLikeManifest(f) {
		return nil, nil, &Error{Class: Findings, Err: fmt.Errorf("import %s: the file looks like a manifest, not the "+
			"portal's JSON", opts.File)}
	}
	reading, err := readPortal(p, "import "+opts.File, f)
	if err != nil {
		return nil, nil, err
	}
	given := opts.Given
	given.App = opts.App
	assumed := reading.Complete(given)
	if reading.IsEmpty() {
		return nil, nil, Usagef("import %s: the JSON has no component and no permissions, so without user level "+
			"authentication the manifest would be empty", opts.File)
	}
	return reading, assumed, nil
}

// importApp writes the manifest of an app: a new folder, or a file in the one
// that there is.
func importApp(ctx context.Context, p *Project, a app, opts ImportOptions) (*Imported, error) {
	at, release, err := p.holdPlace(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", a.id, err)
	}
	defer release()
	if err := p.checkedOut(ctx, a); err != nil {
		return nil, err
	}
	before, err := manifestBefore(a, opts)
	if err != nil {
		return nil, err
	}
	made := &Imported{App: a.name, Taken: []string{}}
	var was []byte
	if before != nil {
		opts.Manifest = before.Root
		made.Updated, was = true, before.File.Data
	}
	reading, assumed, err := imported(p, opts)
	if err != nil {
		return nil, err
	}
	if before != nil {
		made.Data, made.Taken, err = update(before, reading, opts)
	} else if made.Data, err = reading.Write(); err == nil {
		made.Data = append([]byte(modeline(p, a)), made.Data...)
	}
	if err == nil {
		err = at.write(was, made.Data)
	}
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", a.id, err)
	}
	sayLeft(p, reading.File, reading.Left, "left out")
	made.Left = len(reading.Left)
	if before == nil {
		sayAssumed(p, assumed, reading)
		made.Assumed = len(assumed)
	}
	made.Next = "manifest lint " + a.name
	if doc, found := manifest.Parse(source.New(made.Name(), made.Data)); opts.Version != "" && len(found) == 0 &&
		!a.hasLedger() {
		made.Next = ifLive(side("", doc).App(), a.id)
	}
	made.Next = p.Paste(made.Next)
	return made, nil
}

// ifLive says how to record that the version of a manifest is in the portal
// already, before anything is recorded of its app.
func ifLive(m *model.Manifest, id string) string {
	return fmt.Sprintf("if %s is live, record that before you change anything:\n      %s", m.Version, adoptCommand(m, id))
}

// adoptCommand is the command that adopts the version of a manifest, as what
// customers have.
func adoptCommand(m *model.Manifest, id string) string {
	state := ledger.Production
	if m.Distribution.String() == marketplace {
		state = ledger.Published
	}
	return fmt.Sprintf("manifest adopt %s --state %s --since DATE", shellWord(id), state)
}

// update takes into a manifest all that the portal has, and what the options
// say, and keeps everything else as it is written.
func update(doc *manifest.Document, reading *portal.Reading, opts ImportOptions) (data []byte, taken []string,
	err error) {
	fields := reading.Changes(doc)
	data, refused := portal.Take(doc, reading.Root, fields)
	if len(refused) > 0 {
		return nil, nil, refusedFields("--force", refused)
	}
	taken = []string{}
	for _, f := range fields {
		taken = append(taken, f.Path)
	}
	for _, given := range []struct{ path, value string }{
		{"app.distribution", opts.Distribution}, {"version", opts.Version},
	} {
		after, _ := manifest.Parse(source.New(doc.File.Name, data))
		if have, _ := after.Root.Get(strings.Split(given.path, ".")...).Str(); given.value == "" || have == given.value {
			continue
		}
		if data, err = portal.TakeValue(after, given.path, given.value); err != nil {
			return nil, nil, err
		}
		taken = append(taken, given.path)
	}
	return data, taken, nil
}

// modeline is the line that names the schema to editors, in a new manifest where
// the project keeps its schemas and has no use for the language server.
func modeline(p *Project, a app) string {
	l := p.configuration.layout
	if !exists(p, path.Join(l.shown, l.editorSchemas()[0].name)) || l.recommendsServer() {
		return ""
	}
	return l.modeline(a) + "\n"
}

// manifestBefore returns the manifest that an app has, nil if it has none.
func manifestBefore(a app, opts ImportOptions) (*manifest.Document, error) {
	f, err := a.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	if !opts.Force {
		return nil, Usagef("import: %s already exists; use --force to replace the values that differ from the "+
			"JSON and keep the rest",
			a.shows(manifestName))
	}
	doc, err := readable(f)
	if err == nil {
		err = a.refuseForeign("import", doc)
	}
	return doc, err
}

// sayLeft lists what has no place on the other side.
func sayLeft(p *Project, f *source.File, left []portal.Left, what string) {
	for _, l := range left {
		value := ""
		switch key := l.Path[strings.LastIndexByte(l.Path, '.')+1:]; {
		case l.Value != "" && validate.IsSecretName(key):
			value = " …"
		case l.Value != "":
			value = " " + l.Value
		}
		p.warn("%s:%s: %s: %s%s: %s", f.Name, f.Position(l.Span.Start), what, l.Path, value, l.Why)
	}
}

// sayAssumed lists what neither the JSON nor the command line says.
func sayAssumed(p *Project, assumed []portal.Assumed, r *portal.Reading) {
	for _, a := range assumed {
		hint := ""
		if a.Flag != "" {
			hint = "; if the value is wrong, use " + a.Flag
		}
		p.warn("assumed: %s: %s%s", a.Path, a.Value, hint)
	}
	if r.AsksForUsers() {
		p.warn("unknown whether users sign in to the app; use --user-level or --user-level=false")
	}
	if len(assumed) > 0 {
		p.warn("assumed values are marked: # %s", portal.Mark)
	}
}
