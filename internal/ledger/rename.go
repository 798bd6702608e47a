package ledger

import "slices"

// Renames are the events by which the app got other ids, the earliest first.
func (a *App) Renames() []*Entry {
	var list []*Entry
	for _, e := range a.Events {
		if e.Kind == Rename && e.Counts() {
			list = append(list, e)
		}
	}
	return list
}

// LastRename is the event by which the app got its id, nil if it always had it.
func (a *App) LastRename() *Entry {
	if list := a.Renames(); len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// RenameFrom is the last rename from a given id, nil for none.
func (a *App) RenameFrom(id string) (last *Entry) {
	for _, e := range a.Renames() {
		if e.Renamed == id {
			last = e
		}
	}
	return last
}

// Shares reports whether two ledgers have an event of a version in common: the
// same file with the same content.
func (a *App) Shares(other *App) bool {
	return slices.ContainsFunc(a.Events, func(e *Entry) bool {
		same := other.event(e.Path)
		return !e.IsOfApp() && same != nil && same.id == e.id
	})
}

// CanceledBy is the retraction of an event, nil if it is not retracted.
func (a *App) CanceledBy(at string) *Entry {
	if e := a.event(at); e != nil {
		return e.Retracted
	}
	return nil
}

// IsSame reports whether two ledgers belong to one app at different times: one of them
// has all renames of the other, and its further renames start from the id that the app
// had then.
func (a *App) IsSame(other *App) bool {
	mine, others := a.Renames(), other.Renames()
	if len(mine) < len(others) {
		return other.IsSame(a)
	}
	for i, e := range others {
		if e.Path != mine[i].Path {
			return false
		}
	}
	if len(mine) > len(others) {
		return mine[len(others)].Renamed == other.ID
	}
	return a.ID == other.ID
}
