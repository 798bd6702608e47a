package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/report"
)

// outputFile is a file that gets a format of its own.
type outputFile struct {
	format report.Format
	name   string // as typed
}

// outputFiles is a flag that may be repeated, each time as FORMAT=FILE.
type outputFiles []outputFile

// Type returns the word that help text shows for the flag's value.
func (o *outputFiles) Type() string { return "format=file" }

func (o *outputFiles) String() string {
	var words []string
	for _, f := range *o {
		words = append(words, string(f.format)+"="+f.name)
	}
	return strings.Join(words, ", ")
}

// Set adds a file. Two formats in one file would leave only the later.
func (o *outputFiles) Set(word string) error {
	format, name, ok := strings.Cut(word, "=")
	if !ok || name == "" {
		return fmt.Errorf("%q names no file; write FORMAT=FILE, such as sarif=lint.sarif", word)
	}
	f := outputFile{name: name}
	if err := f.format.Set(format); err != nil {
		return err
	}
	for _, other := range *o {
		if filepath.Clean(other.name) == filepath.Clean(name) {
			return fmt.Errorf("%s and %s are both to be written to %s", other.format, format, name)
		}
	}
	*o = append(*o, f)
	return nil
}

func completeOutput(cmd *cobra.Command) {
	var words []string
	for _, f := range report.Formats() {
		words = append(words, string(f)+"=")
	}
	err := cmd.RegisterFlagCompletionFunc("output", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag is not defined: a fault in this package
	}
}

// keepManifests refuses to write a result over one of the files it is about.
func (p *process) keepManifests(outputs outputFiles, targets []target) error {
	for _, out := range outputs {
		info, err := os.Stat(p.path(out.name))
		if err != nil {
			continue // it is new, or writing it will say what is wrong
		}
		for _, t := range targets {
			if at, err := os.Stat(t.path); err == nil && !t.isStdin() && os.SameFile(info, at) {
				return usageError("--output %s=%s would replace the manifest that is linted; name another file", out.format, out.name)
			}
		}
	}
	return nil
}

// writeOutputs writes the formats that have a file of their own and reports
// whether one could not be written. A file is written as a shell's redirection
// does, for it may be a pipe or a device.
func (p *process) writeOutputs(results []linted, opts lintOptions) (failed bool) {
	for _, out := range opts.Outputs {
		var buf bytes.Buffer
		err := report.WriteLint(&buf, out.format, lintReport(results, opts), report.Options{Quiet: p.global.quiet})
		if err == nil {
			err = os.WriteFile(p.path(out.name), buf.Bytes(), 0o666)
		}
		if err != nil {
			p.complain(fmt.Errorf("write %s to %s: %w", out.format, out.name, reason(err)))
			failed = true
		}
	}
	return failed
}
