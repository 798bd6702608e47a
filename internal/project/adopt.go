package project

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// AdoptOptions say which version was there before its app came here, and what is
// known of it.
type AdoptOptions struct {
	// Version is APP for the version of the working manifest, or APP@VERSION.
	Version string
	// From is the file with the content of the version: the portal's JSON or a
	// manifest; - for standard input, "" for the working manifest.
	From string
	// State is the state that the version has, and Since the day on which it
	// reached it; "" if unknown.
	State ledger.State
	Since string
	Keys  ledger.Keys
	// Portal is the number that the portal assigned, "" for none.
	Portal string
	// Distribution and UserLevel say what the portal's JSON does not.
	Distribution string
	UserLevel    *bool
	By, Note     string
	DryRun       bool
}

// AdoptableStates are the states that an adopted version can have, as words.
func AdoptableStates() []string {
	var words []string
	for _, s := range ledger.Adoptable() {
		words = append(words, string(s))
	}
	return words
}

// Adopt brings in a version with its own past. No gates apply.
func Adopt(ctx context.Context, p *Project, opts AdoptOptions) (*report.Recorded, error) {
	doing := "adopt " + opts.Version
	id, at, isVersion := strings.Cut(opts.Version, "@")
	var number version.Version
	var err error
	if isVersion {
		if number, err = version.Parse(at); err != nil {
			return nil, Usagef("%s: %w", doing, err)
		}
	}
	var from *source.File
	switch {
	case opts.State == "":
		return nil, Usagef("%s: give the state of the version with --state STATE: "+
			"%s", doing, diag.AnyOf(AdoptableStates()))
	case opts.From != "" && !isVersion:
		return nil, Usagef("%s: name the version that %s contains: %s@VERSION", doing, opts.From, id)
	case opts.From == "" && (opts.Distribution != "" || opts.UserLevel != nil):
		return nil, Usagef("%s: the working manifest already sets distribution and authentication; use --distribution and "+
			"--user-level only with --from", doing)
	case opts.From != "":
		if from, err = portalFile(p, opts.From); err != nil {
			return nil, fmt.Errorf("%s: read %s: %w", doing, opts.From, Reason(err))
		}
	}
	s, release, err := p.hold(ctx, "adopt", id)
	if err != nil {
		return nil, err
	}
	defer release()
	if opts.By, err = p.author(ctx, opts.By); err != nil {
		return nil, err
	}
	if err := s.reliable(); err != nil {
		return nil, err
	}
	if !isVersion {
		if number, err = s.workingNumber(); err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
	}
	if err := s.mayAdopt(number); err != nil {
		return nil, err
	}
	// A version that was saved or adopted by mistake has a frozen copy already.
	frozen := s.ledger.Version(number) != nil
	var doc *manifest.Document
	if frozen {
		doc, err = s.frozenCopy(number)
	} else {
		doc, err = s.adopted(number, from, opts)
	}
	if err != nil {
		return nil, err
	}
	if frozen && from != nil {
		return nil, Refusef("not adopted: %s has a frozen copy, which is never modified; adopt the version as "+
			"it is, without --from",
			number)
	}
	e := ledger.Event{
		Kind: ledger.Adopt, At: p.now(s), By: opts.By, State: opts.State, Keys: opts.Keys, Note: opts.Note,
		Digest: ledger.FrozenDigest(doc.File.Data), Distribution: model.Read(doc.Root).Distribution.String(),
	}
	if e.Since, err = dayGone("--since", opts.Since, e.At); err != nil {
		return nil, err
	}
	if e.Portal, err = portalVersion(opts.Portal, number); err != nil {
		return nil, err
	}
	if err := s.mayBecome(number, e); err != nil {
		return nil, err
	}
	recorded, err := s.ledger.Add(e, number)
	if err != nil {
		return nil, recordError(doing, err)
	}
	if err := inOrder(recorded); err != nil {
		return nil, err
	}
	outcome := report.NewRecorded(s.ledger, recorded, s.name)
	outcome.DryRun = opts.DryRun
	outcome.Next = (&appState{app: s.app, project: p, ledger: recorded.App}).nextAfter(recorded.Entry)
	if opts.DryRun {
		return outcome, nil
	}
	if frozen {
		return outcome, writeEvent(ctx, s, recorded, doing)
	}
	return outcome, writeVersion(ctx, s, recorded, doc.File.Data, doing)
}

// workingNumber is the version of the working manifest.
func (s *appState) workingNumber() (version.Version, error) {
	doc, err := s.working()
	if err != nil {
		return version.Version{}, err
	}
	number, ok := model.Read(doc.Root).Number()
	if !ok {
		return number, Usagef("the version in the working manifest cannot be read; see: manifest lint "+
			"%s", shellWord(s.name))
	}
	return number, nil
}

// mayAdopt refuses a number that cannot be adopted, with what to do instead.
func (s *appState) mayAdopt(number version.Version) error {
	v, lowest := s.ledger.Version(number), s.ledger.LowestSaved()
	at := s.at(number)
	switch {
	case s.ledger.Retired != nil:
		return Refusef("not adopted: %s was retired", s.id)
	case v != nil && v.Adopted() && v.State != ledger.Retracted:
		return Refusef("not adopted: %s was already adopted, by %s on %s; to add a key or number, run manifest "+
			"record keys %s; to correct its state or day, run manifest record retract %s adopt --reason TEXT, "+
			"then adopt the version again",
			number, v.First.By, ledger.DayOf(v.First.At), at, at)
	case lowest != nil && number.Compare(lowest.Number) >= 0:
		return Refusef("not adopted: %s was saved here, and only lower numbers can be adopted; to record %s, "+
			"run manifest save %s, then manifest promote %s",
			lowest.Number, number, shellWord(s.id), at)
	}
	if other := s.ledger.Uses(number); other != nil && other != v {
		return Refusef("not adopted: the portal already assigned the number %s to version %s", number, other.Number)
	}
	return nil
}

// mayBecome refuses what a version cannot have in its state.
func (s *appState) mayBecome(number version.Version, e ledger.Event) error {
	reviewed := e.State == ledger.InReview || e.State == ledger.Published
	switch {
	case reviewed && e.Distribution != marketplace:
		return Refusef("not adopted: %s has distribution %s, and Procore reviews only Marketplace apps; "+
			"customers got this version when it was promoted, so use --state %s",
			number, e.Distribution, ledger.Production)
	case e.State == ledger.ReadyForTesting && e.Keys.Production != "":
		return Refusef("not adopted: %s has a Production App Version Key, which the portal issues when it promotes a "+
			"version; use --state %s",
			number, ledger.Production)
	}
	return s.mayAssign(&ledger.Version{Number: number}, e)
}

// inOrder refuses an adoption after which a lower number would count as what
// customers run: adopted versions come in the order of their days, those without a
// day first, and the last one counts.
func inOrder(recorded *ledger.Recorded) error {
	e := recorded.Entry
	for _, reached := range []bool{false, true} {
		var last, highest *ledger.Entry
		for _, other := range recorded.App.Events {
			if other.Kind != ledger.Adopt || !other.Counts() || other.State == ledger.ReadyForTesting ||
				reached && recorded.App.Version(other.Number).Reached == nil {
				continue
			}
			if last = other; highest == nil || other.Number.Compare(highest.Number) > 0 {
				highest = other
			}
		}
		switch {
		case last == highest:
		case e == last:
			return Refusef("not adopted: %s (%s) would come after %s (%s), which has a higher number; leave out --since",
				e.Number, sinceWords(e), highest.Number, sinceWords(highest))
		case e == highest:
			return Refusef("not adopted: %s (%s) would come before %s (%s), which has a lower number; "+
				"give a later day with --since DATE", e.Number, sinceWords(e), last.Number, sinceWords(last))
		}
	}
	return nil
}

// sinceWords is the day on which an adopted version reached its state.
func sinceWords(e *ledger.Entry) string {
	if e.Since == "" {
		return "date unknown"
	}
	return "since " + string(e.Since)
}

// adopted returns the content of the version to adopt: a whole manifest that can
// be understood, of its number, without secrets.
func (s *appState) adopted(number version.Version, from *source.File, opts AdoptOptions) (*manifest.Document, error) {
	var doc *manifest.Document
	var err error
	name := opts.From
	switch {
	case from == nil:
		doc, err = s.working()
		name = s.name + "/" + manifestName
	case isPortalFile(from):
		doc, err = s.fromPortal(number, from, opts)
	case opts.Distribution != "" || opts.UserLevel != nil:
		err = Usagef("adopt %s: %s is a manifest and already sets distribution and authentication; leave out "+
			"--distribution and --user-level",
			opts.Version, opts.From)
	default:
		doc, err = readable(from)
	}
	if err != nil {
		return nil, err
	}
	found, err := unfit(s.project, doc.File, s.id, false)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return nil, &Error{Class: Findings, Findings: found,
			Err: fmt.Errorf("not adopted: %s cannot be read as a manifest: %s",
				name, diag.Plural(len(found), "error"))}
	}
	leaks, err := secretsIn(s.project, doc.File, s.id)
	if err != nil {
		return nil, err
	}
	if len(leaks) > 0 {
		return nil, &Error{Class: Findings, Findings: leaks,
			Err: fmt.Errorf("not adopted: %s contains a secret, and an adopted version stays in the history of the repository",
				name)}
	}
	if n := bytes.Count(doc.File.Data, []byte("# "+portal.Mark)); n > 0 && from == nil {
		s.project.warn("%s in %s, marked # %s; correct the manifest now, because frozen copies are never modified",
			diag.Plural(n, "assumed value"), name, portal.Mark)
	}
	is, ok := model.Read(doc.Root).Number()
	switch {
	case !ok:
		return nil, Usagef("adopt %s: the version of %s cannot be read; see: manifest "+
			"lint %s", opts.Version, name, shellWord(name))
	case is != number && from == nil:
		return nil, Usagef("adopt %s: the working manifest is version %s; give a file with the content of %s: "+
			"--from FILE", opts.Version, is, number)
	case is != number:
		return nil, Refusef("not adopted: %s is version %s, not %s", name, is, number)
	}
	return doc, nil
}

// secretsIn returns the secrets that a manifest holds and no one has judged
// harmless.
func secretsIn(p *Project, f *source.File, app string) ([]diag.Diagnostic, error) {
	config, _, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	linter, err := validate.New(validate.Options{Config: config, Only: validate.RulesOfSecrets()})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(linter.Lint(f, app), func(d diag.Diagnostic) bool {
		return !d.Redact || d.Severity < diag.Error
	}), nil
}

// fromPortal makes a manifest of a version of the portal's JSON. What no JSON says
// is as in the working manifest; nothing else of it is part of an older version.
func (s *appState) fromPortal(number version.Version, f *source.File, opts AdoptOptions) (*manifest.Document, error) {
	doing := "adopt " + opts.Version
	reading, err := readPortal(s.project, doing, f)
	if err != nil {
		return nil, err
	}
	if working, err := s.working(); err == nil {
		reading.Fill(registered(working.Root, opts.Distribution != ""))
	}
	given := portal.Given{Distribution: opts.Distribution, Version: number.String(), UserLevel: opts.UserLevel, App: s.id}
	if d := model.Read(reading.Root).Distribution; given.Distribution == "" {
		if !d.Exists() {
			return nil, Usagef("%s: neither the JSON nor the working manifest says how customers get the app; "+
				"use --distribution", doing)
		}
		s.project.warn("app.distribution was taken from the working manifest: %s; if the value is wrong, use "+
			"--distribution", d)
	}
	if reading.IsFragment() {
		s.project.warn("%s contains only some sections of a manifest; the other sections are left out "+
			"of %s", opts.From, number)
	}
	assumed := reading.Complete(given)
	if reading.IsEmpty() {
		return nil, Usagef("%s: %s has no component and no permissions, so without user level authentication "+
			"the manifest would be empty", doing, opts.From)
	}
	data, err := reading.Write()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	sayLeft(s.project, f, reading.Left, "left out")
	sayAssumed(s.project, assumed, reading)
	return readable(source.New(f.Name, data))
}

// registered is what a manifest says about the app and not about one of its
// versions, so that it is true of older versions too.
func registered(root *manifest.Node, withoutDistribution bool) *manifest.Node {
	kept := *root
	kept.Entries = slices.DeleteFunc(slices.Clone(root.Entries), func(e manifest.Entry) bool {
		return slices.Contains([]string{"version", "oauth", "release_notes"}, e.Key.Text)
	})
	if withoutDistribution {
		for i, e := range kept.Entries {
			if e.Key.Text == "app" {
				value := *e.Value
				value.Entries = slices.DeleteFunc(slices.Clone(value.Entries),
					func(e manifest.Entry) bool { return e.Key.Text == "distribution" })
				kept.Entries[i].Value = &value
			}
		}
	}
	return &kept
}
