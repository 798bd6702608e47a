package promote

import (
	"github.com/procore-manifest/manifest/internal/ledger"
)

func sandboxInstalled(f *facts) outcome {
	if e := f.entry(ledger.Test); e != nil && e.Result == ledger.Passed {
		return verified("tested in the Developer Sandbox on %s by %s", day(e), e.By)
	}
	return outcome{}
}

// signedIn judges whether a live test of this version signed in that way.
func signedIn(way string) func(*facts) outcome {
	return func(f *facts) outcome {
		if e := f.SignedIn[way]; e != nil {
			return verified("%s signed in on %s: %s", e.By, day(e), e.Evidence.File)
		}
		return outcome{}
	}
}

// verifiedBefore judges what an earlier promotion proves once and for all.
func verifiedBefore(why string) func(*facts) outcome {
	return func(f *facts) outcome {
		if e := f.entry(ledger.Publish); e != nil {
			return verified("this version was published on %s", day(e))
		}
		if r := f.published(); r != nil {
			return verified("%s was published before; %s", r.Number, why)
		}
		if r := f.wasPromoted(); r != nil {
			return people("%s was promoted before; %s", r.Number, why)
		}
		return outcome{}
	}
}

// organisationVerified: the portal lets no one promote who is not verified.
func organisationVerified(f *facts) outcome {
	if e := f.entry(ledger.Promote); e != nil {
		return verified("this version was promoted on %s", day(e))
	}
	if r := f.wasPromoted(); r != nil {
		return verified("%s was promoted before, and promotion requires a verified organisation", r.Number)
	}
	return outcome{}
}

// publishedBefore judges what a publication proves.
func publishedBefore(f *facts) outcome {
	if e := f.entry(ledger.Publish); e != nil {
		return verified("this version was published on %s", day(e))
	}
	if r := f.published(); r != nil {
		return verified("%s was published before, and publication requires this item", r.Number)
	}
	return outcome{}
}
