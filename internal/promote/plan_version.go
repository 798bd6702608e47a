package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/schema"
)

// InstallPlan returns the clicks that install a version in the Developer
// Sandbox and make it ready to be tried.
func InstallPlan(s Subject, portal schema.Portal) Plan {
	f := gather(&s)
	p := Plan{Kind: InstallKind, App: f.App, To: f.number(), Portal: portal}
	if agentic(f) {
		p.Notes = append(p.Notes, "MCP servers and agents cannot be tried in the Developer Sandbox. Installing the "+
			"version there shows only that the version contains them. Arrange their validation with Procore's "+
			"Marketplace team")
	}
	url := path(portal, "page_credentials", "sandbox_credentials")
	if portal == schema.Components {
		url = path(portal, "page_versions", "app_information")
	}
	p.Screens = append(p.Screens, Screen{
		Title: "Open " + strings.Join(environment("developer_sandbox").Web, ", ") + " and sign in",
		Shows: "This is the company of the app's Developer Sandbox. The address is also in the portal: " + url + " > " +
			label(portal, "sandbox_url") + ". The e-mail about the new app has the link to set your password. " +
			"Only the creator of the app has access at first; add other people in the company " +
			label(schema.Procore, "company_directory") + ".",
	})
	p.Screens = append(p.Screens,
		f.installScreen(label(portal, "sandbox_key"), f.Version.Keys.Sandbox, "on "+
			path(portal, "page_versions", "installation_keys")))
	p.Screens = append(p.Screens, f.setupScreens(false)...)
	p.Screens = append(p.Screens, Screen{
		Title: "Try the version", Shows: "You have tried everything that the checklist lists for the sandbox.",
		Record: f.testCommand(),
	})
	return p
}

// installScreen installs with a key, which a version that is not recorded
// completely does not have.
func (f *facts) installScreen(name, key, whence string) Screen {
	field := Field{Label: name, Do: Enter, Value: key, Note: "the dialog may call this field " +
		label(schema.Procore, "app_version_id")}
	if key == "" {
		field.Note = "not recorded; copy the key " + whence
	}
	install := label(schema.Procore, "install")
	return Screen{
		Title:  "Open " + path(schema.Procore, "company_admin", "app_management", "install_app", "install_custom_app"),
		Fields: []Field{field},
		Press:  []string{install, install},
		Shows: "At the end, a dialog reads " + label(schema.Procore, "installed_dialog") + " and shows the notes and " +
			"the link.",
	}
}

// setupScreens are what an installed app needs to work: dialogs of the
// installation or, after an update and whenever they were skipped, pages of App
// Management.
func (f *facts) setupScreens(again bool) []Screen {
	var screens []Screen
	open := path(schema.Procore, "app_management") + ", " + label(schema.Procore, "view_app") + " beside " + f.knownAs() +
		", "
	if service(f) {
		title := "In the dialog " + label(schema.Procore, "add_permitted_projects") + " during the installation, or, " +
			"if you pressed " + label(schema.Procore, "skip") + ", in " + open + label(schema.Procore, "permissions_tab")
		note := "every project the app may act in"
		if again {
			title = "Open " + open + label(schema.Procore, "permissions_tab")
			if f.before.SignsIn(app.ServiceAccount) {
				note = "choose the projects again; they do not carry over"
			}
		}
		screens = append(screens, Screen{
			Title:  title,
			Fields: []Field{{Label: label(schema.Procore, "permitted_projects"), Do: Choose, Note: note}},
			Press:  []string{label(schema.Procore, "add")},
			Shows: "The projects are listed. You need Admin access to the Company Admin tool. Add new projects by hand, " +
				"or give the service account a permission template and tick " + label(schema.Procore, "add_to_new_projects") +
				". The template does not get the app's permissions, so set them there too.",
		})
	}
	if embedded(f) {
		fields := []Field{
			{Label: label(schema.Procore, "configuration_projects"), Do: Choose, Note: "the projects that show the app"},
			{Label: label(schema.Procore, "configuration_title"), Do: Enter, Note: "the name that users see in the menu"},
		}
		for _, c := range f.now.Components() {
			for _, p := range c.Fields() {
				need := p.Need()
				if p.Description.IsSet() {
					need += ": " + strings.Join(strings.Fields(p.Description.String()), " ")
				}
				fields = append(fields, Field{Label: p.Shown(), Do: Enter, Note: need, Path: parameterPath(c.Kind, &p)})
			}
		}
		title := "In the configuration form during the installation, or, if you pressed " +
			label(schema.Procore, "skip") + ", in "
		if again {
			title = "Open "
		}
		screens = append(screens, Screen{
			Title:  title + open + path(schema.Procore, "configurations", "create_configuration"),
			Fields: fields,
			Press:  []string{label(schema.Procore, "create_configuration_done")},
			Shows: f.shownIn() + " " + label(schema.Procore, "configuration_global") +
				" covers all projects, including future ones; " +
				label(schema.Procore, "configuration_company") + ", if offered, covers the company's own menu.",
		})
	}
	return screens
}

// shownIn says where the components of an app are found once it is configured.
func (f *facts) shownIn() string {
	app := "The app appears under " + label(schema.Procore, "select_an_app") + " in these projects"
	switch {
	case !sidePanel(f):
		return app + "."
	case !fullScreen(f):
		return "The side panel appears in the dock of its views."
	}
	return app + ", and the side panel in the dock of its views."
}

// PromotePlan returns the clicks that promote a version and, for a Marketplace
// app, hand it in for review.
func PromotePlan(s Subject, portal schema.Portal) Plan {
	f := gather(&s)
	p := Plan{Kind: PromoteKind, App: f.App, From: f.earlierNumber(), To: f.number(), Portal: portal}
	p.OneWay = append(p.OneWay, "the promotion of the version",
		"the release notes, which cannot be changed afterwards")
	notes := releaseNotesField.holding(portal, strings.TrimRight(f.notes.Text, "\n"))
	if strings.TrimSpace(f.notes.Text) == "" {
		notes.Note = "the release notes are not written yet"
	}
	p.Screens = append(p.Screens, Screen{
		Title: "Open " + label(portal, "page_versions") + ", version " + f.Version.Portal.String() + ", press " +
			label(portal, "promote_version"),
		Fields: []Field{notes}, Press: []string{label(portal, "promote")}, OneWay: true,
		Shows: "The version is in production. If the portal shows " + label(portal, "verified") +
			" instead, nothing was promoted: press it, then " +
			label(portal, f.applyButton()) + ".",
	})
	key := Screen{
		Title:  "Open " + path(portal, "page_versions", "installation_keys"),
		Fields: []Field{{Label: label(portal, "production_key"), Do: Copy}},
		Shows:  "The key has 36 characters and is not the sandbox key.", Record: "manifest promote " + f.at() +
			" --production-key KEY",
	}
	switch {
	case !firstConnector(f):
		p.Screens = append(p.Screens, key)
	case portal == schema.Components:
		p.OneWay = append(p.OneWay, "the production client secret, which is masked after you generate it; "+
			label(portal, "reset_secret")+" creates a new one")
		secret := secretScreen(portal, "Open "+path(portal, "page_credentials", "production_credentials")+", press "+
			label(portal, "generate_secret")+" beside "+label(portal, "empty_secret"))
		secret.Shows = "You have stored the client id and the secret; the secret is masked now, and the button now " +
			"reads " + label(portal, "reset_secret") +
			". If the panel is empty, " + label(portal, "request_access") +
			" is not approved yet, or the version has no data connector."
		p.Screens = append(p.Screens, key, secret)
	default: // the dialog comes before anything else can be opened
		p.OneWay = append(p.OneWay, "the production client secret, which is shown only once, when the version is promoted")
		secret := secretScreen(portal, "In the dialog "+label(portal, "credentials_dialog"))
		secret.Press = []string{label(portal, "close")}
		secret.Shows = "Store both before you close the dialog; afterwards the page shows only " +
			label(portal, "reset_secret") +
			". If there was no dialog, " + label(portal, "request_access") + " is not approved yet."
		p.Screens = append(p.Screens, secret, key)
	}
	uris := f.oauth.Production.RedirectURIs.Values()
	if userLevel(f) && len(uris) > 0 && !same(f.before.OAuth.Production.RedirectURIs.Values(), uris) {
		p.Screens = append(p.Screens, redirectURIs(portal, "production_credentials", productionURIs, uris))
	}
	if listed(f) {
		p.Screens = append(p.Screens, Screen{
			Title: "Open " + label(portal, "page_versions") + ", version " + f.Version.Portal.String() + ", press " +
				label(portal, "submit_review"),
			Fields: []Field{
				{Label: "Notes for the reviewers", Do: Enter, Value: strings.TrimRight(listOf(summaries(f), false), "\n"),
					Note: "what changed and why; " +
						"add a test account and example values that let reviewers try the app. The documentation does not name " +
						"the box"},
			},
			Press:  []string{label(portal, "submit_review")},
			Shows:  "The version is in review. To withdraw it, press " + label(portal, "withdraw_review") + ".",
			Record: "manifest record submit " + f.at(),
		})
	}
	return p
}

// applyButton is the label of the button that starts the verification this app
// needs.
func (f *facts) applyButton() string {
	if listed(f) {
		return "apply_partner"
	}
	return "apply_private"
}

// secretScreen is where the production credentials are stored.
func secretScreen(portal schema.Portal, title string) Screen {
	return Screen{
		Title: title,
		Fields: []Field{
			{Label: label(portal, "client_id"), Do: Copy},
			{Label: label(portal, "client_secret"), Do: Copy, Note: "into your secret store, not into the repository"},
		},
		OneWay: true,
	}
}

// CustomerPlan returns the clicks with which the company admin of a customer
// updates to a version or, before any was in production, installs it. The customer
// has the version from or, where that is nil, what customers run.
func CustomerPlan(s Subject, from *Cohort) Plan {
	f := gather(&s)
	if from != nil {
		of := f.comingFrom(from.Manifest)
		p := of.customerPlan()
		p.Update = of.update()
		return p
	}
	p := f.customerPlan()
	p.Update = f.update()
	for _, of := range f.cohorts {
		if of != f {
			p.Notes = append(p.Notes, fmt.Sprintf("Customers on %s: manifest steps %s --customer --from %s@%s",
				of.has(), f.at(), f.App, of.earlierNumber()))
		}
	}
	return p
}

// takesDirectory says who can install and update.
const takesDirectory = " You need Admin access to the company Directory tool."

func (f *facts) customerPlan() Plan {
	p := Plan{Kind: CustomerKind, App: f.App, From: f.has(), To: f.offers()}
	name := path(schema.Procore, "company_admin", "app_management")
	p.Screens = f.tasksAt(before)
	switch {
	case f.later() && !slices.Contains(f.verdict.Actions, change.Reinstall):
		update := Screen{
			Title: "Open " + name + ", press " + label(schema.Procore, "view_app") + " beside " + f.knownAs() + ", then " +
				label(schema.Procore, "update_available"),
			Press: []string{label(schema.Procore, "update")},
			Shows: "App Management shows " + f.offers() + " and no longer shows Update Available." + takesDirectory,
		}
		p.Screens = append(p.Screens, update)
	case listed(f):
		p.Screens = append(p.Screens, Screen{
			Title: "Open the Marketplace page of " + f.name(), Press: []string{label(schema.Procore, "install")},
			Shows: "At the end, a dialog reads " + label(schema.Procore, "installed_dialog") + ".",
		})
	default:
		key := f.Version.Keys.Production
		install := f.installScreen(label(schema.Components, "production_key"), key, "from our e-mail")
		switch {
		case key == "" && f.Version.State != ledger.ReadyForTesting:
			install.Fields[0].Note = "not recorded: " + f.keysCommand("production")
		case key == "":
			install.Fields[0].Note = "not recorded yet; the promotion creates the key"
		}
		install.Shows += takesDirectory
		p.Screens = append(p.Screens, install)
	}
	if rights := f.rights(); f.later() && len(rights) > 0 {
		screen := &p.Screens[len(p.Screens)-1]
		screen.Fields = append(screen.Fields, Field{Label: "Permissions", Do: Look, Value: strings.Join(rights, "\n"),
			Note: "review and approve"})
	}
	p.Screens = append(p.Screens, f.setupScreens(f.later())...)
	p.Screens = append(p.Screens, f.tasksAt(after)...)
	return p
}

// tasksAt are the tasks that the customer plan shows in their own words at a place.
func (f *facts) tasksAt(at taskPlace) []Screen {
	var screens []Screen
	for _, t := range f.tasks() {
		if t.at == at {
			screens = append(screens, Screen{Title: t.text})
		}
	}
	return screens
}

// knownAs is the app as customers find it, with both names where it has another
// one now.
func (f *facts) knownAs() string {
	if was := f.before.Name.String(); f.later() && was != "" && was != f.name() {
		return f.name() + " (before: " + was + ")"
	}
	return f.name()
}
