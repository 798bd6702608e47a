package promote

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/schema"
)

// Update is what customers who have one version are told of another: the page and
// the mail to send to them. Nothing in it is for our own people alone.
type Update struct {
	// Name is the app as customers know it, and Was its name in the version that
	// they have, where it was another; otherwise "".
	Name string `json:"name"`
	Was  string `json:"was"`
	// From is the version that they have, "" if they install the app; To the new
	// one. Both are the numbers that they see.
	From string `json:"from"`
	To   string `json:"to"`
	// Available is since when they can have it, "" if they cannot yet, or where
	// that is not known; Released says which.
	Available ledger.Day `json:"available"`
	Released  bool       `json:"released"`
	// Faults are sentences on versions that are known to be bad. Where the new one
	// is, Stay is true and there are no steps.
	Faults []string `json:"faults"`
	Stay   bool     `json:"stay"`
	// News are the release notes of each version that they get, the newest first.
	News []News `json:"news"`
	// Asks say in few words what they must do.
	Asks []string `json:"asks"`
	// Others says what those do who are no admins, "" if no source says so.
	Others string `json:"others"`
	// Tools are the company tools on which whoever updates needs Admin.
	Tools []string `json:"tools"`
	Steps []Step   `json:"steps"`
	// Permissions are those of the service account, before and after. SignsIn says
	// that there is none, and that the app acts as the person who is signed in.
	Permissions change.Permissions `json:"permissions"`
	SignsIn     bool               `json:"signs_in"`
	Support     Support            `json:"support"`
}

// News are what a version brings.
type News struct {
	Version string     `json:"version"`
	Day     ledger.Day `json:"day"` // "" if it is not known
	Text    string     `json:"text"`
}

// Step is one thing to do.
type Step struct {
	// Title is a sentence without a full stop. Text says how and where; it may be
	// empty.
	Title string   `json:"title"`
	Text  []Phrase `json:"text"`
	// Items are what the step is about: permissions to approve.
	Items []string `json:"items"`
	// Fields are filled in.
	Fields []FormField `json:"fields"`
	// Who does it, where that is not the admin who updates; mostly "".
	Who string `json:"who"`
}

// inWords is the step as sentences, the last without its full stop.
func (s Step) inWords() string {
	words := s.Title
	if s.Who != "" {
		words = capitalized(s.Who) + ": " + words
	}
	if len(s.Items) > 0 {
		words += ": " + strings.Join(s.Items, "; ")
	}
	words += ". "
	for _, phrase := range s.Text {
		words += phrase.Text
	}
	for i, f := range s.Fields {
		words += map[bool]string{true: " Fields: ", false: "; "}[i == 0] + f.Name + " (" + f.Need
		if f.New {
			words += ", new"
		}
		words += ")"
	}
	return strings.TrimRight(words, ". ")
}

// Phrase is part of a text.
type Phrase struct {
	Text string `json:"text"`
	// Place says that it is a page, a tab, a button or a field of Procore, as it is
	// labelled there; Link that it is an address.
	Place bool `json:"place"`
	Link  bool `json:"link"`
}

// FormField is a field of an app configuration.
type FormField struct {
	Name        string `json:"name"`
	Need        string `json:"need"` // required or optional
	New         bool   `json:"new"`
	Description string `json:"description"`
	HelpURL     string `json:"help_url"`
	HelpLabel   string `json:"help_label"`
}

// Support is whom customers ask.
type Support struct {
	Email string `json:"email"`
	URL   string `json:"url"`
	// PageName is the text of the link, where URL is the setup page.
	PageName string `json:"page"`
}

// phrases are a text of which every second part is a place in Procore.
func phrases(parts ...string) []Phrase {
	list := []Phrase{}
	for i, part := range parts {
		if part != "" {
			list = append(list, Phrase{Text: part, Place: i%2 == 1})
		}
	}
	return list
}

// procore is a label of Procore.
func procore(ids ...string) string { return path(schema.Procore, ids...) }

func (f *facts) update() *Update {
	var from change.Side
	if f.Run != nil {
		from = *f.Run
	}
	u := &Update{
		Name: f.name(), From: f.has(), To: f.offers(), Released: f.Version.Reached != nil, Asks: f.verdict.Asks(f.changes),
		Faults: f.faults(), Stay: f.Version.Bad != nil, News: f.news(), Others: f.others(), Tools: f.adminTools(),
		Steps: []Step{}, Permissions: change.PermissionsBetween(from, f.Manifest),
		SignsIn: userLevel(f) && !service(f), Support: f.support(),
	}
	if was := f.before.Name.String(); f.later() && was != "" && was != u.Name {
		u.Was = was
	}
	if u.Released {
		u.Available = f.Version.Reached.Happened()
	}
	if !u.Stay {
		u.Steps = f.steps(true)
	}
	return u
}

// faults say which of both versions is known to be bad, and why.
func (f *facts) faults() []string {
	list := []string{}
	if bad := f.Version.Bad; bad != nil {
		list = append(list, fmt.Sprintf("Version %s has a known fault: %s. Do not update to this version", f.offers(),
			trimStop(bad.Reason)))
	}
	if v := f.runs(); v != nil && v.Bad != nil {
		text := fmt.Sprintf("Version %s, which you have, has a known fault: %s", f.has(), trimStop(v.Bad.Reason))
		if f.Version.Bad == nil {
			text += ". Please update"
		}
		list = append(list, text)
	}
	return list
}

// trimStop is a sentence without its full stop.
func trimStop(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".") }

// news are the release notes of the versions that customers get with this one, as
// they were promoted. Those of a version that was withdrawn promise what is gone.
func (f *facts) news() []News {
	list := []News{}
	now := News{Version: f.offers(), Text: strings.TrimSpace(f.notes.Text)}
	if f.Version.Reached != nil {
		now.Day = f.Version.Reached.Happened()
	}
	if now.Text == "" {
		now.Text = strings.TrimSpace(listOf(summaries(f), false))
	}
	if now.Text != "" {
		list = append(list, now)
	}
	number, _ := f.before.Number()
	for _, v := range slices.Backward(f.Ledger.Versions) {
		if f.first() || v.Number.Compare(number) <= 0 || v.Number.Compare(f.Version.Number) >= 0 ||
			v.Reached == nil || strings.TrimSpace(v.ReleaseNotes) == "" || f.withdrawn(v) {
			continue
		}
		list = append(list, News{v.Portal.String(), v.Reached.Happened(), strings.TrimSpace(v.ReleaseNotes)})
	}
	return list
}

// withdrawn reports whether a version is known to be bad and the new one lacks
// something that it brought. A new one that has it all corrects the fault.
func (f *facts) withdrawn(v *ledger.Version) bool {
	if v.Bad == nil {
		return false
	}
	i := slices.IndexFunc(f.Bad, func(c Cohort) bool { return c.Version == v })
	return i < 0 || len(Undone(*f.Run, f.Bad[i].Manifest, f.Manifest)) > 0
}

// acts is who does what a change asks for; false if no source says so.
func acts(c *change.Change) (change.Actor, change.Who, bool) {
	who := cmp.Or(c.Row.Who, c.Action.Acts())
	actor, ok := who.Actor()
	return actor, who, ok
}

// others is what those do who are no admins. One change of which no source says who
// acts leaves it open.
func (f *facts) others() string {
	var list []string
	for i := range f.changes {
		c := &f.changes[i]
		_, who, ok := acts(c)
		switch {
		case c.Action == change.NoAction:
		case !ok:
			return ""
		case who == change.EachUser && !slices.Contains(list, c.Ask):
			list = append(list, c.Ask)
		}
	}
	if f.first() {
		return ""
	}
	return cmp.Or(strings.Join(list, ", "), "do not have to do anything")
}

// adminTools are the company tools on which those need Admin who do all steps.
func (f *facts) adminTools() []string {
	list := []string{}
	add := func(who change.Who) {
		if actor, ok := who.Actor(); ok && actor.Tool != "" && !slices.Contains(list, actor.Tool) {
			list = append(list, actor.Tool)
		}
	}
	add(change.Updates)
	for _, action := range f.verdict.Actions {
		add(action.Acts())
	}
	for i := range f.changes {
		if f.later() {
			add(f.changes[i].Row.Who)
		}
	}
	if f.first() && service(f) {
		add(change.CompanyAdmin)
	}
	return list
}

func (f *facts) support() Support {
	m := f.now
	if f.Working != nil {
		m = f.Working.App()
	}
	s := Support{Email: m.Support.Email.String(), URL: m.Support.URL.String()}
	if s.URL == "" {
		s.URL, s.PageName = f.now.Setup.URL.String(), f.now.Setup.PageName.String()
	}
	return s
}

// steps are what customers do, in order. Each of [facts.tasks] is in one of them. The
// key is shown where it is known, unless the text goes to many.
func (f *facts) steps(withKey bool) []Step {
	list := f.ownSteps(before)
	at := "In Procore, open "
	page := []string{at, procore("company_admin", "app_management")}
	if s, ok := f.writeDown(); ok {
		list, page = append(list, s), nil
	}
	switch reinstall := slices.Contains(f.verdict.Actions, change.Reinstall); {
	case f.later() && !reinstall:
		list = append(list, f.updateStep(page))
	case listed(f):
		list = append(list, Step{Title: "Install the app from the Marketplace",
			Text: phrases("Open the Marketplace page of "+f.name()+" and select ", procore("install"), ".")})
	default:
		list = append(list, f.installStep(withKey))
	}
	list = append(list, f.approveStep()...)
	list = append(list, f.projectsStep()...)
	list = append(list, f.configureStep()...)
	return append(list, f.ownSteps(after)...)
}

// again is a word for what customers have done before.
func again(f *facts, had bool) string {
	if f.later() && had {
		return " again"
	}
	return ""
}

// writeDown keeps what the version that they have does not hand over.
func (f *facts) writeDown() (Step, bool) {
	projects := f.later() && f.before.SignsIn(app.ServiceAccount) && service(f)
	configurations := f.later() && len(f.before.Components()) > 0 && embedded(f)
	if !projects && !configurations {
		return Step{}, false
	}
	var what []string
	text := []string{"In Procore, open ", procore("company_admin", "app_management"), ", select ", procore("view_app"),
		" beside " + f.found() + " and look at the "}
	if projects {
		what = append(what, "permitted projects")
		text = append(text, procore("permissions_tab"))
	}
	if configurations {
		what = append(what, "app configurations")
		if projects {
			text = append(text, " and ")
		}
		text = append(text, procore("configurations"))
	}
	tabs := " tab."
	if len(what) > 1 {
		tabs = " tabs."
	}
	both := strings.Join(what, " and ")
	text = append(text, tabs+" "+capitalized(both)+" do not carry over to the new version.")
	return Step{Title: "Write down your " + both, Text: phrases(text...)}, true
}

// found is the app as customers find it before they update.
func (f *facts) found() string { return cmp.Or(f.before.Name.String(), f.name()) }

func (f *facts) updateStep(page []string) Step {
	s := Step{Title: "Update to " + f.offers()}
	parts := []string{"On the same page, select "}
	if page != nil {
		parts = append(page, ", select ", procore("view_app"), " beside "+f.found()+", then ")
	}
	s.Text = phrases(append(parts, procore("update_available"), ". Read the release notes, then select ",
		procore("update"),
		". App Management then shows "+f.offers()+".")...)
	return s
}

func (f *facts) installStep(withKey bool) Step {
	s := Step{Title: "Install the app with the Production App Version Key"}
	text := []string{"In Procore, open ", procore("company_admin", "app_management", "install_app", "install_custom_app"),
		", enter the "}
	key := label(schema.Components, "production_key")
	if known := f.Version.Keys.Production; known != "" && withKey {
		text = append(text, key, " "+known)
	} else {
		text = append(text, key, ", which you get from us,")
	}
	s.Text = phrases(append(text, " and select ", procore("install"), " twice.")...)
	return s
}

func (f *facts) approveStep() []Step {
	rights := f.rights()
	if f.first() {
		rights = nil
		if service(f) {
			rights = permissionsOf(f.now)
		}
	}
	if len(rights) == 0 {
		return nil
	}
	number := len(rights)
	if asked := change.PermissionsBetween(*cmp.Or(f.Run, &change.Side{}), f.Manifest); len(asked.Asked()) > 0 {
		number = len(asked.Asked())
	}
	return []Step{{Title: "Approve " + diag.Plural(number, "permission"),
		Text: phrases("When Procore asks, review and confirm."), Items: rights}}
}

func (f *facts) projectsStep() []Step {
	if !service(f) {
		return nil
	}
	title := "Select the permitted projects" + again(f, f.before.SignsIn(app.ServiceAccount))
	text := phrases("On the ", procore("permissions_tab"), " tab, choose each project in the list of ",
		procore("permitted_projects"), " and select ", procore("add"),
		". Until you do, the app cannot work in your projects.")
	if f.first() {
		text = phrases("In the dialog ", procore("add_permitted_projects"),
			", choose each project that the app may work in and select ",
			procore("add"), ".")
	}
	return []Step{{Title: title, Text: text}}
}

func (f *facts) configureStep() []Step {
	if !embedded(f) {
		return nil
	}
	title := "Create your app configurations" + again(f, len(f.before.Components()) > 0)
	text := []string{"Open the ", procore("configurations"), " tab and select ", procore("create_configuration"),
		". Enter a ",
		procore("configuration_title")}
	fields := f.formFields()
	if len(fields) > 0 {
		text = append(text, ", fill in the fields")
	} else {
		text = append(text, "")
	}
	text = append(text, "", ", choose the ", procore("configuration_projects"), " and select ",
		procore("create_configuration_done"), ".")
	return []Step{{Title: title, Text: phrases(text...), Fields: fields}}
}

func (f *facts) formFields() []FormField {
	var list []FormField
	for _, c := range f.now.Components() {
		for _, p := range c.Fields() {
			field := FormField{
				Name: p.Shown(), Need: p.Need(), New: f.later() && f.isNewField(c.Kind, &p),
				Description: strings.Join(strings.Fields(p.Description.String()), " "),
				HelpURL:     p.SupportLink.URL.String(), HelpLabel: p.SupportLink.Label.String(),
			}
			list = append(list, field)
		}
	}
	return list
}

// ownSteps are tasks in the words of the table.
func (f *facts) ownSteps(at taskPlace) []Step {
	var list []Step
	for _, t := range f.tasks() {
		if t.at != at {
			continue
		}
		s := Step{Title: t.text, Who: t.who}
		if t.title != "" {
			s.Title, s.Text = t.title, []Phrase{{Text: t.text + "."}}
		}
		if t.link != "" {
			s.Title = strings.TrimSuffix(t.text, ": "+t.link)
			s.Text = []Phrase{{Text: t.link, Link: true}}
		}
		list = append(list, s)
	}
	return list
}
