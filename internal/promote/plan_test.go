package promote

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

func quote(s string) string { return fmt.Sprintf("%q", s) }

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func some(r *rand.Rand, from ...string) []string {
	return slices.DeleteFunc(slices.Clone(from), func(string) bool { return r.IntN(2) == 0 })
}

var words = []string{"Acme", "Line one\nLine two", "{{token}} `x` | y", "Zoë – 東京", "a: b # c", "</script>"}

// randomManifest is a manifest that the forms can hold.
func randomManifest(r *rand.Rand, number string) string {
	var b strings.Builder
	word := func() string { return quote(pick(r, words...)) }
	fmt.Fprintf(&b, "schema: 1\napp: {name: %s, distribution: %s}\nversion: %s\n", quote("Acme"), pick(r, "custom", "marketplace"), number)
	ways := append([]string{"user_level"}, some(r, "service_account")...)
	fmt.Fprintf(&b, "data_connector:\n  authentication: [%s]\n", strings.Join(ways, ", "))
	if len(ways) == 2 {
		b.WriteString("  permissions:\n")
		for _, scope := range []string{"company", "project"} {
			var tools []string
			for _, name := range some(r, "directory", "home", "daily_log", "budgeting", "unheard_of") {
				tools = append(tools, name+": "+pick(r, "read_only", "standard", "admin", "{level: standard, purpose: P}"))
			}
			fmt.Fprintf(&b, "    %s: {%s}\n", scope, strings.Join(tools, ", "))
		}
	}
	components := some(r, "full_screen", "side_panel")
	if len(components) > 0 {
		b.WriteString("embedded:\n")
	}
	for _, c := range components {
		fmt.Fprintf(&b, "  %s:\n    url: %s\n", c, quote(pick(r, "https://a.io/{{one}}", "https://b.io/")))
		if r.IntN(2) == 0 {
			fmt.Fprintf(&b, "    description: %s\n", word())
		}
		if c == "side_panel" {
			fmt.Fprintf(&b, "    views: [%s]\n", strings.Join(append(some(r, "a.list", "b.edit"), "c.detail"), ", "))
		}
		if keys := some(r, "one", "two", "three"); len(keys) > 0 {
			b.WriteString("    parameters:\n")
			for _, k := range keys {
				fmt.Fprintf(&b, "      - {key: %s, name: %s, type: string", k, word())
				if r.IntN(2) == 0 {
					fmt.Fprintf(&b, ", description: %s", word())
				}
				fmt.Fprintf(&b, ", required: %t}\n", r.IntN(2) == 0)
			}
		}
	}
	servers := some(r, "data", "files", "plans")
	agents := some(r, "estimator", "planner")
	if len(servers)+len(agents) > 0 {
		b.WriteString("agentic:\n")
	}
	for i, s := range servers {
		if i == 0 {
			b.WriteString("  mcp_servers:\n")
		}
		fmt.Fprintf(&b, "    - {name: %s, url: \"https://%s.io\"}\n", s, pick(r, "a", "b"))
	}
	for i, a := range agents {
		if i == 0 {
			b.WriteString("  agents:\n")
		}
		fmt.Fprintf(&b, "    - name: %s\n      description: %s\n      system_prompt: %s\n", a, word(), word())
		for _, key := range some(r, "custom_prompt", "planning_prompt") {
			fmt.Fprintf(&b, "      %s: %s\n", key, word())
		}
		fmt.Fprintf(&b, "      tools: [%s]\n      mcp_servers: [%s]\n", strings.Join(some(r, "x", "y"), ", "),
			strings.Join(some(r, servers...), ", "))
	}
	fmt.Fprintf(&b, "setup_instructions: {url: \"https://h.io\", page_name: %s}\npost_installation_notes: %s\n", word(), word())
	return b.String()
}

// portal is a stand-in for the portal's forms: it holds values by path, and
// does what a plan says.
type portal map[string]string

// holding is what the forms hold for a manifest.
func holding(s change.Side) portal {
	m := s.App()
	p := portal{}
	put := func(path, value string) {
		if value != "" {
			p[path] = value
		}
	}
	if !m.Exists() {
		return p
	}
	put("version", m.Version.String())
	put("app.name", m.Name.String())
	if m.SignsIn(app.UserLevel) {
		put("data_connector.authentication[user_level]", "on")
	}
	if m.SignsIn(app.ServiceAccount) {
		put("data_connector.authentication[service_account]", "on")
		for _, p := range m.Connector.Permissions {
			put("data_connector.permissions."+string(p.Scope)+"."+p.Tool.Text, app.LevelLabel(p.Level.String()))
		}
	}
	for _, c := range m.Components() {
		at := c.Kind.Path()
		put(at, "on")
		put(at+".description", c.Description.String())
		put(at+".url", c.URL.String())
		for _, v := range c.Views.Values() {
			put(at+".views["+v+"]", "on")
		}
		for _, q := range c.Fields() {
			at := at + ".parameters[" + q.Key.String() + "]"
			put(at+".key", q.Key.String())
			put(at+".name", q.Name.String())
			put(at+".description", q.Description.String())
			if q.Required.True() {
				put(at+".required", "on")
			}
		}
	}
	for _, s := range m.Agentic.Servers {
		at := "agentic.mcp_servers[" + s.Name.String() + "]"
		put("agentic.mcp_servers", "on")
		put(at+".name", s.Name.String())
		put(at+".url", s.URL.String())
	}
	for _, a := range m.Agentic.Agents {
		at := "agentic.agents[" + a.Name.String() + "]"
		put("agentic.agents", "on")
		put(at+".name", a.Name.String())
		put(at+".description", a.Description.String())
		for _, p := range a.Prompts() {
			put(at+"."+p.Key, p.String())
		}
		for _, tool := range a.Tools.Values() {
			put(at+".tools["+tool+"]", "on")
		}
		for _, s := range a.Servers.Values() {
			put(at+".mcp_servers["+s+"]", "on")
		}
	}
	put("setup_instructions.url", m.Setup.URL.String())
	put("setup_instructions.page_name", m.Setup.PageName.String())
	put("post_installation_notes", m.Notes.String())
	return p
}

func (p portal) drop(prefix string) {
	for path := range p {
		if path == prefix || strings.HasPrefix(path, prefix+".") || strings.HasPrefix(path, prefix+"[") {
			delete(p, path)
		}
	}
}

// follow does what a plan says. It reports fields that change nothing.
func (p portal) follow(t *testing.T, plan Plan) {
	t.Helper()
	for _, s := range plan.Screens {
		for _, f := range s.Fields {
			if f.Path == "" || strings.HasPrefix(f.Path, "oauth.") {
				continue
			}
			was, there := p[f.Path]
			switch f.Do {
			case Enter:
				if was == f.Value {
					t.Errorf("%s is entered again", f.Path)
				}
				p[f.Path] = f.Value
			case Clear:
				if !there {
					t.Errorf("%s is emptied, and is empty", f.Path)
				}
				delete(p, f.Path)
			case Choose:
				switch {
				case was == f.Value || !there && f.Value == "None":
					t.Errorf("%s is %s already", f.Path, f.Value)
				case strings.HasPrefix(f.Path, "embedded."):
					p[f.Path] = "on"
				case f.Value == "None":
					delete(p, f.Path)
				default:
					p[f.Path] = f.Value
				}
			case Select:
				if there {
					t.Errorf("%s is selected already", f.Path)
				}
				p[f.Path] = "on"
			case Unset, Remove:
				if !there && f.Do == Unset {
					t.Errorf("%s is taken away, and is not there", f.Path)
				}
				p.drop(f.Path)
				if f.Path == "data_connector.authentication[service_account]" {
					p.drop("data_connector.permissions")
				}
			default:
				t.Errorf("%s: %s", f.Path, f.Do)
			}
		}
	}
}

// Whoever follows a plan ends with the manifest, and did nothing in vain: for
// random pairs, both generations of the portal, and from nothing.
func TestPlansReachTheManifest(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for n := range 2_000 {
		from, to := parse(t, "from", randomManifest(r, "1.0.0")), parse(t, "to", randomManifest(r, "1.1.0"))
		if n%5 == 0 {
			from = change.Side{}
		}
		for _, p := range schema.Portals() {
			plan := EnterPlan(EnterInput{App: "acme", From: from, To: to, Portal: p})
			forms := holding(from)
			want := holding(to)
			if p == schema.ConfigurationBuilder { // it has no agentic components, and the plan says so
				if hasAgentic := to.App().Agentic.Exists(); hasAgentic != (len(plan.Blocked) > 0) {
					t.Errorf("agentic components: %t, blocked %q", hasAgentic, plan.Blocked)
				}
				for _, held := range []portal{forms, want} {
					held.drop("agentic")
				}
			}
			forms.follow(t, plan)
			if !reflect.DeepEqual(forms, want) {
				t.Errorf("got  %v\nwant %v", forms, want)
			}
			if again := EnterPlan(EnterInput{App: "acme", From: from, To: to, Portal: p}); !reflect.DeepEqual(again, plan) {
				t.Error("two plans differ")
			}
			if t.Failed() {
				t.Fatalf("from: %v\nto:\n%s\nplan: %+v", from.File, to.File.Data, plan)
			}
			for _, s := range plan.Screens {
				if s.Title == "" || strings.Contains(s.Title, ", ,") || strings.HasSuffix(s.Title, " ") {
					t.Errorf("title %q", s.Title)
				}
				for _, f := range s.Fields {
					if f.Label == "" {
						t.Errorf("%s has no label", f.Path)
					}
				}
				for _, b := range s.Press {
					if b == "" {
						t.Errorf("%s: a button without a label", s.Title)
					}
				}
			}
		}
	}
}

func TestNothingToEnter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		manifest := randomManifest(r, "1.0.0")
		from := parse(t, "from", manifest)
		for _, p := range schema.Portals() {
			if plan := EnterPlan(EnterInput{App: "a", From: from, To: parse(t, "to", "# other comment\n"+manifest), Portal: p}); len(plan.Screens) > 0 {
				t.Fatalf("got %+v", plan.Screens)
			}
			plan := EnterPlan(EnterInput{App: "a", From: from, To: parse(t, "to", strings.Replace(manifest, "version: 1.0.0", "version: 1.0.1", 1)), Portal: p})
			if len(plan.Screens) != 2 || plan.Screens[1].Record == "" {
				t.Fatalf("want save alone; got %+v", plan.Screens)
			}
		}
	}
}

// A data connector cannot be taken away, and adding one is said first.
func TestWhatCannotBeUndone(t *testing.T) {
	with := parse(t, "m", manifestText(t, "all-now", "custom"))
	without := parse(t, "m", manifestText(t, "full-now", "custom"))
	for _, p := range schema.Portals() {
		plan := EnterPlan(EnterInput{App: "a", From: without, To: with, Portal: p})
		if len(plan.OneWay) != 1 || len(plan.Blocked) != 0 {
			t.Errorf("%s: one-way %q, blocked %q", p, plan.OneWay, plan.Blocked)
		}
		first := slices.IndexFunc(plan.Screens, func(s Screen) bool { return len(s.Fields) > 0 })
		if !plan.Screens[first].OneWay {
			t.Errorf("%s: the first screen with fields is %q", p, plan.Screens[first].Title)
		}
		plan = EnterPlan(EnterInput{App: "a", From: with, To: without, Portal: p})
		if len(plan.Blocked) != 1 {
			t.Errorf("%s: blocked %q", p, plan.Blocked)
		}
		for _, s := range plan.Screens {
			for _, f := range s.Fields {
				if strings.HasPrefix(f.Path, "data_connector") {
					t.Errorf("%s: %s %s", p, f.Do, f.Path)
				}
			}
		}
	}
	if plan := EnterPlan(EnterInput{App: "a", From: with, Portal: schema.Components}); len(plan.Screens) != 0 {
		t.Error("a plan to nothing has screens")
	}
}

// A parameter with another key is another parameter: its values are kept by key.
func TestRenamedParameter(t *testing.T) {
	old := manifestText(t, "full-now", "custom")
	now := strings.Replace(strings.ReplaceAll(old, "site_code", "gateway"), "version: 0.4.0", "version: 0.5.0", 1)
	for _, p := range schema.Portals() {
		plan := EnterPlan(EnterInput{App: "a", From: parse(t, "m", old), To: parse(t, "m", now), Portal: p})
		forms := holding(parse(t, "m", old))
		forms.follow(t, plan)
		if want := holding(parse(t, "m", now)); !reflect.DeepEqual(forms, want) {
			t.Errorf("got %v, want %v", forms, want)
		}
	}
}

// Whatever asks installers for a parameter calls it by its name, on one line.
func TestNameOfSeveralLines(t *testing.T) {
	s := subject(t, "full", "custom", false)
	name := strings.Replace(manifestText(t, "full-now", "custom"), "name: Site code", `name: "Site\n code"`, 1)
	s.Manifest = parse(t, "m", name)
	text := fmt.Sprintf("%+v %+v %+v", NewChecklist(s), InstallPlan(s, schema.Components), CustomerPlan(s, nil))
	if !strings.Contains(text, "Site code") || strings.Contains(text, "Site\n") {
		t.Errorf("got %s", text)
	}
}

func TestVersionPlans(t *testing.T) {
	each(t, func(t *testing.T, shape, distribution string, later bool) {
		s := tested(t, subject(t, shape, distribution, later))
		for _, p := range schema.Portals() {
			install, promotion := InstallPlan(s, p), PromotePlan(s, p)
			key := slices.ContainsFunc(install.Screens, func(s Screen) bool {
				return slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Value == sandboxKey }) && slices.Equal(s.Press, []string{"Install", "Install"})
			})
			if !key {
				t.Errorf("the key is installed nowhere: %+v", install.Screens)
			}
			submit := slices.ContainsFunc(promotion.Screens, func(s Screen) bool { return strings.HasPrefix(s.Record, "manifest record submit") })
			if submit != (distribution == "marketplace") {
				t.Errorf("submit: %t", submit)
			}
			secret := len(promotion.OneWay) == 3
			if want := !later && shape != "full" && shape != "side" && shape != "agentic"; secret != want {
				t.Errorf("the secret is shown: %t, want %t", secret, want)
			}
			if got := promotion.Screens[0].Fields[0].Value; got != s.Manifest.App().ReleaseNotes.String() {
				t.Errorf("release notes: %q", got)
			}
		}
		customer := CustomerPlan(s, nil)
		if later != strings.Contains(customer.Screens[0].Title, "Update Available") {
			t.Errorf("first screen: %s", customer.Screens[0].Title)
		}
		configurations := slices.ContainsFunc(customer.Screens, func(s Screen) bool { return strings.Contains(s.Title, "Create Configuration") })
		if want := shape == "full" || shape == "side" || shape == "all"; configurations != want {
			t.Errorf("configurations: %t, want %t", configurations, want)
		}
	})
}

// The drafts say what the checks ask for: whoever sends them as they are passes
// the gate of the release notes.
func TestDraftNotesPassTheirGate(t *testing.T) {
	each(t, func(t *testing.T, shape, distribution string, later bool) {
		s := subject(t, shape, distribution, later)
		c := NewChecklist(s).Customers
		s.Notes = Notes{Text: c.ReleaseNotes}
		if got := closedIDs(Gates(s)); slices.Contains(got, GateReleaseNotes) {
			t.Errorf("draft:\n%s\nclosed: %v", c.ReleaseNotes, Closed(Gates(s), nil))
		}
		if c.Title == "" || !strings.Contains(c.Message, "App Management") && distribution == "custom" {
			t.Errorf("message %q:\n%s", c.Title, c.Message)
		}
	})
}

func TestRetickedOnlyIfUnchanged(t *testing.T) {
	s := subject(t, "all", "custom", true)
	ticks := Ticks{}
	for _, i := range NewChecklist(s).Items {
		ticks[i.ID] = Tick{Digest: i.Digest, On: true}
	}
	s.Ticks, s.Notes = ticks, Notes{Text: "Approve the permissions, select permitted projects and create configurations again. Really."}
	for _, i := range NewChecklist(s).Items {
		changed := i.ID == "release-notes" || i.ID == "promoted"
		if i.State == Open && (i.Lost != changed || i.Ticked == changed) {
			t.Errorf("%s: ticked %t, lost %t", i.ID, i.Ticked, i.Lost)
		}
		if i.State != Open && (i.Ticked || i.Lost) {
			t.Errorf("%s is %s and ticked", i.ID, i.State)
		}
	}
	// Another version takes none of them over.
	other := subject(t, "side", "custom", true)
	other.Ticks = ticks
	for _, i := range NewChecklist(other).Items {
		if i.Ticked || i.State == Open && !i.Lost {
			t.Errorf("%s: ticked %t, lost %t", i.ID, i.Ticked, i.Lost)
		}
	}
}

// Whatever a manifest holds, nothing panics.
func FuzzSubject(f *testing.F) {
	for _, shape := range shapes {
		f.Add(manifestText(f, shape+"-now", "marketplace"), manifestText(f, shape+"-before", "custom"))
	}
	f.Add("embedded: {side_panel: {parameters: [{key: a}, 1], views: {a: b}}}", "data_connector: [1]")
	f.Fuzz(func(_ *testing.T, now, before string) {
		side := func(text string) change.Side {
			file := source.New("m.yaml", []byte(text))
			doc, _ := manifest.Parse(file)
			return change.NewSide("m", doc)
		}
		app := ledger.Read("a", nil)
		s := Subject{App: "a", Manifest: side(now), Working: ptr(side(now)), Ledger: app, Version: &ledger.Version{State: ledger.ReadyForTesting}}
		NewChecklist(s)
		s.Run, s.Held = ptr(side(before)), ptr(side(before))
		NewChecklist(s)
		Gates(s)
		for _, p := range schema.Portals() {
			EnterPlan(EnterInput{App: "a", From: side(before), To: side(now), Portal: p})
			InstallPlan(s, p)
			PromotePlan(s, p)
		}
		CustomerPlan(s, nil)
	})
}

func ptr[T any](v T) *T { return &v }
