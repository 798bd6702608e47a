package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/report"
)

// show prints the result of a command in the format that was chosen, also one
// that comes with an error: it is as far as the work got. Without a result there
// is only the error.
func show[T any](p *process, formats report.Formats[T], format choice, result *T, err error) error {
	if result == nil {
		return err
	}
	if failed := formats.Write(p.Stdout, report.Format(format.value), *result, p.screen()); failed != nil {
		return failed
	}
	return err
}

// screen is what the reader's screen can show.
func (p *process) screen() report.Options {
	return report.Options{Color: p.colored(), Width: p.Width, Quiet: p.Quiet, Warn: p.Warn}
}

// choice is a flag value that is one of a few words.
type choice struct {
	value    string
	accepted []string
	// noun is what messages call the value; "value" by default.
	noun string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return "word" }

// Set refuses any other word, and names the one that was probably meant.
func (c *choice) Set(s string) error {
	if !slices.Contains(c.accepted, s) {
		noun := "value"
		if c.noun != "" {
			noun = c.noun
		}
		return fmt.Errorf("unknown %s %q; expected %s%s", noun, s, diag.AnyOf(c.accepted), diag.DidYouMean(s, c.accepted))
	}
	c.value = s
	return nil
}

// wordFlag adds a flag that takes one of a few words.
func wordFlag(cmd *cobra.Command, c *choice, name, means string) {
	cmd.Flags().Var(c, name, means+": "+diag.AnyOf(c.accepted))
	complete(cmd, name, c.accepted...)
}

// formatFlag adds --format, which accepts the formats of a result.
func formatFlag[T any](cmd *cobra.Command, c *choice, formats report.Formats[T]) {
	*c = formatOf(formats)
	wordFlag(cmd, c, "format", "output format")
}

// formatOf is a choice between the formats of a result.
func formatOf[T any](formats report.Formats[T]) choice {
	names := formats.Names()
	return choice{value: names[0], accepted: names, noun: "format"}
}
