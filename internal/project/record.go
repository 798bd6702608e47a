package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/version"
)

// RecordOptions say what happened to a version, as a command line has it.
type RecordOptions struct {
	// Version is APP@VERSION, or APP@STATE for the latest in a state; APP for
	// events of the app itself.
	Version string
	// Event is what happened, but for who, when and what its kind fills in.
	Event ledger.Event
	// On is when it happened, if that was earlier: a day.
	On     string
	DryRun bool
	// Portal is the number that the portal assigned, "" for none.
	Portal string
	// Evidence is what proves a test: a file in the repository, or an https
	// address; "" for none.
	Evidence string
	// Results is the file with the results of a test; "" for none.
	Results string
	// Retracts is the event to retract: its kind, or the name of its file.
	Retracts string
	// Proof is the content of the file that proves a test, and ProofName how it is
	// called elsewhere; nil for none.
	Proof     []byte
	ProofName string
	// Notes names the release notes of a promotion: a file, or - for standard
	// input; "" for those of the manifest.
	Notes string
}

// Verb is the command that records the event, for messages.
func (o *RecordOptions) Verb() string {
	switch o.Event.Kind {
	case ledger.Test, ledger.Promote, ledger.Retire:
		return string(o.Event.Kind)
	}
	return "record " + string(o.Event.Kind)
}

// Record records an event, and says what the ledger says then.
func Record(ctx context.Context, p *Project, opts RecordOptions) (*report.Recorded, error) {
	doing := opts.Verb() + " " + opts.Version
	notes, err := readNotes(p, opts.Notes) // before the lock: someone may type them
	if err != nil {
		return nil, err
	}
	id, at, isVersion := strings.Cut(opts.Version, "@")
	state, release, err := p.hold(ctx, opts.Verb(), id)
	if err != nil {
		return nil, err
	}
	defer release()
	switch ofApp := opts.Event.Kind == ledger.Retire; {
	case isVersion && ofApp:
		return nil, Usagef("%s names a version; an app can only be retired as a whole: %s", opts.Version, id)
	case !isVersion && !ofApp && opts.Event.Kind != ledger.Retract: // approvals are retracted, and belong to the app
		return nil, Usagef("%s does not name a version; write %s@VERSION; its versions: manifest status "+
			"%s", id, id, id)
	}
	if opts.Event.By, err = p.author(ctx, opts.Event.By); err != nil {
		return nil, err
	}
	var number version.Version
	if isVersion {
		v, err := state.findVersion(at, opts.Event.Kind == ledger.Retract)
		if err != nil {
			return nil, err
		}
		number = v.Number
	}
	if slices.Contains(goingOn, opts.Event.Kind) {
		if err := state.notRetired("recorded"); err != nil {
			return nil, err
		}
	}
	opts.Event.At = p.now(state)
	if opts.Event.Day, err = dayGone("--on", opts.On, opts.Event.At); err != nil {
		return nil, err
	}
	if err := completeEvent(ctx, p, state, number, &opts, notes); err != nil {
		return nil, err
	}
	proof := opts.nameProof(number)
	recorded, err := state.ledger.Add(opts.Event, number)
	if err != nil {
		return nil, recordError(doing, err)
	}
	outcome := report.NewRecorded(state.ledger, recorded, state.name)
	outcome.DryRun = opts.DryRun
	outcome.Next = (&appState{app: state.app, project: p, ledger: recorded.App}).nextAfter(recorded.Entry)
	if opts.Event.Kind == ledger.Retract {
		outcome.Deletable = !isCommitted(ctx, p, state.app, recorded.Entry.Target.Path)
	}
	if opts.DryRun {
		return outcome, nil
	}
	if proof != "" {
		// It may be left from a run that was cut short: its name says what it holds.
		if err := state.disk.create(proof, opts.Proof); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
	}
	if err := writeEvent(ctx, state, recorded, doing); err != nil {
		return nil, err
	}
	if proof != "" {
		warnIgnored(ctx, p, state.app, proof)
	}
	return outcome, nil
}

// goingOn are the events that lead a version to customers. They are not recorded
// of an app that has ended; what others do with its versions still is.
var goingOn = []ledger.Kind{ledger.Test, ledger.Promote, ledger.Submit}

// writeEvent adds the file of an event, and says so where git ignores it.
func writeEvent(ctx context.Context, s *appState, recorded *ledger.Recorded, doing string) error {
	if err := s.disk.create(recorded.Entry.Path, recorded.Data); err != nil {
		return notCreated(doing, err)
	}
	warnIgnored(ctx, s.project, s.app, recorded.Entry.Path)
	return nil
}

// notCreated says why the file of an event could not be added.
func notCreated(doing string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: another process recorded the same event during this run; nothing was written. "+
			"Run the command again",
			doing)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// completeEvent fills in what the kind of an event asks for.
func completeEvent(ctx context.Context, p *Project, s *appState, number version.Version, opts *RecordOptions,
	notes promote.Notes) error {
	switch opts.Event.Kind {
	case ledger.Retract:
		if err := s.retractable(); err != nil {
			return err
		}
		target, err := s.retracted(number, opts.Retracts)
		if err != nil {
			return err
		}
		if target.Kind == ledger.Rename { // the folder would keep the id that it says nothing of
			return Refusef("not recorded: a rename cannot be retracted; to give the app its old id: manifest "+
				"rename %s %s",
				shellWord(s.id), target.Renamed)
		}
		opts.Event.Cancels = target.Base()
		return nil
	case ledger.Retire:
		return s.reliable()
	case ledger.Promote:
		if err := s.reliable(); err != nil {
			return err
		}
		var err error
		if opts.Event.Portal, err = portalVersion(opts.Portal, number); err != nil {
			return err
		}
		return completePromotion(ctx, p, s, s.ledger.Version(number), &opts.Event, notes)
	}
	if err := s.reliable(); err != nil {
		return err
	}
	var err error
	own := number
	if opts.Event.Kind == ledger.NewKeys {
		own = version.Version{} // it corrects another number that was recorded
	}
	if opts.Event.Portal, err = portalVersion(opts.Portal, own); err != nil {
		return err
	}
	if opts.Results != "" {
		if err := addResults(ctx, p, s, number, opts); err != nil {
			return err
		}
	}
	if opts.Evidence != "" {
		if err := addEvidence(p, s, number, opts); err != nil {
			return err
		}
	}
	return s.mayAssign(s.ledger.Version(number), opts.Event)
}

// addEvidence makes a copy of the file that proves a test part of the version. An
// https address is kept as it is.
func addEvidence(p *Project, s *appState, number version.Version, opts *RecordOptions) error {
	if strings.HasPrefix(opts.Evidence, "https://") {
		opts.Event.Evidence = ledger.Evidence{File: opts.Evidence}
		return nil
	}
	if strings.Contains(opts.Evidence, "://") {
		return Usagef("--evidence %s: expected a file in the repository, or an https address", opts.Evidence)
	}
	name := p.Path(opts.Evidence)
	data, err := p.readPath(name)
	if err != nil {
		return Usagef("--evidence %s: %w", opts.Evidence, Reason(err))
	}
	if len(data) > manifest.MaxBytes {
		return Usagef("--evidence %s: the file is larger than %d KiB; give a summary of the file, or an https "+
			"address",
			opts.Evidence,
			manifest.MaxBytes>>10)
	}
	plain := strings.ReplaceAll(string(data), "\x00", "") // as text in UTF-16 reads
	for _, err := range []error{secret.Refuse("the evidence", plain), secret.Refuse("its name", filepath.Base(name))} {
		if err != nil {
			return Usagef("--evidence %s: %w", opts.Evidence, err)
		}
	}
	opts.Proof, opts.ProofName = data, filepath.Base(name)
	return nil
}

// nameProof notes the file that proves a test in its event, and returns the path
// of that file below the app's folder; "" for none.
func (o *RecordOptions) nameProof(number version.Version) string {
	if o.Proof == nil {
		return ""
	}
	below := path.Join(ledger.EvidenceDir, ledger.EvidenceName(o.Event.At, o.ProofName, o.Proof))
	o.Event.Evidence = ledger.Evidence{File: below, Digest: ledger.RawDigest(o.Proof)}
	return path.Join(ledger.VersionsDir, number.String(), below)
}

// retracted finds the event that a person wants to retract: by its kind, its
// file, or of an approval the start of its fingerprint after "approve".
func (s *appState) retracted(number version.Version, word string) (*ledger.Entry, error) {
	kind, print, _ := strings.Cut(word, " ")
	if print == "" {
		e, err := s.ledger.Find(number, word)
		if err != nil {
			return nil, Refusef("retract: %w", err)
		}
		return e, nil
	}
	if kind != string(ledger.Approve) {
		return nil, Usagef("retract: unexpected %q after %s", print, kind)
	}
	var found *ledger.Entry
	for _, approval := range s.ledger.Approvals {
		if approval.Counts() && strings.HasPrefix(approval.Fingerprint, print) {
			if found != nil && found.Fingerprint != approval.Fingerprint {
				return nil, Usagef("retract: the fingerprint %s is not unique; give more digits", print)
			}
			found = approval.Entry
		}
	}
	if found == nil {
		return nil, Refusef("retract: %s has no approval with the fingerprint %s", s.id, print)
	}
	return found, nil
}

// recordError turns a refusal of the ledger into one of the command.
func recordError(doing string, err error) error {
	var refused *ledger.Refused
	if errors.As(err, &refused) {
		return Refusef("not recorded: %w", err)
	}
	return Usagef("%s: %w", doing, err)
}

// dayGone reads the day of a flag: the day on which something happened, "" where
// it is not given. A day that has not begun anywhere is refused.
func dayGone(flag, text string, at time.Time) (ledger.Day, error) {
	if text == "" {
		return "", nil
	}
	day, err := ledger.ParseDay(text)
	if err != nil {
		return "", Usagef("%s: %w", flag, err)
	}
	if !day.HasBegun(at) {
		return "", Usagef("%s %s: that day is in the future", flag, day)
	}
	return day, nil
}

// mayAssign refuses keys and numbers of the portal that another version of the
// app has, and a production key before the promotion that issues it.
func (s *appState) mayAssign(v *ledger.Version, e ledger.Event) error {
	if e.Kind == ledger.NewKeys && e.Keys.Production != "" && v.State == ledger.ReadyForTesting {
		return Refusef("not recorded: the portal issues a Production App Version Key when it promotes a version; record "+
			"it with: manifest promote %s@%s --production-key KEY",
			s.id, v.Number)
	}
	for _, other := range s.ledger.Versions {
		if other.Number == v.Number || other.State == ledger.Retracted {
			continue
		}
		for _, key := range []string{e.Keys.Sandbox, e.Keys.Production} {
			if key != "" && (strings.EqualFold(other.Keys.Sandbox, key) || strings.EqualFold(other.Keys.Production, key)) {
				return Refusef("not recorded: key %s already belongs to version %s; each version has its own keys", key,
					other.Number)
			}
		}
	}
	return s.mayNumber(v.Number, e.Portal)
}

// mayNumber refuses a number of the portal that is not higher than those before.
func (s *appState) mayNumber(number, portal version.Version) error {
	if portal == (version.Version{}) {
		return nil
	}
	for _, other := range s.ledger.Versions {
		if other.Number == number || other.State == ledger.Retracted {
			continue
		}
		if other.Portal == portal || other.Number == portal {
			return Refusef("not recorded: the number %s already belongs to version %s", portal, other.Number)
		}
		switch before := other.Number.Compare(number) < 0; {
		case before && portal.Compare(other.Portal) < 0:
			return Refusef("not recorded: the portal number %s is lower than %s, which the portal assigned to the "+
				"earlier version %s; look up the number in the portal", portal, other.Portal, other.Number)
		case !before && portal.Compare(other.Portal) > 0:
			return Refusef("not recorded: the portal number %s is higher than %s, which the portal assigned to the "+
				"later version %s; look up the number in the portal", portal, other.Portal, other.Number)
		}
	}
	return nil
}

// isCommitted reports whether a commit or the index of git holds a file of an
// app. Where git cannot tell, it is taken for committed.
func isCommitted(ctx context.Context, p *Project, a app, below string) bool {
	r, err := p.repository(ctx)
	if err != nil {
		return false
	}
	name, err := r.Path(absolute(path.Join(a.path, below)))
	if err != nil {
		return false
	}
	head, err := r.Head(ctx)
	if err != nil || head == "" {
		return err != nil
	}
	_, err = r.File(ctx, head, name)
	return err == nil
}

// warnIgnored says which of the files that were written git ignores: they would
// not reach anybody else.
func warnIgnored(ctx context.Context, p *Project, a app, below ...string) {
	r, err := p.repository(ctx)
	if err != nil {
		return
	}
	var shown, inGit []string
	for _, name := range below {
		at, err := r.Path(absolute(path.Join(a.path, name)))
		if err != nil {
			return
		}
		shown, inGit = append(shown, path.Join(a.name, name)), append(inGit, at)
	}
	ignored, err := r.Ignored(ctx, inGit)
	if err != nil {
		return
	}
	for i, name := range shown {
		if ignored[inGit[i]] {
			p.warn("git ignores %s; to commit it: git add --force %s", name, shellWord(name))
		}
	}
}
