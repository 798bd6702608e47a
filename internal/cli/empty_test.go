package cli

import (
	"io"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/project"
)

// Every flag of every command that takes a value refuses an empty one, and the
// placeholder of a printed command.
func TestEmptyFlagsAreRefused(t *testing.T) {
	tried := 0
	visitCommands(newRootCmd(newProcess(project.Env{Stdout: io.Discard, Stderr: io.Discard})), func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.NoOptDefVal != "" || f.Value.Type() == "bool" {
				return
			}
			for _, empty := range []string{"", " ", "TEXT"} {
				flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
				f.Changed = false
				flags.AddFlag(f)
				args := []string{"--" + f.Name + "=" + empty}
				if err := flags.Parse(args); err != nil {
					continue // refused by the flag itself
				}
				tried++
				if err := unfilledFlag(flags, args); err == nil {
					t.Errorf("%s --%s=%q is accepted", cmd.CommandPath(), f.Name, empty)
				}
				if _, list := f.Value.(pflag.SliceValue); list && empty != "TEXT" {
					args = []string{"--" + f.Name, "one", "--" + f.Name, empty}
					if err := flags.Parse(args); err == nil && unfilledFlag(flags, args) == nil {
						t.Errorf("%s %q is accepted", cmd.CommandPath(), args)
					}
				}
			}
		})
	})
	if tried < 40 {
		t.Errorf("only %d flags were tried", tried)
	}
}
