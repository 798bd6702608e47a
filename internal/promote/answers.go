package promote

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/validate"
)

// Answer is what the results of a test say of one item.
type Answer struct {
	Result validate.AnswerResult `json:"result"`
	Note   string                `json:"note"`
	// By is who gave the answer, and Day when it was given.
	By    string                `json:"by"`
	Day   ledger.Day            `json:"day"`
	Cells []validate.AnswerCell `json:"cells"`
	// Digest is that of the item then.
	Digest string `json:"-"`
}

// NewAnswer is an answer with whom it is of.
func NewAnswer(a *validate.Answer, r *validate.Results) Answer {
	at := r.At
	if a.At != nil {
		at = *a.At
	}
	return Answer{Result: a.Result, Note: a.Note, By: r.By, Day: ledger.DayOf(at), Cells: a.Cells, Digest: a.Digest}
}

// ForPeople reports whether people decide the item, and not the tool.
func (i *Item) ForPeople() bool {
	return i.State == Open || i.State == Failing && i.Answer != nil && i.Answer.Result == validate.AnswerFailed
}

// answer takes over what results of tests say of items that are for people. An
// answer about something that changed since is dropped, visibly.
func (f *facts) answer(items []Item) {
	for i := range items {
		item := &items[i]
		a, ok := f.Answers[item.ID]
		if !ok || item.State != Open {
			continue
		}
		if a.Digest != item.Digest {
			item.Lost = item.Lost || !item.Ticked
			continue
		}
		item.Answer = &a
		words := fmt.Sprintf("by %s on %s", a.By, a.Day)
		switch a.Result {
		case validate.AnswerDone:
			item.Ticked, item.Evidence = true, withNote("done "+words, a.Note)
		case validate.AnswerNotApplicable:
			item.Ticked, item.Evidence = true, withNote("does not apply, "+words, a.Note)
		case validate.AnswerFailed:
			item.State, item.Ticked = Failing, false
			item.Problems = append([]Problem{{withNote("failed, "+words, a.Note), nil,
				"correct the problem, then test the item again on the checklist page: manifest checklist " +
					f.at() + " --format html"}}, item.Problems...)
		}
	}
}

func withNote(text, note string) string {
	if note == "" {
		return text
	}
	return text + ": " + note
}

// listDigest is the digest of all that the items ask.
func (c *Checklist) listDigest() string {
	h := sha256.New()
	add := func(texts ...string) {
		for _, s := range texts {
			fmt.Fprintf(h, "%d:%s", len(s), s)
		}
	}
	add(c.App, c.Version, c.Digest)
	for i := range c.Items {
		add(c.Items[i].ID, c.Items[i].Digest)
		if t := c.Items[i].Table; t != nil {
			add(t.Columns...)
			add(t.Rows...)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Answerable is what results about the checklist can answer.
func (c *Checklist) Answerable() validate.Answerable {
	a := validate.Answerable{App: c.App, Version: c.Version, Digest: c.ListDigest,
		Items: make(map[string]validate.AnswerableItem)}
	for i := range c.Items {
		item := validate.AnswerableItem{Digest: c.Items[i].Digest}
		if t := c.Items[i].Table; t != nil {
			item.Rows, item.Columns = t.Rows, t.Columns
		}
		a.Items[c.Items[i].ID] = item
	}
	return a
}

// Untested are the items of the sandbox that are for people and would still be open
// after results.
func (c *Checklist) Untested(r *validate.Results) []string {
	var ids []string
	for i := range c.Items {
		item := &c.Items[i]
		settled := slices.ContainsFunc(r.Items, func(a validate.Answer) bool { return a.ID == item.ID && a.Settles() })
		if item.Section == Sandbox && item.ForPeople() && !item.Done() && !settled {
			ids = append(ids, item.ID)
		}
	}
	return ids
}
