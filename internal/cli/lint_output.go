package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

// outputFiles is a flag that may be repeated, each time as FORMAT=FILE.
type outputFiles []project.Output

// Type returns the word that help text shows for the flag's value.
func (o *outputFiles) Type() string { return "format=file" }

func (o *outputFiles) String() string {
	var words []string
	for _, f := range *o {
		words = append(words, string(f.Format)+"="+f.Name)
	}
	return strings.Join(words, ", ")
}

// Set adds a file.
func (o *outputFiles) Set(word string) error {
	format, name, ok := strings.Cut(word, "=")
	if !ok || name == "" {
		return fmt.Errorf("%q does not name a file; write FORMAT=FILE, such as sarif=lint.sarif", word)
	}
	chosen := formatOf(report.LintFormats)
	if err := chosen.Set(format); err != nil {
		return err
	}
	*o = append(*o, project.Output{Format: report.Format(chosen.value), Name: name})
	return nil
}

func completeOutput(cmd *cobra.Command) {
	var words []string
	for _, name := range report.LintFormats.Names() {
		words = append(words, name+"=")
	}
	err := cmd.RegisterFlagCompletionFunc("output", func(*cobra.Command, []string, string) ([]string,
		cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag is not defined: a fault in this package
	}
}
