package project

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// resultsName is the name of results among the evidence of a version.
const resultsName = "results.json"

// addResults makes the results of a test its evidence, and says by them whether it
// passed. A test in which something failed has failed. One that leaves items of the
// sandbox open passes only if the person who records it says so.
func addResults(ctx context.Context, p *Project, s *appState, number version.Version, opts *RecordOptions) error {
	doing := "test " + opts.Version
	name := p.Path(opts.Results)
	data, err := p.readPath(name)
	if err != nil {
		return Usagef("--results %s: %w", opts.Results, Reason(err))
	}
	subject, err := gatherSubject(ctx, p, s, s.ledger.Version(number), opts.Event.At)
	if err != nil {
		return err
	}
	list := promote.NewChecklist(*subject)
	results, found := validate.ParseResults(source.New(filepath.ToSlash(opts.Results), data), list.Answerable())
	if len(found) > 0 {
		return &Error{Class: Findings, Findings: found, Err: Refusef("%s: nothing was recorded, because %s has %s",
			doing, opts.Results, diag.Plural(len(found), "error"))}
	}
	texts := []string{results.By}
	for _, a := range results.Items {
		texts = append(texts, a.Note)
	}
	if err := secret.Refuse("the results file", string(data)+"\n"+strings.Join(texts, "\n")); err != nil {
		return Refusef("%s: %w", doing, err)
	}
	e := &opts.Event
	if !ledger.DayOf(results.At).HasBegun(e.At) {
		return Refusef("%s: according to %s, the results were saved on %s, which is in the future; correct "+
			"the clock of the tester's computer, and save the results again", doing, opts.Results, ledger.DayOf(results.At))
	}
	failed := results.Count(validate.AnswerFailed)
	open := list.Untested(results)
	switch {
	case failed > 0 && e.Result == ledger.Passed:
		return Usagef("%s: --passed contradicts %s, in which %s; leave out --passed", doing, opts.Results,
			diag.Plural(failed, "item")+" failed")
	case failed > 0:
		e.Result = ledger.Failed
	case len(open) > 0 && e.Result == "":
		return Refusef("%s: not recorded; nothing failed, but %s of the sandbox would stay open: %s\n"+
			"finish these items on the page, or record the result so far with --passed or --failed", doing,
			diag.Plural(len(open), "item"), strings.Join(open, ", "))
	case e.Result == "":
		e.Result = ledger.Passed
	}
	if day := ledger.DayOf(results.At); opts.On == "" && day < ledger.DayOf(e.At) {
		e.Day = day
	}
	words := "results of " + results.By + ": " + results.String()
	if e.Note != "" {
		words = e.Note + "\n" + words
	}
	e.Note = words
	opts.Proof, opts.ProofName = data, resultsName
	return nil
}

// answers are what the latest results of tests of a version say of each item.
func (s *appState) answers(v *ledger.Version) map[string]promote.Answer {
	answers := make(map[string]promote.Answer)
	for _, e := range v.Events {
		r := s.resultsOf(e)
		if r == nil || !e.Counts() {
			continue
		}
		for i := range r.Items {
			if a := &r.Items[i]; a.Settles() || a.Result == validate.AnswerFailed {
				answers[a.ID] = promote.NewAnswer(a, r)
			}
		}
	}
	return answers
}

// resultsOf are the results that prove a test, nil for none.
func (s *appState) resultsOf(e *ledger.Entry) *validate.Results {
	f := s.kept[e.EvidencePath()]
	if e.Kind != ledger.Test || f == nil || e.EvidenceProblem(s.kept) != "" {
		return nil
	}
	return validate.ReadResults(f.Data, e.Number.String())
}
