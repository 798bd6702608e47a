package validate

import (
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// The versions that a branch adds are judged, whatever the working manifest says.
func TestAddedVersions(t *testing.T) {
	const same, fewer, more = "[rfi.detail, submittal_logs.detail]", "[rfi.detail]", "[rfi.detail, submittal_logs.detail, incidents.list]"
	with := func(number, views string) string {
		text := strings.Replace(compose(historyBase), "version: 1.4.0", "version: "+number, 1)
		return strings.Replace(text, same, views, 1)
	}
	for _, c := range []struct {
		name  string
		add   func(s *ledgertest.Story)
		there string // what the tip of the base has as 1.5.0
		want  []string
	}{
		{"nothing", func(*ledgertest.Story) {}, "", nil},
		{"a feature", func(s *ledgertest.Story) { s.Save(with("1.5.0", more)) }, "", nil},
		{"a number that is too low", func(s *ledgertest.Story) { s.Save(with("1.4.1", more)) }, "", []string{bumpTooSmall.ID}},
		{"a number below one that was saved", func(s *ledgertest.Story) { s.Save(with("1.3.9", more)) }, "",
			[]string{versionLowered.ID}},
		{"a breaking change", func(s *ledgertest.Story) { s.Save(with("2.0.0", fewer)) }, "", []string{approvalMissing.ID}},
		{"one that was given up", func(s *ledgertest.Story) {
			s.Save(with("2.0.0", fewer))
			s.Do(ledger.Abandon, "2.0.0")
		}, "", nil},
		{"one whose save was retracted", func(s *ledgertest.Story) {
			s.Save(with("1.4.1", fewer))
			s.Do(ledger.Retract, "1.4.1", func(e *ledger.Event) { e.Cancels = "save.json" })
		}, "", nil},
		{"the number of another branch", func(s *ledgertest.Story) { s.Save(with("1.5.0", more)) }, with("1.5.0", fewer),
			[]string{versionReused.ID}},
		{"the same version of another branch", func(s *ledgertest.Story) { s.Save(with("1.5.0", more)) }, with("1.5.0", more), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := ledgertest.New(t, "acme-field-sync")
			s.Ship(with("1.4.0", same))
			before := s.App
			c.add(s)
			h := &History{Ledger: s.App, Run: s.Side(s.App.Run), Now: s.Now, TipName: "main",
				Taken: make(map[version.Version]*change.Side), Elsewhere: make(map[version.Version]*change.Side)}
			for _, v := range s.App.Versions {
				h.Taken[v.Number] = s.Side(v)
			}
			if c.there != "" {
				side := change.NewSide("main", parsed(t, "main", c.there))
				h.Elsewhere[ledgertest.Number("1.5.0")] = &side
			}
			var got []string
			for _, d := range ledgerExample(t, Ledger{App: s.App, Before: before, Frozen: s.Frozen, History: h}) {
				if got = append(got, d.Rule); !strings.HasSuffix(d.File.Name, "manifest.yaml") {
					t.Errorf("the finding is at %s", d.File.Name)
				}
			}
			if strings.Join(got, " ") != strings.Join(c.want, " ") {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// An event that takes the effect from one of the base is the finding, not the
// event of the base.
func TestInsertedEvent(t *testing.T) {
	s := ledgertest.New(t, "acme-field-sync")
	s.Ship(base)
	var files []ledger.File
	for _, e := range s.App.Events {
		files = append(files, ledger.File{Path: e.Path, File: e.File})
	}
	promotion := s.App.InProduction.Promoted
	abandon := ledger.Event{Kind: ledger.Abandon, At: promotion.At.Add(-time.Second), By: "Mallory", Reason: "never wanted"}
	name, data, err := ledger.Encode(abandon)
	if err != nil {
		t.Fatal(err)
	}
	at := "versions/1.4.0/history/" + name
	files = append(files, ledger.File{Path: at, File: source.New(at, data)})
	found := ledger.Read("acme-field-sync", files).FaultsSince(s.App)
	if len(found) != 1 || found[0].File.Name != at || found[0].Rule != ledger.RuleIllegal {
		t.Errorf("got\n%s", list(found))
	}
}
