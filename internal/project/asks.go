package project

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// asks returns what an update to a manifest asks of customers, by the versions
// that they can have, the highest first. Versions of which it asks the same are one
// entry. One whose frozen copy cannot be relied on is left out; it is a finding.
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
		if from == nil {
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
	for _, p := range past {
		if number, err := version.Parse(p.Version); err == nil && p.IsAsk && number != v.Number {
			list = append(list, promote.Asked{Version: s.ledger.Version(number)})
		}
	}
	return list, nil
}

// pastAsks returns the versions that reached customers, the latest first, with what
// each asked of those who ran the version before.
func (s *appState) pastAsks() ([]report.PastAsk, error) {
	var list []report.PastAsk
	for _, e := range slices.Backward(s.ledger.Events) {
		v := s.ledger.Version(e.Number)
		if v == nil || v.Reached != e {
			continue
		}
		past := report.PastAsk{Version: v.Number.String(), Day: e.Happened()}
		if run := s.ledger.RunBefore(v); run != nil {
			from, err := s.frozenSide(run)
			if err != nil {
				return nil, err
			}
			to, err := s.frozenSide(v)
			if err != nil {
				return nil, err
			}
			verdict, changes := judged(from, to)
			past.From, past.Asks, past.IsAsk = run.Number.String(), verdict.Asks(changes), verdict.IsAsk()
		}
		list = append(list, past)
	}
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
