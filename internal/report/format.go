package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
)

// Format is the name of an output format.
type Format string

const (
	// Text is for people at a terminal.
	Text Format = "text"
	// JSON is the tool's own stable format, described by the schemas that
	// manifest schema prints.
	JSON Format = "json"
	// Markdown fits into a comment on a code host; MarkdownFull has any length.
	Markdown     Format = "markdown"
	MarkdownFull Format = "markdown-full"
	HTML         Format = "html"
	CSV          Format = "csv"
	// Mail is plain text to paste into a mail.
	Mail Format = "mail"
	// Man is a manual page.
	Man Format = "man"

	// SARIF is version 2.1.0 of the OASIS format that code scanning reads.
	SARIF Format = "sarif"
	// GitHub is the workflow commands that become annotations in GitHub Actions.
	GitHub Format = "github"
	// GitLab is GitLab's Code Quality report.
	GitLab Format = "gitlab"
	// JUnit is the XML that most build servers show as test results.
	JUnit Format = "junit"
	// RDJSON is the Reviewdog Diagnostic Format.
	RDJSON Format = "rdjson"
)

// Options says what the reader's screen can show. Only [Text] heeds it, but for
// Warn.
type Options struct {
	// Color allows ANSI colours.
	Color bool
	// Width is the number of columns of the terminal. 0 means that there is no
	// terminal: only lines over 300 columns are cut.
	Width int
	// Quiet leaves out the summary.
	Quiet bool
	// Warn is told what a format cannot hold and leaves out, whichever format it
	// is. It may be nil.
	Warn func(string)
}

// Formats are the formats of one kind of result, the default first. Such a
// table is the only place that knows which function makes which format.
type Formats[T any] []Renderer[T]

// Renderer is the function that makes one format.
type Renderer[T any] struct {
	Format Format
	Render func(*bytes.Buffer, T, Options) error
}

// Names returns the words that --format accepts, the default first.
func (fs Formats[T]) Names() []string {
	names := make([]string, len(fs))
	for i, r := range fs {
		names[i] = string(r.Format)
	}
	return names
}

// Write writes a result in a format. The whole text is made before the first
// byte is written, so that a reader never gets half of a valid document.
func (fs Formats[T]) Write(w io.Writer, f Format, result T, o Options) error {
	i := slices.IndexFunc(fs, func(r Renderer[T]) bool { return r.Format == f })
	if i < 0 {
		return fmt.Errorf("unknown format %q; expected %s", f, diag.AnyOf(fs.Names()))
	}
	var buf bytes.Buffer
	if err := fs[i].Render(&buf, result, o); err != nil {
		return fmt.Errorf("render as %s: %w", f, err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}
