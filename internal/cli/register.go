package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
)

func newRegisterCmd(p *process) *cobra.Command {
	t := project.Transition{Step: ledger.Step{Event: ledger.Register}}
	cmd := &cobra.Command{
		Use:   "register <app>@<version>",
		Short: "Write down a key or number that the portal assigned",
		Long: "Write down a key or number that the portal assigned to a version, where it was not\n" +
			"given with save or promote. What was written down before stays in git.",
		Example: "  manifest register acme-field-sync@0.4.0 --production-key 6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			t.Version = args[0]
			if t.Step.Keys == (ledger.Keys{}) && t.Step.PortalVersion == "" {
				return project.Usagef("register %s: give --sandbox-key, --production-key or --portal-version", t.Version)
			}
			m, err := project.Transit(ctx, p.Project, t)
			if err != nil {
				return err
			}
			sayReplaced(p, m[len(m)-1])
			return p.announce(m, t, "")
		}),
		ValidArgsFunction: p.completeVersions(ledger.Register),
	}
	flags := cmd.Flags()
	flags.StringVar(&t.Step.Keys.Sandbox, "sandbox-key", "", "the Sandbox App Version Key")
	flags.StringVar(&t.Step.Keys.Production, "production-key", "", "the Production App Version Key")
	flags.StringVar(&t.Step.PortalVersion, "portal-version", "",
		"the number that the portal assigned, where it is another one")
	flags.StringVar(&t.Step.Note, "note", "", "a remark for the record")
	addStepFlags(cmd, &t)
	return cmd
}

// sayReplaced names what was written down before and is not any more.
func sayReplaced(p *process, m project.Moved) {
	for _, v := range []struct{ name, was, now string }{
		{"sandbox key", m.Was.Keys.Sandbox, m.Now.Keys.Sandbox},
		{"production key", m.Was.Keys.Production, m.Now.Keys.Production},
		{"number in the portal", m.Was.PortalVersion, m.Now.PortalVersion},
	} {
		if v.was != "" && v.was != v.now {
			fmt.Fprintf(p.Stderr, "the %s was %s before\n", v.name, v.was)
		}
	}
}
