package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

// Outcome is what became of a step.
type Outcome string

const (
	Passed Outcome = "passed"
	Failed Outcome = "failed"
	// NotChecked is everything else: no answer, an answer that cannot be read,
	// a step that was not reached. It never counts as passed.
	NotChecked Outcome = "not_checked"
)

// Step is one thing that was tried.
type Step struct {
	ID     string `json:"id"`
	Method string `json:"method"` // the way to sign in that it belongs to
	// Request is what was asked, such as GET /rest/v1.0/me.
	Request string `json:"request"`
	// Proves says what is known when it passes.
	Proves  string  `json:"proves"`
	Outcome Outcome `json:"outcome"`
	// Detail is what was seen.
	Detail string `json:"detail"`
	// Cause and Remedy are for steps that did not pass.
	Cause  string `json:"cause"`
	Remedy string `json:"remedy"`
	// Aside says that the step is not part of the Quick Start: it counts where
	// it fails, but not where the answer could not be had.
	Aside bool `json:"aside"`
}

// Test is what to try.
type Test struct {
	Methods []string
	// Redirect is the redirect URI that users sign in with, and Code waits for
	// the code that it brings.
	Redirect string
	Code     func(context.Context) (string, error)
	// Company and Project are those to use, 0 for the only one and for any.
	Company, Project ID
	Permissions      Permissions
	// App recognises the app among the installed ones, and Version is the
	// number that it should have there, "" for none.
	App     Identity
	Version string
	// Done is told each step as it ends; nil tells no one.
	Done func(Step)
}

// Result is what a smoke test found out.
type Result struct {
	Steps []Step
	// Company and Project are those that were used, without an id for none.
	Company, Project Named
}

// Outcome is that of the whole: one failure fails it, and it passes only if
// every step did, those aside left out.
func (r *Result) Outcome() Outcome {
	whole := Passed
	if len(r.Steps) == 0 {
		whole = NotChecked
	}
	for _, s := range r.Steps {
		switch {
		case s.Outcome == Failed:
			return Failed
		case s.Outcome == NotChecked && !s.Aside:
			whole = NotChecked
		}
	}
	return whole
}

// Smoke makes the calls of the Quick Start with each way to sign in. It ends
// with every token revoked.
func (c *Client) Smoke(ctx context.Context, t Test) Result {
	var r Result
	for _, method := range t.Methods {
		run := &smoke{Client: c, Test: t, result: &r, method: method}
		run.all(ctx)
		// A user can find the only company, and a service account must name it.
		t.Company = cmp.Or(t.Company, run.company.ID)
	}
	return r
}

// smoke is the run of one method.
type smoke struct {
	*Client
	Test
	result  *Result
	method  string
	session *Session
	company Named
	// blocked is the step that the rest depends on and that did not pass.
	blocked string
}

// try runs one step, unless it cannot be reached.
func (r *smoke) try(s Step, run func() (detail string, err error)) bool {
	s.Method, s.Outcome = r.method, Passed
	if r.blocked != "" {
		s.Outcome, s.Detail = NotChecked, "not run, because "+r.blocked+" did not pass"
	} else {
		detail, err := run()
		s.Detail = r.Secrets.Redact(detail)
		r.judge(&s, err)
	}
	r.result.Steps = append(r.result.Steps, s)
	if r.Done != nil {
		r.Done(s)
	}
	return s.Outcome == Passed
}

func (r *smoke) judge(s *Step, err error) {
	if err == nil {
		return
	}
	var p *Problem
	if !errors.As(err, &p) {
		p = &Problem{What: err.Error()}
	}
	s.Outcome = NotChecked
	if p.Definite {
		s.Outcome = Failed
	}
	s.Detail, s.Cause, s.Remedy = r.Secrets.Redact(p.What), r.Secrets.Redact(p.Cause), r.Secrets.Redact(p.Remedy)
	if s.Aside && p.Status != 0 { // the answer could not be had; nothing contradicts
		s.Outcome = NotChecked
	}
}

// no is a finding of our own: the calls worked, and what they show is wrong.
func no(what, cause, remedy string, args ...any) error {
	return &Problem{What: fmt.Sprintf(what, args...), Cause: cause, Remedy: remedy, Definite: true}
}

// unknown is something that the answers do not tell.
func unknown(what, cause, remedy string) error {
	return &Problem{What: what, Cause: cause, Remedy: remedy}
}

// need runs a step that all later ones depend on.
func (r *smoke) need(s Step, run func() (string, error)) {
	if !r.try(s, run) && r.blocked == "" {
		r.blocked = s.ID
	}
}

func (r *smoke) all(ctx context.Context) {
	r.signIn(ctx)
	if r.session != nil {
		defer r.session.Close(ctx) // if a step panics; after the last it does nothing
	}
	r.try(Step{ID: "me", Request: "GET " + MePath, Proves: "the token works and identifies the user or service " +
		"account"}, func() (string,
		error) {
		id, err := r.session.user(ctx, r.Company)
		return fmt.Sprintf("user %s", id), err
	})
	r.need(Step{ID: "companies", Request: "GET " + CompaniesPath, Proves: "the app can reach the company"},
		func() (string, error) {
			return r.findCompany(ctx)
		})
	r.need(Step{ID: "projects", Request: "GET " + ProjectsPath + "?company_id=",
		Proves: "the app is installed in the company and sees its projects"}, func() (string, error) {
		return r.findProject(ctx)
	})
	if r.method == schema.ServiceAccount {
		r.try(Step{ID: "permissions", Request: "GET " + PermissionsPath,
			Proves: "the service account has the permissions that the manifest requests"}, func() (string, error) {
			return r.comparePermissions(ctx)
		})
	}
	// What follows needs a token, whatever became of the calls.
	if r.session != nil {
		if r.company.ID != 0 {
			r.blocked = ""
		}
		proves := "this version is installed"
		if r.Version == "" {
			proves = "which version is installed"
		}
		r.try(Step{ID: "installation", Request: "GET " + InstallationsPath + "?company_id=", Proves: proves,
			Aside: true}, func() (string, error) {
			return r.compareInstallation(ctx)
		})
		r.blocked = ""
		if r.method == schema.UserLevel {
			r.renew(ctx)
		}
	}
	r.revoke(ctx)
}

func (r *smoke) signIn(ctx context.Context) {
	if r.method == schema.ServiceAccount {
		r.need(Step{ID: "token", Request: "POST " + TokenPath,
			Proves: "the credentials are right, and the service account exists"}, func() (string, error) {
			session, err := r.ServiceAccount(ctx)
			r.session = session
			return lifetime(session), err
		})
		return
	}
	var code string
	r.need(Step{ID: "authorize", Request: "GET " + AuthorizePath,
		Proves: "a user can sign in and get a code"}, func() (detail string, err error) {
		code, err = r.Code(ctx)
		r.Secrets.Add(code)
		return "a code was received", err
	})
	r.need(Step{ID: "token", Request: "POST " + TokenPath,
		Proves: "client ID, secret, redirect URI and code belong together"}, func() (string, error) {
		session, err := r.Exchange(ctx, code, r.Redirect)
		r.session = session
		return lifetime(session), err
	})
}

func lifetime(s *Session) string {
	if s == nil || s.token.seconds == 0 {
		return "a token was received"
	}
	return fmt.Sprintf("a token that is valid for %d minutes", s.token.seconds/60)
}

func (r *smoke) findCompany(ctx context.Context) (string, error) {
	all, err := r.session.Companies(ctx, r.Company)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(n Named) bool { return n.ID == r.Company })
	switch {
	case r.Company != 0 && i >= 0:
		r.company = all[i]
	case r.Company != 0:
		return "", no("company %s is not among the %d that the app can reach",
			"the app is not installed in this company, or the user is not in the company's Directory",
			"install the app in the company under Admin > App Management, or add the user to the "+
				"company's Directory", r.Company,
			len(all))
	case len(all) == 0:
		return "", no("the app cannot reach any company",
			"the app is not installed anywhere in this environment, or the "+
				"user is in no company's Directory",
			"in the company, open Admin > App Management > Install App > Install Custom App, and enter the App "+
				"Version Key of this environment")
	case len(all) > 1:
		return "", unknown(fmt.Sprintf("the app can reach %d companies: %s", len(all), briefly(all)),
			"the test covers one company", "choose one with --company ID")
	default:
		r.company = all[0]
	}
	r.result.Company = r.company
	return "company " + r.company.String(), nil
}

func (r *smoke) findProject(ctx context.Context) (string, error) {
	all, err := r.session.projects(ctx, r.company.ID)
	if err != nil {
		return "", err
	}
	cause, remedy := "the user is in no project's Directory", "add the user to the Directory of a project"
	if r.method == schema.ServiceAccount {
		cause, remedy = "the service account has no permitted project",
			"in the company, open Company Tools > Admin > App Management, press View beside the app, open "+
				"Permissions, and add a project"
	}
	i := slices.IndexFunc(all, func(n Named) bool { return n.ID == r.Project })
	switch {
	case r.Project != 0 && i < 0:
		return "", no("project %s is not among the %d that the app can see", cause, remedy, r.Project, len(all))
	case len(all) == 0 && r.method == schema.ServiceAccount && len(r.Permissions.Project) == 0:
		return "the app sees no project, and the manifest requires none", nil
	case len(all) == 0:
		return "", no("the app can see no project of the company", cause, remedy)
	case i < 0:
		i = 0
	}
	r.result.Project = all[i]
	return fmt.Sprintf("visible projects: %d, such as %s", len(all), all[i]), nil
}

// comparePermissions compares tool by tool. What cannot be compared is not
// passed.
func (r *smoke) comparePermissions(ctx context.Context) (string, error) {
	var same int
	var differ, notKnown, more []string
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		want := r.Permissions.Of(scope)
		if len(want) == 0 {
			continue
		}
		grants, beyond, err := r.session.granted(ctx, scope, want, r.company.ID, r.result.Project.ID)
		if err != nil {
			return "", err
		}
		for _, g := range grants {
			switch {
			case g.same():
				same++
			case g.Got == "":
				notKnown = append(notKnown, fmt.Sprintf("%s %s: %s", scope, g.Tool, g.Why))
			default:
				differ = append(differ, fmt.Sprintf("%s %s is %s, not %s", scope, g.Tool, g.Got, g.Want))
			}
		}
		for _, b := range beyond {
			more = append(more, string(scope)+" "+b)
		}
	}
	detail := fmt.Sprintf("permissions that match the manifest: %d", same)
	if len(more) > 0 {
		detail += "; also granted: " + strings.Join(more, ", ")
	}
	switch {
	case len(differ) > 0:
		return "", no("%s; %s", "another version is installed, or someone changed the permissions",
			"install the version, or apply its permissions again in App Management", strings.Join(append(differ,
				notKnown...), "; "), detail)
	case len(notKnown) > 0:
		return "", unknown("not compared: "+strings.Join(notKnown, "; ")+"; "+detail,
			"Procore does not publish the keys of all tools",
			"compare these tools in the service account's permissions yourself")
	}
	return detail, nil
}

// compareInstallation looks whether the version under test is the installed
// one. The right to read this is not documented, so no answer is no failure.
func (r *smoke) compareInstallation(ctx context.Context) (string, error) {
	list, err := r.session.Installations(ctx, r.company.ID)
	if err != nil {
		return "", err
	}
	found, ok := r.App.Find(list)
	switch {
	case !ok:
		return "", unknown(fmt.Sprintf("the app was not found among the %d installed apps", len(list)),
			"the list contains neither the app's client ID nor its name", "look up the version in App Management")
	case found.Status == "uninstalled":
		return "", no("the app was uninstalled from the company", "someone removed the app",
			"install the app again with its App Version Key")
	case found.SemanticVersion == "" && r.Version == "":
		return "installed, without a version number", nil
	case found.SemanticVersion == "":
		return "", unknown("the installation has no version number", "Procore's response does not include a "+
			"version number",
			"look up the version in App Management")
	case r.Version == "":
		return "installed: " + found.SemanticVersion, nil
	case found.SemanticVersion != r.Version:
		return "", no("version %s is installed, not %s", "each version has its own key, so the installed "+
			"version does not change by itself",
			"install the version with its own App Version Key", found.SemanticVersion, r.Version)
	}
	return "installed: " + found.SemanticVersion, nil
}

func (r *smoke) renew(ctx context.Context) {
	r.try(Step{ID: "refresh", Request: "POST " + TokenPath, Proves: "the app can stay signed in"}, func() (string,
		error) {
		if !r.session.Refreshable() {
			return "", unknown("the response contained no refresh token", "according to the documentation, the "+
				"response should contain one",
				"check that the app has user level authentication")
		}
		if err := r.session.Refresh(ctx); err != nil {
			return "", err
		}
		if !r.session.Refreshable() {
			return "", unknown("the response contained no new refresh token",
				"a refresh token works once and is then replaced",
				"run the command again")
		}
		return "received a new token and a new refresh token", nil
	})
}

// revoke ends the token, also after a failure or an interrupt.
func (r *smoke) revoke(ctx context.Context) {
	if r.session == nil {
		return
	}
	r.blocked = ""
	r.try(Step{ID: "revoke", Request: "POST " + RevokePath, Proves: "the app can revoke its token"},
		func() (string, error) {
			if err := r.session.Close(ctx); err != nil {
				return "", err
			}
			// The answer is 200 for any token, so the server is asked.
			switch dead, known := r.session.Revoked(ctx); {
			case known && !dead:
				return "", no("the token still works after it was revoked",
					"the server revokes the token later, or not at all",
					"disconnect the app in Procore under Connected Apps")
			case !known:
				return "the server accepted the request; it is not known whether the token still works", nil
			}
			return "the token no longer works", nil
		})
}

// briefly lists a few.
func briefly(list []Named) string {
	var words []string
	for i, n := range list {
		if i == 5 {
			words = append(words, "…")
			break
		}
		words = append(words, n.String())
	}
	return strings.Join(words, ", ")
}
