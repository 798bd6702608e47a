package project

import (
	"bufio"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/schema"
)

// redirects are the redirect URIs that a manifest registers for an environment.
// It has none for the Federal Zone, which is another registration; known says
// whether it has a list.
func redirects(doc *manifest.Document, e schema.Environment) (list []string, known bool) {
	if e.Credentials != "sandbox" && e.Credentials != "production" {
		return nil, false
	}
	return model.Read(doc.Root).OAuth.Set(e.Credentials).RedirectURIs.Values(), true
}

// redirect chooses the redirect URI to use, or checks the one that was asked
// for against the manifest, to the letter as Procore does.
func redirect(doc *manifest.Document, e schema.Environment, asked string) (string, error) {
	list, known := redirects(doc, e)
	section := model.RedirectURIsPath(e.Credentials)
	switch {
	case !known && asked == "":
		return "", Usagef("a manifest has no redirect URIs for the %s, where the app is registered separately; "+
			"give one with --redirect-uri", e.Label)
	case !known || slices.Contains(list, asked):
		return asked, nil
	case len(list) == 0:
		return "", Refusef("%s has no %s; add a registered redirect URI (for tests, the Quick Start uses "+
			"%s)", doc.File.Name, section, sandbox.OutOfBand)
	case asked != "":
		return "", Refusef("--redirect-uri %s is not in %s of %s, and Procore compares redirect URIs character "+
			"by character; "+
			"the manifest has %s%s",
			asked,
			section, doc.File.Name, strings.Join(list, ", "), diag.DidYouMean(asked, list))
	}
	uri := slices.MinFunc(list, func(a, b string) int { return ease(a) - ease(b) })
	if len(secret.Find(uri)) > 0 {
		return "", Refusef("%s of %s contains a secret; see: manifest lint", section, doc.File.Name)
	}
	return uri, nil
}

// ease orders redirect URIs by how well a command line can sign in with them: a
// port that any user can open, the out-of-band page, port 80, all else.
func ease(uri string) int {
	u, err := url.Parse(uri)
	switch {
	case sandbox.IsLocal(uri) && err == nil && u.Port() != "":
		return 0
	case uri == sandbox.OutOfBand:
		return 1
	case sandbox.IsLocal(uri):
		return 2
	}
	return 3
}

// signIn is a person's way to a code: the listener that waits for it, or the
// question for it.
type signIn struct {
	*Project
	live     *live
	redirect string
	state    string
	listener *sandbox.Listener // nil if the code is pasted
	// shown is where the address is shown: it holds the client ID, which is
	// part of every such address and no secret.
	shown io.Writer
}

// newSignIn prepares the sign-in of a person, so that what cannot work is said
// before anything is opened.
func newSignIn(p *Project, l *live, doc *manifest.Document) (*signIn, error) {
	uri, err := redirect(doc, l.environment, l.options.RedirectURI)
	if err != nil {
		return nil, err
	}
	s := &signIn{Project: p, live: l, redirect: uri, state: sandbox.NewState(), shown: plain(p.Stderr)}
	switch {
	case uri == sandbox.OutOfBand || l.options.Paste:
		if p.StdinIsTerminal && !p.MayAsk() {
			return nil, Usagef("the code must be pasted, and --no-input prevents waiting for the code; to avoid " +
				"pasting, register http://localhost:PORT")
		}
		return s, nil
	case sandbox.IsLocal(uri):
		s.listener, err = l.Listen(uri)
		return s, liveError(err)
	}
	return nil, Usagef("the redirect URI %s leads to the app, not to this command; register %s or "+
		"http://localhost:PORT, or use --paste and paste the last address that the browser "+
		"shows", uri, sandbox.OutOfBand)
}

// plain is a writer without the redaction, for the one line that must hold the
// client ID.
func plain(w io.Writer) io.Writer {
	if r, ok := w.(interface{ Unwrap() io.Writer }); ok {
		return r.Unwrap()
	}
	return w
}

func (s *signIn) close() {
	if s.listener != nil {
		s.listener.Close()
	}
}

// code shows the address to a person and waits for the code that it leads to.
func (s *signIn) code(ctx context.Context) (string, error) {
	ctx, cancel := sandbox.Waiting(ctx, s.live.options.Wait)
	defer cancel()
	address := s.live.AuthorizeURL(s.redirect, s.state)
	fmt.Fprintf(s.shown, "sign in to %s and allow the app:\n  %s\n", s.live.where(), address)
	if s.live.options.OpenPages {
		if err := openPage(s.Getenv, address); err != nil {
			fmt.Fprintf(s.Stderr, "no browser could be opened (%s): open the address yourself\n", Reason(err))
		}
	}
	if s.listener != nil {
		return s.listener.Code(ctx, s.state)
	}
	pasted, err := s.paste(ctx)
	if err != nil {
		return "", err
	}
	return s.pasted(pasted)
}

// paste asks for the code on a terminal, where it is not shown, and reads one
// line elsewhere.
func (s *signIn) paste(ctx context.Context) (string, error) {
	if s.StdinIsTerminal && s.AskHidden != nil {
		line, err := s.AskHidden(ctx, "the code (not shown): ")
		if ctx.Err() != nil {
			return "", sandbox.WaitingEnded(ctx)
		}
		return line, err
	}
	type outcome struct {
		line string
		err  error
	}
	came := make(chan outcome, 1)
	go func() {
		line, err := bufio.NewReader(io.LimitReader(s.Stdin, 16<<10)).ReadString('\n')
		came <- outcome{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", sandbox.WaitingEnded(ctx)
	case o := <-came:
		line := strings.TrimSpace(o.line)
		if line == "" {
			return "", &sandbox.Problem{Doing: "read the code", What: "there was no code on standard input",
				Cause: "there is no terminal to paste the code into", Remedy: "open the address, allow the app, " +
					"and give the code " +
					"on standard " +
					"input"}
		}
		return line, nil
	}
}

// pasted takes the code out of what was pasted: the code itself, or the address
// that it came with, whose state must be ours.
func (s *signIn) pasted(text string) (string, error) {
	s.live.Secrets.Add(text)
	if !strings.Contains(text, "://") {
		return text, nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", &sandbox.Problem{Doing: "read the code", What: "the address cannot be read",
			Cause: "a part of the address is missing", Remedy: "copy the whole address"}
	}
	code := u.Query().Get("code")
	s.live.Secrets.Add(code)
	switch {
	case subtle.ConstantTimeCompare([]byte(u.Query().Get("state")), []byte(s.state)) != 1:
		return "", &sandbox.Problem{Doing: "read the code",
			What: "the address is from another sign-in: its state parameter is different", Definite: true,
			Cause: "the address was copied from an earlier attempt, or someone else created it", Remedy: "run " +
				"the command again, and open the address that the command shows"}
	case code == "":
		return "", &sandbox.Problem{Doing: "read the code", What: "the address contains no code", Definite: true,
			Cause: "the app was not allowed", Remedy: "choose Allow, then copy the address"}
	}
	return code, nil
}

// openPage opens an address in the user's browser. The address is among the
// arguments of that program: it holds the client ID and the state, and no
// secret. Credentials in the environment are not handed on.
func openPage(getenv func(string) string, address string) error {
	var words []string
	switch program := getenv("BROWSER"); {
	case program != "":
		words = strings.Fields(program)
	case runtime.GOOS == "darwin":
		words = []string{"open"}
	case runtime.GOOS == "windows":
		words = []string{"rundll32", "url.dll,FileProtocolHandler"}
	default:
		words = []string{"xdg-open"}
	}
	cmd := exec.Command(words[0], append(words[1:], address)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool {
		return strings.HasPrefix(s, ClientIDVariable+"=") || strings.HasPrefix(s, ClientSecretVariable+"=")
	})
	if err := cmd.Start(); err != nil {
		var failed *exec.Error
		if errors.As(err, &failed) {
			return failed.Err
		}
		return err
	}
	go cmd.Wait() // so that it does not stay behind as a zombie
	return nil
}
