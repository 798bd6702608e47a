package promote

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/validate"
)

// The version is saved on 20 November by Jane Doe and passes its first test on the
// 21st at 8:30.
func TestPolicyGates(t *testing.T) {
	freeze := func(days ...ledger.Day) (list []validate.Freeze) {
		for i := 0; i < len(days); i += 2 {
			list = append(list, validate.Freeze{From: days[i], To: days[i+1], Reason: "year-end"})
		}
		return list
	}
	asks := func(most, days int) *validate.AsksLimit { return &validate.AsksLimit{AtMost: most, PerDays: days} }
	for _, c := range []struct {
		name   string
		policy validate.Policy
		change func(*testing.T, *Subject)
		closed string
		says   string
	}{
		{"by another", validate.Policy{PromotedByOther: true}, func(_ *testing.T, s *Subject) { s.By = "Raj <raj@acme.test>" }, "", ""},
		{"by the same", validate.Policy{PromotedByOther: true}, func(_ *testing.T, s *Subject) { s.By = s.Version.First.By }, "by-other", "requires someone else"},
		{"by nobody", validate.Policy{PromotedByOther: true}, nil, "by-other", "no author given for the promotion"},
		{"adopted by nobody", validate.Policy{PromotedByOther: true}, func(_ *testing.T, s *Subject) {
			v := *s.Version
			v.First, s.Version, s.By = nil, &v, "Raj"
		}, "by-other", "does not say who saved"},
		{"too soon", validate.Policy{SoakDays: 2}, func(_ *testing.T, s *Subject) { s.At = at(23).Add(-time.Second) }, "soak", "2026-11-21 08:30 UTC"},
		{"long enough", validate.Policy{SoakDays: 2}, func(_ *testing.T, s *Subject) { s.At = at(23) }, "", ""},
		{"tested again", validate.Policy{SoakDays: 2}, func(t *testing.T, s *Subject) {
			*s = then(t, *s, ledger.Test, 22)
			s.At = at(23)
		}, "", ""},
		{"first test retracted", validate.Policy{SoakDays: 2}, func(t *testing.T, s *Subject) {
			first := s.Version.FirstPassed.Base()
			*s = then(t, *s, ledger.Test, 22)
			*s = then(t, *s, ledger.Retract, 22, func(e *ledger.Event) { e.Cancels = first })
			s.At = at(23)
		}, "soak", "2026-11-22 08:30 UTC"},
		{"no test passed", validate.Policy{SoakDays: 1}, func(_ *testing.T, s *Subject) { *s = without(*s, ledger.Test) }, "sandbox-test soak", "no test of 0.4.0 has passed"},
		{"the day before", validate.Policy{Freezes: freeze("2026-11-23", "2026-12-01")}, nil, "", ""},
		{"the first day", validate.Policy{Freezes: freeze("2026-11-22", "2026-12-01")}, nil, "freeze", "from 2026-11-22 to 2026-12-01: year-end"},
		{"the last day", validate.Policy{Freezes: freeze("2026-11-01", "2026-11-22")}, nil, "freeze", "year-end"},
		{"the day after", validate.Policy{Freezes: freeze("2026-11-01", "2026-11-21")}, nil, "", ""},
		{"in another zone", validate.Policy{Freezes: freeze("2026-11-22", "2026-11-22")}, func(_ *testing.T, s *Subject) {
			s.At = time.Date(2026, 11, 22, 20, 0, 0, 0, time.FixedZone("", -5*60*60)) // the 23rd in UTC
		}, "", ""},
		{"two freezes", validate.Policy{Freezes: freeze("2026-11-24", "2026-11-30", "2026-11-20", "2026-11-23")}, nil, "freeze", "wait until 2026-12-01"},
		{"asked before", validate.Policy{Asks: asks(1, 14)}, askedBy("0.3.0"), "asks", "already asked by 0.3.0 on 2026-11-09"},
		{"asked long before", validate.Policy{Asks: asks(1, 13)}, askedBy("0.3.0"), "", ""},
		{"asked twice", validate.Policy{Asks: asks(2, 14)}, askedBy("0.3.0"), "", ""},
		{"never", validate.Policy{Asks: asks(0, 14)}, nil, "asks", "0 times in 14 days"},
		{"the first version", validate.Policy{Asks: asks(0, 14)}, func(t *testing.T, s *Subject) { *s = tested(t, subject(t, "all", "custom", false)) }, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := ready(t)
			if c.change != nil {
				c.change(t, &s)
			}
			s.Policy = c.policy
			all := Gates(s)
			if got := strings.Join(closedIDs(all), " "); got != c.closed {
				t.Errorf("closed: got %q, want %q", got, c.closed)
			}
			var words []string
			for _, g := range all {
				for _, p := range g.Problems {
					words = append(words, p.Message, p.Remedy)
				}
			}
			if !strings.Contains(strings.Join(words, "\n"), c.says) {
				t.Errorf("got %q, want %q", words, c.says)
			}
			for _, id := range closedIDs(all) {
				if _, err := Check(s, []ledger.Override{{Gate: id, Reason: "agreed"}}); c.closed == id && err != nil {
					t.Errorf("overridden: %v", err)
				}
			}
		})
	}
}

// askedBy says of a version that it asked something.
func askedBy(number string) func(*testing.T, *Subject) {
	return func(_ *testing.T, s *Subject) {
		s.Asks = []Asked{{Version: s.Ledger.Version(ledgertest.Number(number))}}
	}
}

// Without a policy, neither gates nor items of one are there; nor are they once the
// version was promoted.
func TestPolicyItems(t *testing.T) {
	ids := func(s Subject) (list []string) {
		for _, i := range NewChecklist(s).Items {
			if strings.HasPrefix(i.ID, "policy-") {
				list = append(list, i.ID+" "+i.State.String())
			}
		}
		return list
	}
	s := ready(t)
	if got := ids(s); len(got) > 0 || len(Gates(s)) != len(gates)-len(policyGates) {
		t.Errorf("without a policy: got items %v and %d gates", got, len(Gates(s)))
	}
	s.Policy = validate.Policy{PromotedByOther: true, SoakDays: 9, Asks: &validate.AsksLimit{AtMost: 1, PerDays: 30},
		Freezes: []validate.Freeze{{From: "2026-12-18", To: "2027-01-04", Reason: "year-end"}}}
	want := []string{"policy-by-other person", "policy-soak failing", "policy-freeze verified", "policy-asks verified"}
	if got := ids(s); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := ids(then(t, s, ledger.Promote, 22)); len(got) > 0 {
		t.Errorf("promoted: got %v", got)
	}
}

// Asks of an adopted version count from the day on which it reached its state.
func TestAskedMoment(t *testing.T) {
	for _, c := range []struct {
		since ledger.Day
		want  time.Time
		known bool
	}{
		{"2025-06-01", time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), true},
		{"", time.Time{}, false},
	} {
		e := &ledger.Entry{Event: ledger.Event{Kind: ledger.Adopt, At: at(1), Since: c.since}}
		got, known := Asked{&ledger.Version{First: e, Reached: e}}.moment()
		if known != c.known || !got.Equal(c.want) {
			t.Errorf("since %q: got %v, %t", c.since, got, known)
		}
	}
}
