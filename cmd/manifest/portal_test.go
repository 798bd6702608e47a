package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
)

// portalKey is where a script keeps its portal.
type portalKey struct{}

// startPortal gives a script a fake of Procore: PORTAL is its address, and the
// command portal arranges it. The credentials of the fake are in CLIENT_ID and
// CLIENT_SECRET.
func startPortal(env *testscript.Env) {
	p := portaltest.New()
	env.Defer(p.Close)
	env.Values[portalKey{}] = p
	env.Setenv("PORTAL", p.URL)
	env.Setenv("CLIENT_ID", portaltest.ClientID)
	env.Setenv("CLIENT_SECRET", portaltest.ClientSecret)
	env.Setenv("BROWSER", "browser")
}

// portal is a script command that arranges the fake, or asks it:
//
//	portal code FILE               a code that a user brings, for the out-of-band page
//	portal redirect                registers a free local address, in REDIRECT
//	portal log FILE                the requests so far
//	portal live N                  holds the number of tokens that work
//
// and those of arrange.
func portal(ts *testscript.TestScript, neg bool, args []string) {
	p := ts.Value(portalKey{}).(*portaltest.Portal)
	if neg || len(args) == 0 {
		ts.Fatalf("usage: portal COMMAND [ARG...]")
	}
	switch what := args[0]; {
	case what == "code" && len(args) == 2:
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(p.Code(outOfBand)+"\n"), 0o600))
	case what == "redirect" && len(args) == 1:
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		uri := fmt.Sprintf("http://localhost:%d/callback", l.Addr().(*net.TCPAddr).Port)
		l.Close()
		p.Redirects = append(p.Redirects, uri)
		ts.Setenv("REDIRECT", uri)
	case what == "log" && len(args) == 2:
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(p.Log(), "\n")+"\n"), 0o666))
	case what == "live" && len(args) == 2:
		if got := strconv.Itoa(p.Live()); got != args[1] {
			ts.Fatalf("%s tokens work, want %s", got, args[1])
		}
	default:
		ts.Check(arrange(p, args))
	}
}

const outOfBand = "urn:ietf:wg:oauth:2.0:oob"

// arrange prepares the fake:
//
//	break PATH KIND [TIMES]             makes requests fail
//	header PATH NAME VALUE              sets a header of answers
//	mend                                takes that back
//	company ID NAME VERSION             another company, with the app installed
//	deny ID                             lets a company refuse the app
//	installed VERSION                   the version in the first company
//	update ID | pending ID              what the first company is offered, or does
//	level company|project TOOL LEVEL    what the service account may do there
func arrange(p *portaltest.Portal, args []string) error {
	first := &p.Companies[0]
	switch what := args[0]; {
	case what == "break" && len(args) >= 3:
		times := 0
		if len(args) > 3 {
			times, _ = strconv.Atoi(args[3])
		}
		p.Break(portaltest.Fault{Path: args[1], Kind: args[2], Times: times})
	case what == "header" && len(args) == 4:
		p.Break(portaltest.Fault{Path: args[1], Change: func(w *httptest.ResponseRecorder) { w.Header().Set(args[2], args[3]) }})
	case what == "mend" && len(args) == 1:
		p.Mend()
	case what == "company" && len(args) == 4:
		id, err := strconv.ParseInt(args[1], 10, 64)
		if err != nil {
			return err
		}
		p.Companies = append(p.Companies, portaltest.Company{ID: id, Name: args[2], Installations: []map[string]any{portaltest.Installation(id*10, args[3])}})
	case what == "deny" && len(args) == 2:
		for i := range p.Companies {
			p.Companies[i].Denied = p.Companies[i].Denied || fmt.Sprint(p.Companies[i].ID) == args[1]
		}
	case what == "installed" && len(args) == 2:
		first.Installations = []map[string]any{portaltest.Installation(999, args[1])}
	case what == "update" && len(args) == 2:
		first.Installations[0]["updatable_app_version_id"] = args[1]
	case what == "pending" && len(args) == 2:
		first.Installations[0]["pending_operation_id"] = args[1]
	case what == "level" && len(args) == 4:
		levels := first.Levels
		if args[1] == "project" {
			levels = first.Projects[0].Levels
		}
		levels[args[2]] = args[3]
	default:
		return fmt.Errorf("portal %s: there is no such command", strings.Join(args, " "))
	}
	return nil
}

// browse is a browser in scripts: it opens the address that it is given, and
// goes where it is sent.
func browse() {
	response, err := http.Get(os.Args[1])
	if err != nil || response.StatusCode != http.StatusOK {
		fmt.Fprintln(os.Stderr, "browser:", response, err)
		os.Exit(1)
	}
}
