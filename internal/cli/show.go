package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/report"
)

// show prints a result in the format that was chosen.
func show[T any](p *process, formats report.Formats[T], format choice, result T) error {
	return formats.Write(p.Stdout, report.Format(format.value), result, p.screen())
}

// screen is what the reader's screen can show.
func (p *process) screen() report.Options {
	return report.Options{Color: p.colored(), Width: p.Width, Quiet: p.quiet}
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
		return fmt.Errorf("unknown %s %q; want %s%s", noun, s, diag.AnyOf(c.accepted), didYouMean(s, c.accepted))
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
