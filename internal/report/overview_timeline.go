package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
)

type pageLane struct {
	V            *ReportVersion
	State, Label string
	Bars         []pageBar
	Marks        []pagePoint
	Used         *pageSpan
}

type pageBar struct{ Kind, X, W, Y, H string }

type pagePoint struct{ Kind, X string }

type pageSpan struct{ X, To string }

type pageTick struct {
	X, Words string
	Minor    bool
}

type pageKey struct {
	Bar, Mark, Words, W, Y, H string
	Line                      bool
}

// scale maps days to places on a line.
type scale struct{ from, to time.Time }

func (s scale) at(day ledger.Day) float64 {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return 0 // before all that is known
	}
	return 99 * min(1, max(0, float64(t.Sub(s.from))/float64(s.to.Sub(s.from))))
}

func percent(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) + "%" }

// addTimeline draws the recent versions to a time scale, the highest first: a thin
// line while a version is Ready for Testing, a bar in production, a thick one while
// customers get it.
func (v *pageApp) addTimeline() {
	to, err := time.Parse(time.DateOnly, string(v.R.AsOf))
	if err != nil || len(v.Full) == 0 {
		return
	}
	s := scale{to.AddDate(0, 0, -28), to}
	for _, full := range v.Full {
		for _, m := range full.V.Marks {
			if t, err := time.Parse(time.DateOnly, string(m.Day)); err == nil && t.Before(s.from) {
				s.from = t
			}
		}
	}
	v.Ticks = s.ticks()
	used := make(map[string]bool)
	for _, full := range v.Full {
		v.Lanes = append(v.Lanes, v.lane(full.V, s, used))
	}
	for _, k := range timelineKey {
		if used[k.Bar+k.Mark] || k.Line && used["u"] {
			v.Key = append(v.Key, k)
		}
	}
}

var timelineKey = []pageKey{
	{Bar: "1", Words: "Ready for Testing", W: "22", Y: "6", H: "2"},
	{Bar: "2", Words: "in production", W: "22", Y: "3", H: "8"},
	{Bar: "3", Words: "available to customers", W: "22", Y: "0", H: "14"}, {Line: true, Words: "still in use", W: "22"},
	{Mark: "s", Words: "saved", W: "14"}, {Mark: "p", Words: "test passed", W: "14"},
	{Mark: "x", Words: "test failed, or rejected", W: "14"},
	{Mark: "m", Words: "submitted, withdrawn or abandoned", W: "14"}, {Mark: "b", Words: "known to be bad", W: "14"},
	{Mark: "r", Words: "retracted", W: "14"},
}

// markKinds are the shapes of what has no bar.
var markKinds = map[ledger.Kind]string{
	ledger.Save: "s", ledger.Test: "p", failedTest: "x", ledger.Reject: "x", ledger.Submit: "m", ledger.Withdraw: "m",
	ledger.Abandon: "m", ledger.Bad: "b", ledger.Retract: "r",
}

func (v *pageApp) lane(version *ReportVersion, s scale, used map[string]bool) pageLane {
	lane := pageLane{V: version, State: version.State.Label()}
	if version.Bad != nil {
		lane.State += ", known to be bad"
	}
	end := version.Ended
	if end == "" {
		end = v.R.AsOf
	}
	bar := func(kind string, from, to ledger.Day, y, h string) {
		x := s.at(from)
		if w := s.at(to) - x; w > 0 {
			lane.Bars = append(lane.Bars, pageBar{kind, percent(x), percent(max(w, .3)), y, h})
			used[kind] = true
		}
	}
	first := func(days ...ledger.Day) ledger.Day {
		for _, d := range days {
			if d != "" {
				return d
			}
		}
		return ""
	}
	isPromoted, isReached := version.PromotedBy != "", version.Reached != "" || version.Adopted && version.InUse
	if !version.Adopted {
		bar("1", version.Saved, first(version.Promoted, end), "14", "2")
	}
	if isPromoted && version.Promoted != version.Reached {
		bar("2", version.Promoted, first(version.Reached, end), "11", "8")
	}
	if isReached {
		bar("3", version.Reached, end, "8", "14")
	}
	if version.InUse && version.State == ledger.Superseded {
		lane.Used = &pageSpan{percent(s.at(version.Ended)), percent(s.at(v.R.AsOf))}
		used["u"] = true
	}
	var words []string // of each day
	for i, m := range version.Marks {
		if kind := markKinds[m.kind]; kind != "" && m.Day != "" {
			lane.Marks = append(lane.Marks, pagePoint{kind, percent(s.at(m.Day))})
			used[kind] = true
		}
		word := m.What
		if i == len(version.Marks)-1 || version.Marks[i+1].Day != m.Day {
			word += " " + dayWords(m.Day)
		}
		words = append(words, word)
	}
	lane.Label = strings.Join(words, ", ")
	return lane
}

// ticks are the starts of months, or of every few where there are many.
func (s scale) ticks() []pageTick {
	months := int(s.to.Sub(s.from).Hours() / 24 / 30)
	step := 1
	for _, step = range []int{1, 2, 3, 6, 12, 24, 60} {
		if months/step <= 13 {
			break
		}
	}
	var list []pageTick
	t := time.Date(s.from.Year(), s.from.Month(), 1, 0, 0, 0, 0, time.UTC)
	for t = t.AddDate(0, 1, 0); !t.After(s.to); t = t.AddDate(0, 1, 0) {
		if (int(t.Month())-1)%min(step, 12) != 0 || step > 12 && t.Year()%(step/12) != 0 {
			continue
		}
		words := t.Format("Jan")
		if len(list) == 0 || t.Month() == time.January {
			words = t.Format("Jan 2006")
		}
		x := s.at(ledger.DayOf(t))
		list = append(list, pageTick{X: percent(x), Words: words, Minor: len(list)%3 != 0})
	}
	if n := len(list); n > 0 && s.at(ledger.DayOf(s.to)) < 92 {
		list[n-1].Words = ""
	}
	return list
}
