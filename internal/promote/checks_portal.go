package promote

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/procore-manifest/manifest/internal/ledger"
)

func testedIsPromoted(f *facts) outcome {
	if p := f.testProblems(); len(p) > 0 {
		return failing(p...)
	}
	e := f.entry(ledger.Test)
	evidence := fmt.Sprintf("test of %s passed on %s, recorded by %s", f.number(), day(e), e.By)
	if e.Evidence.File != "" {
		evidence += ": " + e.Evidence.File
	}
	return verified("%s", evidence)
}

func (f *facts) testProblems() []Problem {
	e := f.entry(ledger.Test)
	switch {
	case e == nil:
		return []Problem{{"no test evidence for " + f.number(), nil, f.proveCommand()}}
	case f.Evidence != "":
		return []Problem{{f.Evidence, nil, "restore the evidence from git, or " + f.proveCommand()}}
	case e.Result != ledger.Passed:
		message := fmt.Sprintf("the last test of %s failed on %s", f.number(), day(e))
		if e.Note != "" {
			message += ": " + e.Note
		}
		return []Problem{{message, nil, "test the version again, or " + f.anew()}}
	}
	return nil
}

func isPromoted(f *facts) outcome {
	if e := f.entry(ledger.Promote); e != nil {
		return verified("%s by %s", day(e), e.By)
	}
	return outcome{}
}

func productionKeyRecorded(f *facts) outcome {
	switch {
	case f.Version.Keys.Production != "":
		return verified("key %.8s…", f.Version.Keys.Production)
	case f.promoted():
		return failing(Problem{fmt.Sprintf("the Production App Version Key of %s is not recorded", f.number()), nil,
			f.keysCommand("production")})
	}
	return outcome{}
}

func productionRedirect(f *facts) outcome {
	var list []Problem
	for _, uri := range f.oauth.Production.RedirectURIs.Values() {
		u, err := url.Parse(uri)
		host := ""
		if err == nil {
			host = strings.ToLower(u.Hostname())
		}
		if err != nil || u.Scheme != "https" || host == "" || host == "localhost" || strings.HasPrefix(host, "127.") ||
			host == "::1" {
			list = append(list, Problem{fmt.Sprintf("production redirect URI %q does not use https on a public host", uri), nil,
				"correct oauth.production in manifest.yaml, and in the portal"})
		}
	}
	switch {
	case len(list) > 0:
		return failing(list...)
	case len(f.oauth.Production.RedirectURIs.Values()) == 0:
		return people("the manifest lists no production redirect URIs")
	}
	return people("all production redirect URIs in the manifest use https on public hosts")
}

func isSubmitted(f *facts) outcome {
	e := f.entry(ledger.Submit)
	if e == nil || f.Version.State == ledger.Production {
		return outcome{} // never handed in, or taken back
	}
	return verified("%s by %s", day(e), e.By)
}

func rejection(f *facts) outcome {
	if e := f.entry(ledger.Publish); e != nil {
		return verified("the version was published on %s", day(e))
	}
	e := f.entry(ledger.Reject)
	if e == nil {
		return outcome{}
	}
	for _, v := range f.Ledger.Versions {
		if v.Number.Compare(f.Version.Number) > 0 && v.State != ledger.Retracted {
			return verified("followed by version %s", v.Number)
		}
	}
	message := "the version was rejected on " + day(e) + ": " + e.Reason
	return failing(Problem{message, nil, "manifest bump " + f.App})
}

func isPublished(f *facts) outcome {
	if e := f.entry(ledger.Publish); e != nil {
		return verified("%s, recorded by %s", day(e), e.By)
	}
	return outcome{}
}
