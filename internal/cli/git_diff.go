package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// newGitDiffCmd is what git runs for each manifest of a diff, once git-setup was
// run. It is for git and not for people, so the help does not list it.
func newGitDiffCmd(p *process) *cobra.Command {
	return &cobra.Command{
		Use:    "git-diff <path> [<old-file> <old-hex> <old-mode> <new-file> <new-hex> <new-mode> [<new-path> <about>]]",
		Hidden: true,
		Short:  "Show one file of git diff; git runs this",
		Long: "Show one file of git diff: what its changes mean, and the change of its text. git\n" +
			"runs this for each manifest after manifest git-setup; see gitattributes(5).",
		Example: "  git diff",
		Args:    gitDiffArgs,
		RunE: p.run(func(_ context.Context, args []string) error {
			p.endQuietly()
			if len(args) == 1 { // all that git says of a file in conflict
				return p.print(func(w io.Writer) error {
					_, err := fmt.Fprintf(w, "* Unmerged path %s\n", report.Visible(args[0]))
					return err
				})
			}
			d, options := p.gitDiff(args), p.screen()
			d.Person = p.StdoutIsTerminal
			if paged(p) { // git's pager stands between us and the terminal
				d.Person = true
				options.Color = options.Color || p.color.value == "auto" && p.Getenv("NO_COLOR") == "" && p.Getenv("TERM") != "dumb"
				options.Width, _ = strconv.Atoi(p.Getenv("COLUMNS"))
			}
			if d.Person {
				if err := hideSecrets(&d.Old, &d.New); err != nil {
					return err
				}
			}
			return report.GitDiffFormats.Write(p.Stdout, report.Text, d, options)
		}),
	}
}

// endQuietly makes a closed pipe the end of the output and not a failure. git
// itself ends in silence then, and complains about a driver that does not.
func (p *process) endQuietly() {
	signal.Ignore(syscall.SIGPIPE)
	if out, ok := p.Stdout.(*output); ok {
		out.w = &untilClosed{w: out.w}
	}
}

// untilClosed drops what comes after its reader has gone.
type untilClosed struct {
	w      io.Writer
	closed bool
}

func (u *untilClosed) Write(data []byte) (int, error) {
	if u.closed {
		return len(data), nil
	}
	n, err := u.w.Write(data)
	if errors.Is(err, syscall.EPIPE) {
		u.closed = true
		return len(data), nil
	}
	return n, err
}

// gitDiffArgs takes what git gives to an external diff: a path alone, or both
// sides, and two more where the file was moved.
func gitDiffArgs(_ *cobra.Command, args []string) error {
	if n := len(args); n != 1 && n != 7 && n != 9 {
		return Usagef("git-diff is for git to run; what people want is: git diff, or manifest diff")
	}
	return nil
}

// paged reports whether git started a pager for what we write.
func paged(p *process) bool {
	value := p.Getenv("GIT_PAGER_IN_USE")
	return value == "1" || value == "true"
}

// gitDiff reads both sides. git stops at the first file whose driver fails, so
// whatever is wrong with a side is said in place of the judgement.
func (p *process) gitDiff(args []string) report.GitDiff {
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
		side, note := p.gitSideOf(s.side, s.path)
		*s.into = side
		if note != "" {
			notes = append(notes, note)
		}
	}
	switch {
	case len(notes) > 0:
		d.Note = strings.Join(notes, "; ") + "; so only the text is compared"
	case string(d.Old.Data) == string(d.New.Data):
	case d.New.Mode == "":
		d.Note = name + ": the app's working manifest is deleted"
	default:
		changes, err := p.compare(from, to)
		if err != nil {
			d.Note = name + ": " + err.Error() + "; so only the text is compared"
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
func (p *process) gitSideOf(s *report.GitSide, path string) (compared, string) {
	if s.Mode == "" {
		return compared{Side: nothing()}, ""
	}
	title := "working tree"
	if s.ID != "" {
		title = s.ID
	}
	f, err := readFile(s.Name, p.Path(path))
	if err != nil {
		return compared{}, fmt.Sprintf("%s of %s cannot be read: %v", title, s.Name, reason(err))
	}
	s.Data = f.Data
	switch {
	case len(f.Data) > manifest.MaxBytes:
		s.Data = []byte{0} // a part must not look like the whole; git calls such files binary
		return compared{}, fmt.Sprintf("%s of %s is larger than any manifest", title, s.Name)
	case s.Mode != "100644" && s.Mode != "100755":
		return compared{}, fmt.Sprintf("%s of %s is a symbolic link", title, s.Name)
	}
	doc, err := parsed(f)
	if err != nil {
		return compared{}, fmt.Sprintf("%s of %s is no manifest that can be read: %v", title, s.Name, err)
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

// hideSecrets finds what lint would not show. The project's configuration cannot
// change that, so it is not read.
func hideSecrets(sides ...*report.GitSide) error {
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
