package project

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// GitDiff reads both sides. git stops at the first file whose driver fails, so
// whatever is wrong with a side is said in place of the judgement.
func GitDiff(ctx context.Context, p *Project, args []string) report.GitDiff {
	name := args[0]
	d := report.GitDiff{Old: gitSide(name, args[2], args[3]), New: gitSide(name, args[5], args[6])}
	if len(args) == 9 {
		d.New.Name, d.About = args[7], args[8]
	}
	var from, to compared
	var notes []string
	for _, s := range []struct {
		side *report.GitSide
		path string
		into *compared
	}{{&d.Old, args[1], &from}, {&d.New, args[4], &to}} {
		side, note := gitSideOf(p, s.side, s.path)
		*s.into = side
		if note != "" {
			notes = append(notes, note)
		}
	}
	switch {
	case len(notes) > 0:
		d.Note = strings.Join(notes, "; ") + "; only the text is compared"
	case string(d.Old.Data) == string(d.New.Data):
	case d.New.Mode == "":
		d.Note = name + ": the app's working manifest is deleted"
	default:
		changes, err := compare(ctx, p, from, to)
		if err != nil {
			d.Note = name + ": " + err.Error() + "; only the text is compared"
			break
		}
		changes.From = name + " " + changes.From
		if d.Old.Mode == "" {
			changes.From = name + " (new)" // as diff says it of an app
		}
		d.Changes = &changes
	}
	return d
}

// gitSide is a side as git's words describe it: "." for a mode and an id means
// that there is no file, and zeros that git did not store it yet.
func gitSide(name, id, mode string) report.GitSide {
	s := report.GitSide{Name: name}
	if strings.Trim(mode, ".") != "" {
		s.Mode = mode
	}
	if s.Mode == "" || strings.Trim(id, "0.") != "" {
		s.ID = shortID(id)
	}
	return s
}

// shortID is an id as git's own output has it.
func shortID(id string) string {
	if id == "." {
		return "0000000"
	}
	return id[:min(len(id), 7)]
}

// gitSideOf reads one side. The note says why it cannot be judged.
func gitSideOf(p *Project, s *report.GitSide, path string) (compared, string) {
	if s.Mode == "" {
		return compared{Side: nothing()}, ""
	}
	title := "working tree"
	if s.ID != "" {
		title = s.ID
	}
	data, err := p.readPath(p.Path(path))
	if err != nil {
		return compared{}, fmt.Sprintf("%s of %s cannot be read: %v", title, s.Name, Reason(err))
	}
	f := source.New(s.Name, data)
	s.Data = data
	switch {
	case len(f.Data) > manifest.MaxBytes:
		s.Data = []byte{0} // a part must not look like the whole; git calls such files binary
		return compared{}, fmt.Sprintf("%s of %s is larger than %d KiB, the limit for manifests", title, s.Name,
			manifest.MaxBytes>>10)
	case s.Mode != "100644" && s.Mode != "100755":
		return compared{}, fmt.Sprintf("%s of %s is a symbolic link", title, s.Name)
	}
	doc, err := parsed(f)
	if err != nil {
		return compared{}, fmt.Sprintf("%s of %s cannot be read as a manifest: %v", title, s.Name, err)
	}
	return compared{Side: side(title, doc), doc: doc}, ""
}

// parsed is readable without the words that fit a command line.
func parsed(f *source.File) (*manifest.Document, error) {
	doc, found := manifest.Parse(f)
	if len(found) > 0 {
		diag.Sort(found)
		return nil, errors.New("line " + strconv.Itoa(found[0].Start().Line) + ": " + found[0].Message)
	}
	return doc, nil
}

// HideSecrets finds what lint would not show. The project's configuration cannot
// change that, so it is not read.
func HideSecrets(sides ...*report.GitSide) error {
	linter, err := validate.New(validate.Options{})
	if err != nil {
		return err
	}
	for _, s := range sides {
		for _, found := range linter.Lint(source.New(s.Name, s.Data), "") {
			if len(found.Hidden) > 0 {
				s.Hidden = found.Hidden // each finding has all of them
				break
			}
		}
	}
	return nil
}

// EndQuietly keeps a closed pipe from ending the process.
func EndQuietly() { signal.Ignore(syscall.SIGPIPE) }
