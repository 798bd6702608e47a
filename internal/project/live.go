package project

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/schema"
)

// DeveloperSandbox is the environment where nothing else is said.
const DeveloperSandbox = "developer-sandbox"

// onDemand is the environment that shares its hosts with production.
const onDemand = "on_demand_sandbox"

// EnvironmentWord is an environment as it is written at the command line.
func EnvironmentWord(e schema.Environment) string { return strings.ReplaceAll(e.ID, "_", "-") }

// LiveOptions say with whom to speak, as whom, and how long to wait.
type LiveOptions struct {
	Environment      schema.Environment
	Company          int64
	As               string // a way to sign in, "" for any
	Credentials      string // a file
	Timeout          time.Duration
	TestServer       string
	RedirectURI      string
	Paste, OpenPages bool
	Wait             time.Duration
}

// live is a client, ready to sign in.
type live struct {
	*sandbox.Client
	environment schema.Environment
	options     LiveOptions
	// testServer is the address of what stands in for Procore, "" for nothing.
	testServer string
}

// connect makes the client of a command. From here on, no secret leaves the
// process other than to the hosts of the environment.
func connect(ctx context.Context, p *Project, o LiveOptions, patience time.Duration) (*live, error) {
	l := &live{environment: o.Environment, options: o}
	options := sandbox.Options{Environment: l.environment, Timeout: o.Timeout, Patience: patience, Now: p.Now,
		Agent: "manifest/" + Build().Version,
		Trace: func(line string) { p.note("%s", line) },
		Waits: func(d time.Duration) {
			fmt.Fprintf(p.Stderr, "waiting %s before the next request\n", d.Round(time.Second))
		}}
	switch {
	case o.Company < 0:
		return nil, Usagef("--company: expected a positive number")
	case o.Timeout <= 0 || o.Wait <= 0:
		return nil, Usagef("--timeout and --wait: expected a duration above zero, such as 15s")
	}
	// The On-Demand Sandbox has the hosts of production: the company alone says
	// that it is meant.
	if l.environment.ID == onDemand && o.Company == 0 {
		return nil, Usagef("the %s shares its hosts with production, so only the company ID tells them apart; "+
			"add --company ID", l.environment.Label)
	}
	if o.TestServer != "" {
		server, err := sandbox.ParseTestServer(o.TestServer)
		if err != nil {
			return nil, Usagef("--test-server: %w", err)
		}
		options.TestServer, l.testServer = server, strings.TrimSuffix(server.String(), "/")
	}
	var err error
	if options.Credentials, err = credentials(ctx, p, o.Credentials, l.environment); err != nil {
		return nil, err
	}
	options.Transport = transport(p, l.testServer != "")
	l.Client = sandbox.New(options)
	p.Stdout, p.Stderr = l.Secrets.Writer(p.Stdout), l.Secrets.Writer(p.Stderr)
	return l, nil
}

// transport is the way to the network. A server on this machine is reached
// without a proxy.
func transport(p *Project, local bool) http.RoundTripper {
	if p.Transport != nil {
		return p.Transport
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxResponseHeaderBytes = 1 << 20
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if local {
		t.Proxy = nil
	}
	return t
}

// where says with whom a command spoke, in words.
func (l *live) where() string {
	if l.testServer != "" {
		return "a test server at " + l.testServer
	}
	return l.environment.Label
}

// session signs in, in the way that needs no one where there is a choice.
func session(ctx context.Context, p *Project, l *live, doc *manifest.Document,
	working *manifest.Document) (*sandbox.Session, error) {
	methods, err := signInMethods(doc, l.options.As)
	if err != nil {
		return nil, err
	}
	if slices.Contains(methods, model.ServiceAccount) {
		s, err := l.ServiceAccount(ctx)
		return s, liveError(err)
	}
	in, err := newSignIn(p, l, working)
	if err != nil {
		return nil, err
	}
	defer in.close()
	code, err := in.code(ctx)
	if err != nil {
		return nil, liveError(err)
	}
	s, err := l.Exchange(ctx, code, in.redirect)
	return s, liveError(err)
}

// signInMethods are the ways to sign in that an app has, or the one that was
// asked for.
func signInMethods(doc *manifest.Document, as string) ([]string, error) {
	methods := model.Read(doc.Root).WaysToSignIn()
	switch {
	case len(methods) == 0:
		return nil, Usagef("%s has no data connector, so it cannot sign in to Procore", doc.File.Name)
	case as == "":
		return methods, nil
	case !slices.Contains(methods, as):
		return nil, Usagef("--as %s: %s has %s only", as, doc.File.Name, strings.Join(methods, " and "))
	default:
		return []string{as}, nil
	}
}

// liveError gives an error of a live command its exit code: a clear no is a
// finding, everything else could not be checked.
func liveError(err error) error {
	var p *sandbox.Problem
	if !errors.As(err, &p) {
		return err
	}
	class := Failure
	if p.Definite {
		class = Findings
	}
	return &Error{Class: class, Err: withRemedy(p)}
}

func withRemedy(p *sandbox.Problem) error {
	text := p.Error()
	if p.Cause != "" {
		text += "\nlikely: " + p.Cause
	}
	if p.Remedy != "" {
		text += "\nto do: " + p.Remedy
	}
	return errors.New(text)
}

// end revokes what a session was given, and says where that failed.
func end(ctx context.Context, p *Project, s *sandbox.Session) {
	var problem *sandbox.Problem
	if err := s.Close(ctx); errors.As(err, &problem) {
		p.complain(withRemedy(problem))
	}
}

// oneCompany returns the company to ask, where only one can be meant.
func oneCompany(ctx context.Context, s *sandbox.Session, company int64) (sandbox.Named, error) {
	all, err := s.Companies(ctx, sandbox.ID(company))
	if err != nil {
		if company == 0 {
			return sandbox.Named{}, liveError(err)
		}
		return sandbox.Named{ID: sandbox.ID(company)}, nil // its own answers will tell
	}
	var words []string
	for _, c := range all {
		if company == 0 && len(all) == 1 || int64(c.ID) == company {
			return c, nil
		}
		words = append(words, c.String())
	}
	switch {
	case company != 0:
		return sandbox.Named{ID: sandbox.ID(company)}, nil
	case len(all) == 0:
		return sandbox.Named{}, Refusef("the app cannot reach any company; install the app in a company, or add the " +
			"user to the company's Directory")
	}
	return sandbox.Named{}, Usagef("the app can reach %d companies; choose one with --company ID: %s", len(all),
		strings.Join(words[:min(len(words), 10)], ", "))
}

// permissionsOf are the levels that a manifest asks for.
func permissionsOf(doc *manifest.Document) sandbox.Permissions {
	asked := sandbox.Permissions{Company: make(map[string]string), Project: make(map[string]string)}
	for _, p := range model.Read(doc.Root).Connector.Permissions {
		if level, ok := p.Level.Str(); ok {
			asked.Of(p.Scope)[p.Tool.Text] = level
		}
	}
	return asked
}

// identity is how the app is recognised among installed ones.
func identity(doc *manifest.Document, clientID string) sandbox.Identity {
	name, _ := model.Read(doc.Root).Name.Str()
	return sandbox.Identity{ClientID: clientID, Name: name}
}

func named(n sandbox.Named) *sandbox.Named {
	if n.ID == 0 {
		return nil
	}
	return &n
}

// DefaultTimeout is how long one request may take where nothing is said.
const DefaultTimeout = sandbox.DefaultTimeout
