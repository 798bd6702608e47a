package promote

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/version"
)

// A model of an app for the proof that no customer is surprised. It shares no code with
// the product: what differs between two of its apps is worked out here from what they
// are, and what that means is read from the columns of the table.

// plainApp is an app as plain values. Whatever may be renamed has a number that stays.
type plainApp struct {
	name, distribution       string
	connector, user, service bool
	tools                    map[string]plainTool // by scope and key: project.budgeting
	components               map[string]*plainComponent
	servers                  map[int]plainServer
	agents                   map[int]plainAgent
	setup, page, notes       string
}

type plainTool struct {
	level   int // of levels
	purpose string
}

// plainComponent is a component. The URL sends the company and the project, if it has
// them, and the value of each parameter.
type plainComponent struct {
	description, host string
	company, project  int // 0 not in the URL, 1 in the query, 2 behind the #
	swapped           bool
	page              bool
	shout             bool // the host is in capitals
	parameters        map[int]plainParameter
	views             map[string]bool
}

type plainParameter struct {
	key, name, kind, description string
	required                     bool
	help, helpLabel              string
}

type plainServer struct {
	name, host, path string
	shout            bool
}

type plainAgent struct {
	name, description, prompt, custom, planning string
	tools                                       map[string]bool
	servers                                     map[int]bool
}

var levels = []string{"read_only", "standard", "admin"}

// toolLabels and levelLabels are the portal's words.
var (
	toolLabels  = map[string]string{"company.directory": "Company Directory", "project.budgeting": "Project Budget", "project.daily_log": "Project Daily Log"}
	levelLabels = []string{"Read-only (may read)", "Standard (may create and change)", "Admin (may administer)"}
)

// deadView is a misprint, staleView has a successor, and lostView only left the list.
const (
	deadView  = "hange_events.edit"
	staleView = "project_directory.venders.edit"
	nextView  = "project_directory.vendors.edit"
	lostView  = "specifications.list"
)

// one returns one of the values.
func one[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// randomApp returns an app, which is for the most part small.
func randomApp(r *rand.Rand) *plainApp {
	a := &plainApp{
		name: "Acme", distribution: one(r, "custom", "marketplace"), tools: map[string]plainTool{},
		components: map[string]*plainComponent{}, servers: map[int]plainServer{}, agents: map[int]plainAgent{},
		setup: "https://help.acmefield.com/", page: "Set up Acme", notes: "Choose a site.",
	}
	for range 4 + r.IntN(12) {
		a.mutate(r)
	}
	return a
}

// copied is a deep copy.
func (a *plainApp) copied() *plainApp {
	c := *a
	c.tools, c.servers, c.agents = maps.Clone(a.tools), maps.Clone(a.servers), maps.Clone(a.agents)
	for i, agent := range c.agents {
		agent.tools, agent.servers = maps.Clone(agent.tools), maps.Clone(agent.servers)
		c.agents[i] = agent
	}
	c.components = map[string]*plainComponent{}
	for kind, component := range a.components {
		of := *component
		of.parameters, of.views = maps.Clone(component.parameters), maps.Clone(component.views)
		c.components[kind] = &of
	}
	return &c
}

// mutate changes one thing.
func (a *plainApp) mutate(r *rand.Rand) {
	switch r.IntN(12) {
	case 0:
		switch r.IntN(5) {
		case 0:
			a.name = one(r, "Acme", "Acme Field", "Acme Works")
		case 1, 2:
			a.distribution = one(r, "custom", "marketplace")
		case 3:
			a.setup = one(r, "", "https://help.acmefield.com/", "https://help.acmefield.com/new")
		default:
			a.page, a.notes = one(r, "Set up Acme", "Begin here"), one(r, "Choose a site.", "Ask us first.", "")
		}
	case 1, 2:
		if !a.connector {
			a.connector, a.user, a.service = true, true, r.IntN(2) > 0
			return
		}
		switch r.IntN(6) {
		case 0:
			a.connector, a.user, a.service = false, false, false
		case 1:
			if a.user = !a.user; !a.user {
				a.service = true
			}
		default:
			if a.service = !a.service; !a.service {
				a.user = true
			}
		}
	case 3, 4, 5:
		key := one(r, slices.Sorted(maps.Keys(toolLabels))...)
		if _, has := a.tools[key]; has && r.IntN(3) == 0 {
			delete(a.tools, key)
			return
		}
		a.tools[key] = plainTool{r.IntN(len(levels)), one(r, "", "To read", "To write")}
	case 6, 7, 8, 9:
		kind := one(r, "full_screen", "side_panel")
		c := a.components[kind]
		switch {
		case c == nil:
			c = &plainComponent{description: "Acme", host: "a.acmefield.com", company: 1, project: 1, parameters: map[int]plainParameter{}, views: map[string]bool{"rfi.detail": true}}
			a.components[kind] = c
		case r.IntN(6) == 0:
			delete(a.components, kind)
		default:
			c.mutate(r, kind == "side_panel")
		}
	case 10:
		i := r.IntN(3)
		s, has := a.servers[i]
		switch {
		case !has:
			a.servers[i] = plainServer{name: fmt.Sprint("Server ", i), host: fmt.Sprintf("mcp%d.acmefield.com", i)}
		case r.IntN(4) == 0:
			delete(a.servers, i)
			for _, agent := range a.agents {
				delete(agent.servers, i)
			}
		case i == 0: // only its name changes: then it is the same server still
			s.name = one(r, "Server 0", "Server zero")
			a.servers[i] = s
		default:
			s.host, s.path, s.shout = fmt.Sprintf(one(r, "mcp%d.acmefield.com", "new%d.acmefield.com"), i), one(r, "", "b"), r.IntN(2) > 0
			a.servers[i] = s
		}
	default:
		i := r.IntN(3)
		agent, has := a.agents[i]
		switch {
		case !has:
			agent = plainAgent{name: fmt.Sprint("Agent ", i), description: "Does", prompt: fmt.Sprint("You are ", i), tools: map[string]bool{}, servers: map[int]bool{}}
		case r.IntN(4) == 0:
			delete(a.agents, i)
			return
		case i == 0: // only its name changes, as above
			agent.name = one(r, "Agent 0", "Agent zero")
		default:
			agent.prompt, agent.description = one(r, "You are ", "Be ")+fmt.Sprint(i), one(r, "Does", "Does more")
			agent.custom, agent.planning = one(r, "", "Mind the gap"), one(r, "", "Plan")
		}
		if tool := one(r, "read_budget", "search_documents"); r.IntN(2) > 0 {
			agent.tools[tool] = !agent.tools[tool]
		}
		for j := range a.servers {
			agent.servers[j] = r.IntN(2) > 0
		}
		a.agents[i] = agent
	}
}

func (c *plainComponent) mutate(r *rand.Rand, panel bool) {
	switch r.IntN(9) {
	case 0:
		c.description = one(r, "Acme", "Acme beside the RFI")
	case 1:
		c.host = one(r, "a.acmefield.com", "b.acmefield.com")
	case 2:
		c.company, c.project = r.IntN(3), r.IntN(3)
	case 3:
		c.swapped, c.page, c.shout = r.IntN(2) > 0, r.IntN(2) > 0, r.IntN(2) > 0
	case 4:
		if panel && c.views[staleView] && r.IntN(4) == 0 { // as Procore recommends
			delete(c.views, staleView)
			c.views[nextView] = true
			return
		}
		if panel {
			view := one(r, "rfi.detail", "observations.list", deadView, staleView, nextView, lostView)
			c.views[view] = !c.views[view]
			return
		}
		fallthrough
	default:
		i := r.IntN(4)
		p, has := c.parameters[i]
		switch {
		case !has:
			p = plainParameter{key: fmt.Sprint("field", i), name: fmt.Sprint("Field ", i), kind: "string", required: r.IntN(2) > 0}
		case r.IntN(4) == 0:
			delete(c.parameters, i)
			return
		default:
			p.required, p.kind, p.description = r.IntN(2) > 0, one(r, "string", "string", "integer"), one(r, "", "Which one")
			p.help, p.helpLabel = one(r, "", "https://help.acmefield.com/x", "https://help.acmefield.com/y"), one(r, "", "Help")
			if i < 2 { // either the key changes, or the name: with both it is another parameter
				p.key = one(r, fmt.Sprint("field", i), fmt.Sprint("key", i))
			} else {
				p.name = one(r, fmt.Sprint("Field ", i), fmt.Sprint("Label ", i))
			}
		}
		c.parameters[i] = p
	}
}

// text is the app as a manifest.
func (a *plainApp) text(number string) string {
	type object = map[string]any
	m := object{"schema": 1, "version": number, "app": object{"name": a.name, "distribution": a.distribution}}
	put := func(in object, key, value string) {
		if value != "" {
			in[key] = value
		}
	}
	if a.connector {
		connector, permissions := object{}, object{}
		var ways []string
		if a.user {
			ways = append(ways, "user_level")
		}
		if a.service {
			ways = append(ways, "service_account")
		}
		for key, t := range a.tools {
			scope, name, _ := strings.Cut(key, ".")
			if permissions[scope] == nil {
				permissions[scope] = object{}
			}
			tool := object{"level": levels[t.level]}
			put(tool, "purpose", t.purpose)
			permissions[scope].(object)[name] = tool
		}
		connector["authentication"] = ways
		if len(permissions) > 0 {
			connector["permissions"] = permissions
		}
		m["data_connector"] = connector
	}
	embedded := object{}
	for kind, c := range a.components {
		of := object{"description": c.description, "url": c.url()}
		if kind == "side_panel" {
			of["views"] = keysOf(c.views)
		}
		var list []object
		for _, i := range slices.Sorted(maps.Keys(c.parameters)) {
			p := c.parameters[i]
			parameter := object{"key": p.key, "name": p.name, "type": p.kind, "required": p.required}
			put(parameter, "description", p.description)
			if p.help != "" {
				link := object{"url": p.help}
				put(link, "label", p.helpLabel)
				parameter["support_link"] = link
			}
			list = append(list, parameter)
		}
		if len(list) > 0 {
			of["parameters"] = list
		}
		embedded[kind] = of
	}
	if len(embedded) > 0 {
		m["embedded"] = embedded
	}
	agentic := object{}
	var servers, agents []object
	for _, i := range slices.Sorted(maps.Keys(a.servers)) {
		servers = append(servers, object{"name": a.servers[i].name, "url": a.servers[i].url()})
	}
	for _, i := range slices.Sorted(maps.Keys(a.agents)) {
		agent := a.agents[i]
		of := object{"name": agent.name, "description": agent.description, "system_prompt": agent.prompt}
		put(of, "custom_prompt", agent.custom)
		put(of, "planning_prompt", agent.planning)
		of["tools"] = keysOf(agent.tools)
		var names []string
		for _, j := range keysOf(agent.servers) {
			names = append(names, a.servers[j].name)
		}
		of["mcp_servers"] = names
		agents = append(agents, of)
	}
	if len(servers) > 0 {
		agentic["mcp_servers"] = servers
	}
	if len(agents) > 0 {
		agentic["agents"] = agents
	}
	if len(agentic) > 0 {
		m["agentic"] = agentic
	}
	setup := object{}
	put(setup, "url", a.setup)
	put(setup, "page_name", a.page)
	m["setup_instructions"] = setup
	put(m, "post_installation_notes", a.notes)
	text, _ := json.Marshal(m)
	return strings.NewReplacer("null", "[]", `\u0026`, "&").Replace(string(text))
}

// keysOf are what a set holds, sorted.
func keysOf[K string | int](set map[K]bool) []K {
	var keys []K
	for key, in := range set {
		if in {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func (c *plainComponent) url() string {
	host := c.host
	if c.shout {
		host = strings.ToUpper(host)
	}
	values := []string{"", "{{procore.company.id}}", "{{procore.project.id}}"}
	company, project := values[1], values[2]
	if c.isSwapped() {
		company, project = project, company
	}
	var query, tail []string
	add := func(where int, text string) {
		switch where {
		case 1:
			query = append(query, text)
		case 2:
			tail = append(tail, text)
		}
	}
	add(c.company, "c="+company)
	add(c.project, "p="+project)
	for _, i := range slices.Sorted(maps.Keys(c.parameters)) {
		add(1, fmt.Sprintf("f%d={{%s}}", i, c.parameters[i].key))
	}
	url := "https://" + host + "/"
	if c.page {
		url += "page"
	}
	if len(query) > 0 {
		url += "?" + strings.Join(query, "&")
	}
	if len(tail) > 0 {
		url += "#" + strings.Join(tail, "&")
	}
	return url
}

// isSwapped reports whether company and project are in each other's place: only where
// both are sent.
func (c *plainComponent) isSwapped() bool { return c.swapped && c.company == 1 && c.project == 1 }

func (s plainServer) url() string {
	host := s.host
	if s.shout {
		host = strings.ToUpper(host)
	}
	return "https://" + host + "/" + s.path
}

// found is a difference: the row that judges it, and what customers must do for it beyond
// its action: a task, and rights to approve.
type found struct {
	row, task string
	grants    []string
}

// differ works out what differs, by row of the table.
type differ struct{ list []found }

func (d *differ) add(row string) { d.list = append(d.list, found{row: row}) }

func (d *differ) when(differs bool, row string) {
	if differs {
		d.add(row)
	}
}

// differences are all that differ between two apps; from may be nil.
func differences(from, to *plainApp) []found {
	d := &differ{}
	if from == nil {
		d.when(to.connector, "data-connector-first")
		for range to.components {
			d.add("embedded-first")
		}
		for range to.servers {
			d.add("mcp-server-first")
		}
		for range to.agents {
			d.add("agent-first")
		}
		return d.list
	}
	d.when(from.name != to.name, "app-name")
	switch {
	case from.distribution == to.distribution:
	case to.distribution == "marketplace":
		d.add("app-listed")
	default:
		d.list = append(d.list, found{row: "app-unlisted", task: "key"})
	}
	d.connector(from, to)
	for _, kind := range []string{"full_screen", "side_panel"} {
		d.component(from.components[kind], to.components[kind])
	}
	d.agentic(from, to)
	d.when(from.setup != to.setup, "setup-url")
	d.when(from.page != to.page, "setup-page-name")
	d.when(from.notes != to.notes, "post-installation-notes")
	return d.list
}

func (d *differ) connector(from, to *plainApp) {
	granted := func(a *plainApp) map[string]plainTool {
		if a.connector && a.service {
			return a.tools
		}
		return nil
	}
	switch {
	case !from.connector && !to.connector:
		return
	case !from.connector && to.service:
		f := found{row: "data-connector-added-with-service-account", grants: []string{"A service account acts for the app"}}
		for key, tool := range to.tools {
			f.grants = append(f.grants, toolLabels[key]+": "+levelLabels[tool.level])
		}
		if len(to.tools) == 0 {
			f.grants = append(f.grants, "the permissions that the update shows")
		}
		d.list = append(d.list, f)
		return
	case !from.connector:
		d.add("data-connector-added")
		return
	case !to.connector:
		d.add("data-connector-removed")
		return
	}
	d.when(!from.user && to.user, "user-level-added")
	d.when(from.user && !to.user, "user-level-removed")
	if !from.service && to.service {
		d.list = append(d.list, found{row: "service-account-added", grants: []string{"A service account acts for the app"}})
	}
	d.when(from.service && !to.service, "service-account-removed")
	before, after := granted(from), granted(to)
	for key, label := range toolLabels {
		old, had := before[key]
		now, has := after[key]
		switch {
		case !had && !has:
		case !had:
			d.list = append(d.list, found{row: "permission-added", grants: []string{label + ": " + levelLabels[now.level]}})
		case !has:
			d.add("permission-removed")
		case now.level > old.level:
			grant := label + ": " + levelLabels[now.level] + " instead of " + levelLabels[old.level]
			d.list = append(d.list, found{row: "permission-raised", grants: []string{grant}})
		case now.level < old.level:
			d.add("permission-lowered")
		}
		d.when(had && has && old.purpose != now.purpose, "permission-purpose")
	}
}

// connects reports whether two apps have the same data connector.
func (a *plainApp) connects(b *plainApp) bool {
	sameLevel := func(x, y plainTool) bool { return x.level == y.level }
	return a.connector == b.connector && a.user == b.user && a.service == b.service &&
		(!a.service || maps.EqualFunc(a.tools, b.tools, sameLevel))
}

func (d *differ) component(old, now *plainComponent) {
	switch {
	case old == nil && now == nil:
		return
	case old == nil:
		d.add("embedded-added")
		return
	case now == nil:
		d.add("embedded-removed")
		return
	}
	d.when(old.description != now.description, "embedded-description")
	sent := func(c *plainComponent) (in, reach map[string]bool) {
		in, reach = map[string]bool{}, map[string]bool{}
		for name, where := range map[string]int{"company": c.company, "project": c.project} {
			in[name], reach[name] = where > 0, where == 1
		}
		return in, reach
	}
	oldIn, oldSent := sent(old)
	nowIn, nowSent := sent(now)
	less := func(a, aSent, b, bSent map[string]bool) bool {
		for name := range a {
			if a[name] && !b[name] || aSent[name] && !bSent[name] {
				return true
			}
		}
		return false
	}
	switch {
	case old.host != now.host:
		d.list = append(d.list, found{row: "url-host", task: "host " + now.host})
	case less(oldIn, oldSent, nowIn, nowSent):
		d.add("url-token-dropped")
	case less(nowIn, nowSent, oldIn, oldSent):
		d.add("url-token-added")
	case old.isSwapped() != now.isSwapped():
		d.add("url-values-swapped")
	case old.page != now.page:
		d.add("url-page")
	case old.shout != now.shout:
		d.add("url-spelling")
	}
	for i := range 4 {
		p, had := old.parameters[i]
		q, has := now.parameters[i]
		switch {
		case !had && !has:
			continue
		case !had && q.required:
			d.add("parameter-required-added")
			continue
		case !had:
			d.add("parameter-added")
			continue
		case !has:
			d.add("parameter-removed")
			continue
		}
		d.when(p.key != q.key, "parameter-key")
		d.when(p.name != q.name, "parameter-name")
		d.when(p.kind != q.kind, "parameter-type")
		d.when(p.description != q.description, "parameter-description")
		d.when(!p.required && q.required, "parameter-made-required")
		d.when(p.required && !q.required, "parameter-made-optional")
		switch {
		case (p.help == "") != (q.help == ""):
			d.add("help-link")
		case p.help != "":
			d.when(p.help != q.help, "help-link-url")
			d.when(p.helpLabel != q.helpLabel, "help-link-label")
		}
	}
	came := func(view string) bool { return now.views[view] && !old.views[view] }
	went := func(view string) bool { return old.views[view] && !now.views[view] }
	succeeded := went(staleView) && came(nextView)
	d.when(succeeded, "view-successor")
	for view := range now.views {
		d.when(came(view) && !(view == nextView && succeeded), "view-added")
	}
	for view := range old.views {
		switch {
		case !went(view) || view == staleView && succeeded:
		case view == deadView, view == staleView && now.views[nextView]:
			d.add("view-retired")
		default:
			d.add("view-removed")
		}
	}
}

func (d *differ) agentic(from, to *plainApp) {
	went, renamed := map[int]bool{}, map[int]bool{}
	for i := range 3 {
		old, had := from.servers[i]
		now, has := to.servers[i]
		went[i], renamed[i] = had && !has, had && has && old.name != now.name
		switch {
		case !had && !has:
		case !had:
			d.list = append(d.list, found{row: "mcp-server-added", task: "server " + now.name})
		case !has:
			d.add("mcp-server-removed")
		case renamed[i]:
			d.add("mcp-server-name")
		case old.host != now.host:
			d.list = append(d.list, found{row: "mcp-server-host", task: "server " + now.name + " again"})
		case old.path != now.path:
			d.add("mcp-server-url")
		case old.shout != now.shout:
			d.add("mcp-server-spelling")
		}
	}
	for i := range 3 {
		old, had := from.agents[i]
		now, has := to.agents[i]
		switch {
		case !had && !has:
			continue
		case !had:
			d.list = append(d.list, found{row: "agent-added", task: "agent"})
			continue
		case !has:
			d.add("agent-removed")
			continue
		}
		d.when(old.name != now.name, "agent-name")
		d.when(old.description != now.description, "agent-description")
		d.when(old.prompt != now.prompt, "agent-system-prompt")
		d.when(old.custom != now.custom, "agent-custom-prompt")
		d.when(old.planning != now.planning, "agent-planning-prompt")
		for _, tool := range []string{"read_budget", "search_documents"} {
			d.when(!old.tools[tool] && now.tools[tool], "agent-tool-added")
			d.when(old.tools[tool] && !now.tools[tool], "agent-tool-removed")
		}
		for j := range 3 { // what follows from a server that went or has another name is told with it
			d.when(!old.servers[j] && now.servers[j] && !renamed[j], "agent-server-added")
			d.when(old.servers[j] && !now.servers[j] && !went[j] && !renamed[j], "agent-server-removed")
		}
	}
}

// demand is what the table says of a pair.
type demand struct {
	rows    []string
	level   version.Level
	actions []change.Action // the heaviest first
	// signed is how many changes need an approval, oneWay how many cannot be undone.
	signed, oneWay int
	// tasks are all that customers must do, each as a word or two of this test.
	tasks []string
}

// columns are the rows of the table by id.
var columns = func() map[string]change.Row {
	rows := map[string]change.Row{}
	for _, r := range change.Rows() {
		rows[r.ID] = r
	}
	return rows
}()

// demandOf folds what differs by the columns of the table. Any update to another
// number also asks for what the app has and does not carry over.
func demandOf(from, to *plainApp) demand {
	var d demand
	actions, tasks := map[change.Action]bool{}, map[string]bool{}
	notes := false
	for _, f := range differences(from, to) {
		row, ok := columns[f.row]
		if !ok {
			panic("no row " + f.row)
		}
		d.rows = append(d.rows, f.row)
		d.level = max(d.level, row.Level)
		actions[row.Action] = true
		notes = notes || row.Action == change.ReadNotes && row.Must == ""
		if row.OneWay {
			d.oneWay++
		}
		if row.RaisesPermissions || row.Level == version.Breaking {
			d.signed++
		}
		if row.Must != "" {
			tasks[f.task] = true
		}
		for _, grant := range f.grants {
			tasks["approve "+grant] = true
		}
	}
	slices.Sort(d.rows)
	if from == nil {
		return d
	}
	if to.connector && to.service {
		actions[change.ReselectProjects], tasks["projects"] = true, true
		if from.connector && from.service {
			tasks["projects again"] = true
		}
	}
	if len(to.components) > 0 {
		actions[change.NewConfiguration], tasks["configurations"] = true, true
		if len(from.components) > 0 {
			tasks["configurations again"] = true
		}
	}
	for kind, c := range to.components {
		for _, p := range c.parameters {
			if isNew(from.components[kind], p) {
				tasks["field "+p.name] = true
			}
		}
	}
	if notes && (to.setup != "" || to.notes != "") {
		tasks["setup"] = true
	}
	for _, action := range change.Actions() {
		if actions[action] && action != change.NoAction {
			d.actions = append([]change.Action{action}, d.actions...)
		}
	}
	d.tasks = slices.Sorted(maps.Keys(tasks))
	return d
}

// isNew reports whether customers have no value for a parameter yet, or may have none.
func isNew(before *plainComponent, p plainParameter) bool {
	if before == nil {
		return true
	}
	for _, old := range before.parameters {
		if old.key == p.key {
			return p.required && !old.required
		}
	}
	return true
}
