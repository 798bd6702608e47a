package ledger

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// Recorded is an event that was added to the ledger of an app.
type Recorded struct {
	// App is the app with the event, Entry the event in it.
	App   *App
	Entry *Entry
	// Data is the content of the file at Entry.Path.
	Data []byte
}

// Refused says why an event cannot be recorded.
type Refused struct {
	// Message says what is wrong, and Help what to do instead.
	Message, Help string
	// First lists the commands to run first, in order: retractions of events that
	// build on the one to be retracted.
	First []string
}

func (r *Refused) Error() string {
	text := r.Message
	if r.Help != "" {
		text += "; " + r.Help
	}
	if len(r.First) > 0 {
		text += "\nfirst: " + strings.Join(r.First, "\n       ")
	}
	return text
}

// Add records an event of a version or, if the number is zero, of the app. It does not
// change the app itself, and writes nothing. If the history does not allow the event,
// the error is [*Refused]; an event that cannot be written at all is another error.
func (a *App) Add(e Event, number version.Version) (*Recorded, error) {
	if err := e.refuseTexts(); err != nil {
		return nil, err
	}
	name, data, err := Encode(e)
	if err != nil {
		return nil, err
	}
	dir := HistoryDir
	switch {
	case number != (version.Version{}):
		dir = path.Join(VersionsDir, number.String(), HistoryDir)
	case e.Kind == Approve, e.Kind == Retract && a.event(path.Join(ApprovalsDir, e.Cancels)) != nil:
		dir = ApprovalsDir
	}
	id, err := ID(data)
	if err != nil {
		return nil, err
	}
	e = e.normal()
	at := path.Join(dir, name)
	if other := a.event(at); other != nil && e.Kind == Adopt && other.Retracted != nil {
		at = path.Join(dir, e.timedName(id))
	}
	if a.event(at) != nil {
		return nil, &Refused{Message: fmt.Sprintf("%s is already recorded", at)}
	}
	return a.add(&Entry{Event: e, Path: at, File: source.New(at, data), Number: number, id: id})
}

func (a *App) add(e *Entry) (*Recorded, error) {
	next := &App{ID: a.ID, folders: a.folders, diags: a.diags, Events: []*Entry{e}}
	for _, other := range a.Events {
		next.Events = append(next.Events, other.fresh())
	}
	next.fold()
	if e.Fault != nil {
		return nil, next.refusal(a, e)
	}
	if e.Kind == Retract {
		if err := a.mayRetract(next, e); err != nil {
			return nil, err
		}
	}
	// A retraction of an event only takes something away; all other events, and an
	// event that counts again, can contradict another version.
	if e.Kind != Retract || e.Target.Kind == Retract {
		if other := a.broken(next); other != nil {
			return nil, &Refused{Message: other.Fault.Message}
		}
	}
	return &Recorded{App: next, Entry: e, Data: e.File.Data}, nil
}

// broken returns an event that would have no effect in the next ledger because of a
// fault that it does not have here: for example, an adopted version forbids saving a
// lower number.
func (a *App) broken(next *App) *Entry {
	for _, e := range a.Events {
		if now := next.event(e.Path); now.Fault != nil && e.Fault == nil {
			return now
		}
	}
	return nil
}

// event returns the event with a path, or nil.
func (a *App) event(at string) *Entry {
	i := slices.IndexFunc(a.Events, func(e *Entry) bool { return e.Path == at })
	if i < 0 {
		return nil
	}
	return a.Events[i]
}

// refusal says why an event has no effect, and what is allowed instead.
func (a *App) refusal(before *App, e *Entry) error {
	refused := &Refused{Message: e.Fault.Message}
	if v := before.Version(e.Number); v != nil && v.State != Draft {
		refused.Help = "events that are possible now: " + v.allowedWords()
	}
	return refused
}

// mayRetract refuses to cancel an event that later events of the same version
// build on, and an approval that a promotion relies on.
func (a *App) mayRetract(next *App, e *Entry) error {
	target := a.event(e.Target.Path)
	if target.Retracted != nil {
		return &Refused{Message: fmt.Sprintf("the %s event is already retracted", target.Kind), Help: "to undo the " +
			"retraction: " +
			a.retractCommand(target.Retracted)}
	}
	for _, approval := range a.Approvals {
		if approval.Path == target.Path && len(approval.NamedBy) > 0 {
			refused := &Refused{}
			for _, by := range slices.Backward(approval.NamedBy) {
				refused.First = append(refused.First, a.retractCommand(by))
			}
			last := approval.NamedBy[len(approval.NamedBy)-1]
			refused.Message = fmt.Sprintf("the promotion of %s relies on this approval", last.Number)
			return refused
		}
	}
	var first []string
	for _, other := range slices.Backward(a.Events) {
		if other.Number != e.Number || other.Path == target.Path || !other.Counts() || other.Kind == Retract {
			continue
		}
		if now := next.event(other.Path); now != nil && now.Fault != nil {
			first = append(first, a.retractCommand(other))
		}
	}
	if len(first) == 0 {
		return nil
	}
	return &Refused{Message: fmt.Sprintf("later events of %s depend on this %s "+
		"event", a.subject(target), target.Kind),
		First: first}
}

// Find returns the event that a person names: by its file, or by its kind, which means
// the latest of that kind that has an effect. The number is zero for events of the app
// and approvals. Retractions are found by their kind too.
func (a *App) Find(number version.Version, word string) (*Entry, error) {
	base := path.Base(word)
	var latest *Entry
	var known []string
	for _, e := range a.Events {
		if e.Number != number {
			continue
		}
		if e.Base() == base {
			return e, nil
		}
		if e.Retracted == nil && !slices.Contains(known, string(e.Kind)) {
			known = append(known, string(e.Kind))
		}
		if string(e.Kind) == word && e.Retracted == nil {
			latest = e
		}
	}
	if latest != nil {
		return latest, nil
	}
	subject := a.ID
	if number != (version.Version{}) {
		subject = number.String()
	}
	if len(known) == 0 {
		return nil, fmt.Errorf("%s has no event to retract", subject)
	}
	return nil, fmt.Errorf("%s has no event %q; its events are: %s", subject, word, strings.Join(known, ", "))
}
