package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/version"
)

const service = "data_connector: {authentication: [user_level, service_account], permissions: {company: {home: standard}}}\n"

func panel(url string, parameters ...string) string {
	return "embedded: {side_panel: {url: '" + url + "', views: [rfi.detail], parameters: [" + strings.Join(parameters, ", ") + "]}}\n"
}

func TestJudge(t *testing.T) {
	const u = "https://a.acmefield.com/"
	for name, test := range map[string]struct {
		from, to  string
		level     version.Level
		decides   string
		actions   []Action
		approvals int
		need      string
		enough    bool
	}{
		"nothing changed": {
			from: "version: 1.2.0\n" + service, to: "version: 1.2.0\n" + service, need: "1.2.0", enough: true,
		},
		"notes need a patch, and any update costs": {
			from: "version: 1.2.0\n" + service, to: "version: 1.2.0\n" + service + "post_installation_notes: x\n",
			level: version.Fix, decides: "post_installation_notes", actions: []Action{ReselectProjects, ReadNotes}, need: "1.2.1",
		},
		"a purpose needs no version": {
			from: "version: 1.2.0\n" + service, to: "version: 1.2.0\n" + strings.Replace(service, "standard", "{level: standard, purpose: x}", 1),
			need: "1.2.0", enough: true,
		},
		"the highest decides": {
			from: "version: 0.3.0\n" + service + panel(u), to: "version: 0.4.0\n" + strings.Replace(service, "standard", "admin", 1) + panel(u+"{{k}}", "{key: k, name: n, required: true}"),
			level: version.Breaking, decides: "embedded.side_panel.parameters[k]", actions: []Action{ApprovePermissions, NewConfiguration, ReselectProjects},
			approvals: 2, need: "0.4.0", enough: true,
		},
		"breaking after 1.0.0": {
			from: "version: 1.3.0\n" + panel(u), to: "version: 1.4.0\n" + panel("https://b.acmefield.com/"),
			level: version.Breaking, decides: "embedded.side_panel.url", actions: []Action{NewConfiguration, ReadNotes}, approvals: 1, need: "2.0.0",
		},
		"no version after the last": {
			from: "version: 999999999.0.0\n" + panel(u), to: "version: 999999999.9.9\n", level: version.Breaking,
			decides: "embedded.side_panel", approvals: 1, need: "0.0.0",
		},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := side("old", []byte(test.from)), side("new", []byte(test.to))
			changes := Diff(from, to)
			v := Judge(changes, from, to)
			decides := ""
			if v.Decides != nil {
				decides = v.Decides.Path
			}
			got := fmt.Sprintln(v.Level, decides, v.Actions, len(v.Approvals), v.Need, v.Enough)
			if want := fmt.Sprintln(test.level, test.decides, test.actions, test.approvals, test.need, test.enough); got != want {
				t.Errorf("got %s\nwant %s\nchanges\n%s", got, want, describe(changes))
			}
			if (v.NeedErr != nil) != (test.need == "0.0.0") {
				t.Errorf("NeedErr: got %v", v.NeedErr)
			}
		})
	}
}

// Cases that no pair of a row shows.
func TestDiffCases(t *testing.T) {
	const u = "https://a.acmefield.com/"
	for name, test := range map[string]struct {
		from, to string
		want     string // rows, in order
	}{
		"token written with spaces and a renamed key":  {panel(u+"?k={{ old }}", "{key: old, name: N}"), panel(u+"?k={{new}}", "{key: new, name: M}"), "parameter-key parameter-name"},
		"two keys changed places in the URL":           {panel(u+"{{a}}/{{b}}", "{key: a, name: A}", "{key: b, name: B}"), panel(u+"{{b}}/{{a}}", "{key: a, name: A}", "{key: b, name: B}"), "parameter-key parameter-key"},
		"two keys changed places in URL and list":      {panel(u+"?x={{a}}&y={{b}}", "{key: a, name: A}", "{key: b, name: B}"), panel(u+"?x={{b}}&y={{a}}", "{key: b, name: A}", "{key: a, name: B}"), "parameter-key parameter-key"},
		"two names changed places":                     {panel(u+"?x={{a}}&y={{b}}", "{key: a, name: A}", "{key: b, name: B}"), panel(u+"?x={{a}}&y={{b}}", "{key: b, name: A}", "{key: a, name: B}"), "parameter-key parameter-key"},
		"three keys take turns":                        {panel(u+"{{a}}/{{b}}/{{c}}", "{key: a, name: A}", "{key: b, name: B}", "{key: c, name: C}"), panel(u+"{{b}}/{{c}}/{{a}}", "{key: b, name: A}", "{key: c, name: B}", "{key: a, name: C}"), "parameter-key parameter-key parameter-key"},
		"a key takes the place of one that is gone":    {panel(u+"?x={{a}}&y={{b}}", "{key: a, name: A}", "{key: b, name: B}"), panel(u+"?x={{b}}&y={{c}}", "{key: b, name: A}", "{key: c, name: B}"), "parameter-key parameter-key"},
		"a key takes the place of another, which goes": {panel(u+"?x={{a}}&y={{b}}", "{key: a, name: A}", "{key: b, name: B}"), panel(u+"?x={{b}}", "{key: b, name: A}"), "parameter-removed parameter-key"},
		"a name is swapped for one that comes":         {panel(u+"?x={{a}}", "{key: a, name: A}"), panel(u+"?x={{b}}&y={{a}}", "{key: b, name: A}", "{key: a, name: B}"), "parameter-key parameter-added"},
		"another name for a key":                       {panel(u+"{{a}}", "{key: a, name: A}"), panel(u+"{{a}}", "{key: a, name: B}"), "parameter-name"},
		"built-in values swapped in the path":          {panel(u + "{{procore.company.id}}/{{procore.project.id}}"), panel(u + "{{procore.project.id}}/{{procore.company.id}}"), "url-values-swapped"},
		"swapped with a built-in value":                {panel(u+"?x={{a}}&y={{procore.project.id}}", "{key: a, name: A}"), panel(u+"?x={{procore.project.id}}&y={{a}}", "{key: a, name: A}"), "url-values-swapped"},
		"values under other names":                     {panel(u + "?x={{procore.company.id}}&y={{procore.project.id}}"), panel(u + "?c={{procore.company.id}}&p={{procore.project.id}}"), "url-page"},
		"behind a #":                                   {panel(u + "?p={{procore.project.id}}"), panel(u + "#p={{procore.project.id}}"), "url-token-dropped"},
		"from behind a #":                              {panel(u + "#p={{procore.project.id}}"), panel(u + "?p={{procore.project.id}}"), "url-token-added"},
		"gone from behind a #":                         {panel(u + "#p={{procore.project.id}}"), panel(u + "#p"), "url-token-dropped"},
		"values of one name in another order":          {panel(u + "?v=1&v=2"), panel(u + "?v=2&v=1"), "url-page"},
		"encoded without need":                         {panel(u + "~me/a?q=b"), panel(u + "%7Eme/%61?q=%62"), "url-spelling"},
		"encoded with need":                            {panel(u + "a/b"), panel(u + "a%2Fb"), "url-page"},
		"encoded in lower case":                        {panel(u + "a%2Fb"), panel(u + "a%2fb"), "url-spelling"},
		"path in another case":                         {panel(u + "Home"), panel(u + "home"), "url-page"},
		"names in another order":                       {panel(u + "?v=1&w=2&v=3"), panel(u + "?w=2&v=1&v=3"), "url-spelling"},
		"retired view":                                 {"embedded: {side_panel: {views: [drawing_areas_drawing_log.list, rfi.edit]}}", "embedded: {side_panel: {views: [rfi.edit]}}", "view-removed"},
		"misprinted view":                              {"embedded: {side_panel: {views: [hange_events.edit, rfi.edit]}}", "embedded: {side_panel: {views: [rfi.edit]}}", "view-retired"},
		"one key replaces two":                         {panel(u+"{{a}}/{{b}}", "{key: a, name: A}", "{key: b, name: B}"), panel(u+"{{c}}/{{c}}", "{key: c, name: C}"), "parameter-removed parameter-removed parameter-added"},
		"renamed and the host changed":                 {panel(u+"{{a}}", "{key: a, name: A}"), panel("https://b.acmefield.com/{{b}}", "{key: b, name: A}"), "url-host parameter-key"},
		"renamed in the host":                          {panel("https://{{a}}.acmefield.com/", "{key: a, name: A}"), panel("https://{{b}}.acmefield.com/", "{key: b, name: A}"), "parameter-key"},
		"renamed and made required":                    {panel(u+"{{a}}", "{key: a, name: A}"), panel(u+"{{b}}", "{key: b, name: A, required: true}"), "parameter-key parameter-made-required"},
		"added beside a built-in value":                {panel(u + "?p={{procore.project.id}}"), panel(u+"?p={{procore.project.id}}-{{k}}", "{key: k, name: K}"), "url-page parameter-added"},
		"added in the place of a built-in value":       {panel(u + "?p={{procore.project.id}}"), panel(u+"?p={{k}}", "{key: k, name: K}"), "url-token-dropped parameter-added"},
		"removed together with a built-in value":       {panel(u+"?k={{k}}&p={{procore.project.id}}", "{key: k, name: K}"), panel(u), "url-token-dropped parameter-removed"},
		"removed, and another page":                    {panel(u+"x?k={{k}}", "{key: k, name: K}"), panel(u + "y"), "parameter-removed url-page"},
		"declared at last":                             {panel(u + "?k={{k}}"), panel(u+"?k={{k}}", "{key: k, name: K}"), "parameter-added"},
		"host in upper case and a new key":             {panel(u+"{{a}}", "{key: a, name: A}"), panel("https://A.acmefield.com/{{b}}", "{key: b, name: A}"), "parameter-key url-spelling"},
		"added to the path":                            {panel(u + "x/"), panel(u+"x/{{k}}", "{key: k, name: K}"), "parameter-added"},
		"added to the empty path":                      {panel(u), panel(u+"{{k}}/{{l}}", "{key: k, name: K}", "{key: l, name: L}"), "parameter-added parameter-added"},
		"https given up":                               {panel(u), panel("http://a.acmefield.com/"), "url-host"},
		"fragment":                                     {panel(u), panel(u + "#/home"), "url-page"},
		"no scheme":                                    {panel("a.test/x"), panel("b.test/x"), "url-host"},
		"slash at the end":                             {panel("https://a.test"), panel("https://a.test/"), "url-spelling"},
		"retired view, successor there already":        {"embedded: {side_panel: {views: [project_directory.venders.edit, project_directory.vendors.edit]}}", "embedded: {side_panel: {views: [project_directory.vendors.edit]}}", "view-retired"},
		"view replaced by another":                     {"embedded: {side_panel: {views: [rfi.edit]}}", "embedded: {side_panel: {views: [rfi.detail]}}", "view-removed view-added"},
		"full screen becomes side panel":               {"embedded: {full_screen: {url: x}}", "embedded: {side_panel: {url: x}}", "embedded-removed embedded-added"},
		"same tool in the other scope":                 {"data_connector: {authentication: [service_account], permissions: {company: {home: admin}}}", "data_connector: {authentication: [service_account], permissions: {project: {home: admin}}}", "permission-added permission-removed"},
		"permissions without a service account":        {"data_connector: {permissions: {company: {home: standard}}}", "data_connector: {permissions: {company: {home: admin}}}", ""},
		"a service account makes permissions count":    {"data_connector: {authentication: [user_level], permissions: {company: {home: admin}}}", "data_connector: {authentication: [user_level, service_account], permissions: {company: {home: admin}}}", "service-account-added permission-added"},
		"oauth, release notes, schema, version":        {"version: 1.0.0\noauth: {sandbox: {redirect_uris: [a]}}", "version: 2.0.0\nrelease_notes: x\nschema: 1", ""},
		"True is true":                                 {panel(u, "{key: k, name: K, required: True}"), panel(u, "{key: k, name: K, required: true}"), ""},
		"what the schema does not know":                {"embedded: {bottom_panel: {url: x}}\napp: [1]", "data_connector: yes\nnotes: x", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			changes := diffText(test.from, test.to)
			for _, c := range changes {
				got = append(got, c.Row.ID)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %q, want %s\n%s", got, test.want, describe(changes))
			}
		})
	}
}

func TestFingerprints(t *testing.T) {
	one := func(from, to string) Change {
		t.Helper()
		changes := diffText(from, to)
		if len(changes) != 1 {
			t.Fatalf("want one change, got\n%s", describe(changes))
		}
		return changes[0]
	}
	base := one("app: {name: A}", "app: {name: B}").Fingerprint
	for name, c := range map[string]Change{
		"moved":     one("# x\nversion: 1.0.0\napp: {name: A}", "\n\n\nversion: 1.1.0\n\napp:\n  # y\n  name: 'B' # z\n"),
		"lf at end": one("app: {name: A}", "app:\n  name: |\n    B\n"),
	} {
		if c.Fingerprint != base {
			t.Errorf("%s: got %s, want %s", name, c.Fingerprint, base)
		}
	}
	for name, c := range map[string]Change{
		"other value": one("app: {name: A}", "app: {name: C}"), "other before": one("app: {name: C}", "app: {name: B}"),
		"reverse": one("app: {name: B}", "app: {name: A}"), "other field": one("post_installation_notes: A", "post_installation_notes: B"),
		"added": one("app: {}", "app: {name: B}"),
	} {
		if c.Fingerprint == base {
			t.Errorf("%s: has the same fingerprint", name)
		}
	}
}

func TestSentencesAreShort(t *testing.T) {
	long := strings.Repeat("long ", 100) + "\n\nkey"
	changes := diffText(panel("https://a.test/"), strings.Replace(panel("https://a.test/", "{key: K, name: n}"), "key: K", "key: \""+strings.ReplaceAll(long, "\n", "\\n")+"\"", 1))
	if len(changes) != 1 || len(changes[0].Summary) > 150 || strings.Contains(changes[0].Summary, "\n") {
		t.Errorf("got\n%s", describe(changes))
	}
}
