package sandbox

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Listener waits on this machine for the redirect that brings a code.
type Listener struct {
	secrets  *Redactor
	redirect *url.URL
	sockets  []net.Listener
}

// IsLocal reports whether a redirect URI leads to this machine: the only form
// of plain http that Procore registers is http://localhost with any port and
// path.
func IsLocal(redirect string) bool {
	u, err := url.Parse(redirect)
	return err == nil && u.Scheme == "http" && u.Hostname() == "localhost"
}

// Listen opens the port of a local redirect URI, 80 where it names none, on the
// loopback addresses alone. Ports are fixed: Procore compares the whole URI.
func (c *Client) Listen(redirect string) (*Listener, error) {
	u, err := url.Parse(redirect)
	if err != nil || !IsLocal(redirect) {
		return nil, fmt.Errorf("%s does not point to this machine", redirect)
	}
	port := u.Port()
	if port == "" {
		port = "80"
	}
	l := &Listener{secrets: c.Secrets, redirect: u}
	// A browser may take either address for localhost.
	for _, host := range []string{"127.0.0.1", "::1"} {
		var socket net.Listener
		if socket, err = net.Listen("tcp", net.JoinHostPort(host, port)); err != nil {
			if host == "::1" { // many machines have no IPv6
				break
			}
			return nil, &Problem{Doing: "listen on port " + port, What: lastWords(err),
				Cause: "another program uses the port, or the port is below 1024 and only administrators can use it",
				Remedy: "register http://localhost:8910 as a redirect URI and add it to the manifest, or use " +
					"--paste and paste the code"}
		}
		l.sockets = append(l.sockets, socket)
	}
	return l, nil
}

// Code waits for the code that comes with the state. Requests with another
// state are refused and do not end the wait: anybody on this machine can send
// one.
func (l *Listener) Code(ctx context.Context, state string) (string, error) {
	type outcome struct {
		code string
		err  error
	}
	came := make(chan outcome, 1)
	var once sync.Once
	finish := func(o outcome) (first bool) {
		once.Do(func() { came <- o; first = true })
		return first
	}
	page := func(w http.ResponseWriter, status int, text string) {
		h := w.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Referrer-Policy", "no-referrer") // the address holds the code
		h.Set("Cache-Control", "no-store")
		h.Set("Connection", "close")
		w.WriteHeader(status)
		io.WriteString(w, text+"\n")
	}
	server := &http.Server{
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second,
		MaxHeaderBytes: 16 << 10,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			query := r.URL.Query()
			switch given := query.Get("state"); {
			// A page of another name that resolves to this machine is not our redirect.
			case r.Host != l.redirect.Host || r.URL.Path != l.path() || r.Method != http.MethodGet:
				page(w, http.StatusNotFound, "There is nothing at this address.")
			case subtle.ConstantTimeCompare([]byte(given), []byte(state)) != 1:
				page(w, http.StatusBadRequest, "This sign-in was not started by the running command. Nothing was done.")
			case query.Get("error") != "":
				if finish(outcome{err: l.denied(query)}) {
					page(w, http.StatusOK, "Procore did not authorize the app. You can close this page.")
				}
			case query.Get("code") == "":
				page(w, http.StatusBadRequest, "This address contains no code.")
			case finish(outcome{code: query.Get("code")}):
				page(w, http.StatusOK, "Signed in. You can close this page and go back to the terminal.")
			default:
				page(w, http.StatusConflict, "The code was already received.")
			}
		}),
	}
	for _, socket := range l.sockets {
		go server.Serve(socket)
	}
	defer func() { // the answer to the browser goes out before the end
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close()
		}
		l.Close() // a socket that the server has not taken yet
	}()
	select {
	case o := <-came:
		return o.code, o.err
	case <-ctx.Done():
		return "", WaitingEnded(ctx)
	}
}

func (l *Listener) path() string {
	if l.redirect.Path == "" {
		return "/"
	}
	return l.redirect.Path
}

// Close gives the port back. [Listener.Code] does so too.
func (l *Listener) Close() {
	for _, s := range l.sockets {
		s.Close()
	}
}

// errWaited is the cause of a context that ended because no one signed in.
var errWaited = errors.New("the sign-in timed out")

// Waiting bounds how long a person may take to sign in.
func Waiting(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, errWaited)
}

// WaitingEnded is the problem of a wait that ended with its context.
func WaitingEnded(ctx context.Context) error {
	p := &Problem{Doing: "wait for the code", What: "interrupted", Cause: "you interrupted the command",
		Remedy: "run the command again", Interrupted: true}
	if errors.Is(context.Cause(ctx), errWaited) {
		p.What, p.Cause, p.Remedy, p.Interrupted = "the sign-in timed out",
			"the page was not opened, or the redirect URI is not registered",
			"open the address that the command shows; if Procore says that the redirect URI is invalid, register "+
				"it under OAuth Credentials", false
	}
	return p
}

// denied is a refusal that came with the redirect, of RFC 6749, section 4.1.2.1.
func (l *Listener) denied(query url.Values) error {
	p := &Problem{Doing: "wait for the code", Definite: true, What: "Procore answered: " +
		l.secrets.Quote(query.Get("error")),
		Cause:  "the user refused to allow the app, or is not permitted to allow it",
		Remedy: "sign in as a user of the company, and choose Allow"}
	if said := query.Get("error_description"); said != "" {
		p.What += ": " + l.secrets.Quote(said)
	}
	return p
}
