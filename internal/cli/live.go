package cli

import (
	"slices"
	"time"

	"github.com/spf13/cobra"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/schema"
)

// signInWords are the ways to sign in.
const signInWords = model.UserLevel + " or " + model.ServiceAccount

// environmentWords are those of the catalogue, in its order. To read it would cost
// every start of the tool, for flags that few runs have.
var environmentWords = []string{project.DeveloperSandbox, "on-demand-sandbox", "monthly-sandbox", "production",
	"federal"}

func (c *choice) environment() schema.Environment {
	all := schema.Environments()
	return all[slices.IndexFunc(all, func(e schema.Environment) bool { return project.EnvironmentWord(e) == c.value })]
}

// environmentFlag adds --environment to a command.
func environmentFlag(cmd *cobra.Command, c *choice) {
	*c = choice{value: project.DeveloperSandbox, accepted: environmentWords}
	wordFlag(cmd, c, "environment", "where")
}

// liveOptions are the flags that all commands have that talk to Procore.
type liveOptions struct {
	project.LiveOptions
	environment, as choice
}

// given are the options with the words that were chosen.
func (o liveOptions) given() project.LiveOptions {
	o.Environment, o.As = o.environment.environment(), o.as.value
	return o.LiveOptions
}

// liveFlags adds the flags of liveOptions to a command. What as means is said
// by the command.
func liveFlags(cmd *cobra.Command, o *liveOptions, as string) {
	environmentFlag(cmd, &o.environment)
	o.as = choice{accepted: project.Authentications}
	flags := cmd.Flags()
	flags.Var(&o.as, "as", as)
	fileFlag(cmd, &o.Credentials, "credentials", "file "+
		"with "+project.ClientIDVariable+" and "+project.ClientSecretVariable+" that only you can read "+
		"(default: these environment variables, or a prompt)")
	flags.StringVar(&o.RedirectURI, "redirect-uri", "", "registered redirect URI to sign in with (default: the "+
		"first that works on this machine)")
	flags.BoolVar(&o.Paste, "paste", false, "paste the code or the final address from the browser, instead of "+
		"waiting for the redirect")
	flags.BoolVar(&o.OpenPages, "open", false, "open the sign-in page in a browser")
	flags.DurationVar(&o.Wait, "wait", 5*time.Minute, "how long to wait for the sign-in")
	flags.DurationVar(&o.Timeout, "timeout", project.DefaultTimeout, "timeout of each request")
	flags.StringVar(&o.TestServer, "test-server", "", "server on this machine to use instead of Procore, such as "+
		"http://127.0.0.1:8080")
	complete(cmd, "as", o.as.accepted...)
	complete(cmd, "wait", "5m", "15m")
	complete(cmd, "timeout", "15s", "1m")
}

// fileFlag adds a flag that names a file.
func fileFlag(cmd *cobra.Command, value *string, name, usage string) {
	cmd.Flags().Var((*fileName)(value), name, usage)
	completeWith(cmd, name, completeFiles)
}

// fileName is a flag value that is the name of a file.
type fileName string

func (f *fileName) String() string     { return string(*f) }
func (f *fileName) Set(s string) error { *f = fileName(s); return nil }
func (f *fileName) Type() string       { return "file" }
