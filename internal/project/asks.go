package project

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
)

// asks returns what an update to a manifest asks of customers, by the versions
// that they can have, the highest first. Versions of which it asks the same are one
// entry. A version that is this manifest is no update to it. One whose frozen copy
// cannot be relied on is left out; it is a finding.
func (s *appState) asks(h *validate.History, to change.Side) ([]report.Asks, error) {
	cohorts, err := s.cohorts(nil, h.Now)
	if err != nil {
		return nil, err
	}
	if err := s.take(h, cohorts...); err != nil {
		return nil, err
	}
	var list []report.Asks
	for _, v := range slices.Backward(cohorts) {
		from := h.Taken[v.Number]
		if number, ok := to.App().Number(); from == nil || ok && number == v.Number && validate.Same(from, to) {
			continue
		}
		asks := asksBetween(*from, to)
		i := slices.IndexFunc(list, func(a report.Asks) bool { return slices.Equal(a.Asks, asks) })
		if i < 0 {
			i = len(list)
			list = append(list, report.Asks{Asks: asks})
		}
		list[i].Versions = append(list[i].Versions, v.Number.String())
	}
	return list, nil
}

func asksBetween(from, to change.Side) []string {
	verdict, changes := judged(from, to)
	return verdict.Asks(changes)
}

func judged(from, to change.Side) (change.Verdict, []change.Change) {
	changes := change.Diff(from, to)
	return change.Judge(changes, from, to), changes
}

// askedBefore returns the other versions that asked something of customers, the
// latest first.
func (s *appState) askedBefore(v *ledger.Version) ([]promote.Asked, error) {
	past, err := s.pastAsks()
	if err != nil {
		return nil, err
	}
	var list []promote.Asked
	for i, p := range past {
		if of := s.ledger.Reached[len(past)-1-i]; p.IsAsk && of != v {
			list = append(list, promote.Asked{Version: of})
		}
	}
	return list, nil
}

// pastAsks returns the versions that reached customers, the latest first, with what
// each asked of those who ran the version before.
func (s *appState) pastAsks() ([]report.PastAsk, error) {
	var list []report.PastAsk
	var from change.Side
	for i, v := range s.ledger.Reached {
		to, err := s.frozenSide(v)
		if err != nil {
			return nil, err
		}
		past := report.PastAsk{Version: v.Number.String(), Day: v.Reached.Happened()}
		if i > 0 {
			verdict, changes := judged(from, to)
			past.From, past.Asks, past.IsAsk = s.ledger.Reached[i-1].Number.String(), verdict.Asks(changes), verdict.IsAsk()
		}
		list, from = append(list, past), to
	}
	slices.Reverse(list)
	return list, nil
}

// addAsks adds what the working manifest asks of customers, and what they were
// asked before.
func (s *appState) addAsks(status *report.AppStatus) error {
	if status.Retired || s.ledger.Run == nil {
		return nil
	}
	var err error
	if status.Past, err = s.pastAsks(); err != nil || status.Working == "" {
		return err
	}
	doc, err := s.working()
	if err != nil {
		return err
	}
	h, err := s.history()
	if err != nil {
		return err
	}
	status.Asks, err = s.asks(h, side("working manifest", doc))
	return err
}
