package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCatalogueSizes(t *testing.T) {
	for name, test := range map[string]struct{ got, want int }{
		"views":         {len(Views()), 48},
		"retired views": {len(RetiredViews()), 11},
		"tools":         {len(Tools()), 59},
		"tool aliases":  {len(ToolAliases()), 2},
		"variables":     {len(Variables()), 4},
		"environments":  {len(Environments()), 5},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %d rows, want %d", name, test.got, test.want)
		}
	}
	if len(LevelAliases()) == 0 || len(Samples()) == 0 {
		t.Errorf("got %d level aliases and %d samples, want some of each", len(LevelAliases()), len(Samples()))
	}
}

func TestEveryRowHasAnOrigin(t *testing.T) {
	date := regexp.MustCompile(`^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?|undated)$`)
	confidences := []string{string(Documented), string(Seen), string(Inferred), string(Reported)}
	for _, table := range tables() {
		name, data := table.file, readData(t, table.file)
		if strings.HasSuffix(name, ".schema.json") {
			continue
		}
		var file map[string]any
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if file["about"] == "" || !regexp.MustCompile(`^\d{4}-\d{2}$`).MatchString(fmt.Sprint(file["checked"])) {
			t.Errorf("%s: want a text in about and a month in checked", name)
		}
		for key, list := range file {
			rows, _ := list.([]any)
			for i, row := range rows {
				row := row.(map[string]any)
				source, _ := row["source"].(string)
				if strings.TrimSpace(source) == "" || !date.MatchString(fmt.Sprint(row["date"])) || !slices.Contains(confidences, fmt.Sprint(row["confidence"])) {
					t.Errorf("%s: %s[%d] %v: want source, date and confidence", name, key, i, row)
				}
			}
		}
	}
}

// unique reports keys that come twice.
func unique[T any](t *testing.T, name string, rows []T, key func(T) string) {
	t.Helper()
	seen := make(map[string]bool)
	for _, row := range rows {
		k := key(row)
		if k == "" || seen[k] {
			t.Errorf("%s: key %q is empty or comes twice", name, k)
		}
		seen[k] = true
	}
}

func TestNoDuplicates(t *testing.T) {
	unique(t, "views", Views(), func(v View) string { return v.Key })
	unique(t, "retired views", RetiredViews(), func(v RetiredView) string { return v.Key })
	unique(t, "tools", Tools(), func(v Tool) string { return string(v.Scope) + " " + v.Label })
	unique(t, "level aliases", levelAliases.Rows, func(v LevelAlias) string { return v.Written })
	unique(t, "samples", Samples(), func(v Sample) string { return string(v.Kind) + " " + strings.ToLower(v.Value) })
	unique(t, "variables", Variables(), func(v Variable) string { return v.Name })
	unique(t, "environments", Environments(), func(v Environment) string { return v.ID })
	var keys []string
	for _, tool := range Tools() {
		for _, key := range tool.Keys {
			keys = append(keys, string(tool.Scope)+" "+key)
		}
	}
	for _, a := range ToolAliases() {
		keys = append(keys, string(a.Scope)+" "+a.Key)
	}
	unique(t, "tool keys and aliases", keys, func(k string) string { return k })
}

func TestViews(t *testing.T) {
	current := make(map[string]bool)
	for _, v := range Views() {
		current[v.Key] = true
		if !strings.HasSuffix(v.Key, "."+v.Action) || !slices.Contains([]string{"detail", "edit", "list", "new"}, v.Action) {
			t.Errorf("%s: action %q is not its last part", v.Key, v.Action)
		}
		if len(v.Tools) == 0 {
			t.Errorf("%s: no tool", v.Key)
		}
	}
	for _, v := range RetiredViews() {
		if current[v.Key] {
			t.Errorf("%s is both current and retired", v.Key)
		}
		if v.Instead != "" && !current[v.Instead] {
			t.Errorf("%s: its successor %s is not a current view", v.Key, v.Instead)
		}
	}
}

func TestTools(t *testing.T) {
	key := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	offers := []Offer{Yes, No, Unknown}
	confirmed := 0
	for _, tool := range Tools() {
		if tool.Scope != CompanyScope && tool.Scope != ProjectScope {
			t.Errorf("%s: unknown scope %q", tool.Label, tool.Scope)
		}
		switch tool.KeyStatus {
		case KeyConfirmed:
			confirmed++
			fallthrough
		case KeyInferred:
			if tool.Key() == "" {
				t.Errorf("%s: key is %s and missing", tool.Label, tool.KeyStatus)
			}
		case KeyGuessed:
		default:
			t.Errorf("%s: unknown key status %q", tool.Label, tool.KeyStatus)
		}
		for _, k := range tool.Keys {
			if !key.MatchString(k) {
				t.Errorf("%s: key %q", tool.Label, k)
			}
			if found, ok := FindTool(tool.Scope, k); !ok || found.Label != tool.Label {
				t.Errorf("FindTool(%s, %s): got %q, %t, want %q", tool.Scope, k, found.Label, ok, tool.Label)
			}
		}
		for _, level := range []string{"none", "read_only", "standard", "admin"} {
			if !slices.Contains(offers, tool.Levels.Of(level)) {
				t.Errorf("%s: %s is %q", tool.Label, level, tool.Levels.Of(level))
			}
		}
	}
	if confirmed != 10 {
		t.Errorf("got %d tools with a confirmed key, want 10", confirmed)
	}
	for _, a := range ToolAliases() {
		if _, ok := FindTool(a.Scope, a.Is); !ok {
			t.Errorf("alias %s: %s is not a %s tool", a.Key, a.Is, a.Scope)
		}
	}
	if got := (Levels{}).Of("owner"); got != Unknown {
		t.Errorf("a level that does not exist: got %q, want %q", got, Unknown)
	}
	if _, ok := FindTool(ProjectScope, "timesheets"); ok {
		t.Error("FindTool finds a company tool in the project scope")
	}
}

func TestRefusedLevels(t *testing.T) {
	refused := make(map[string][]string)
	for _, tool := range Tools() {
		for _, level := range []string{"none", "read_only", "standard", "admin"} {
			if tool.Levels.Of(level) == No {
				refused[string(tool.Scope)+" "+tool.Key()] = append(refused[string(tool.Scope)+" "+tool.Key()], level)
			}
		}
	}
	want := map[string][]string{"company admin": {"read_only", "standard"}, "company concierge": {"read_only"}}
	if !maps.EqualFunc(refused, want, slices.Equal) {
		t.Errorf("levels that the portal does not offer: got %v, want %v", refused, want)
	}
}

func TestLevelAliases(t *testing.T) {
	levels := []string{"read_only", "standard", "admin"}
	for written, level := range LevelAliases() {
		if slices.Contains(levels, written) {
			t.Errorf("%q is a level and no alias", written)
		}
		if level != "none" && !slices.Contains(levels, level) {
			t.Errorf("%q: unknown level %q", written, level)
		}
		if lower := strings.ToLower(written); lower != level && LevelAliases()[lower] != level {
			t.Errorf("%q: in lower case it is %q, want %q", written, LevelAliases()[lower], level)
		}
	}
}

func TestSamples(t *testing.T) {
	kinds := []SampleKind{SampleNotes, SamplePageName, SampleURL, SampleHost, SampleHostSuffix, SamplePath, SampleDescription, ReservedHost, TunnelHost, PrivateHost}
	host := regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`)
	seen := make(map[SampleKind]bool)
	for _, s := range Samples() {
		seen[s.Kind] = true
		switch s.Kind {
		case SampleHost, SampleHostSuffix, ReservedHost, TunnelHost, PrivateHost:
			if !host.MatchString(s.Value) {
				t.Errorf("%q is not a host name in lower case", s.Value)
			}
		case SampleURL:
			if u, err := url.Parse(s.Value); err != nil || u.Host == "" {
				t.Errorf("%q is not an address", s.Value)
			}
		}
	}
	for _, kind := range kinds {
		if !seen[kind] {
			t.Errorf("no sample of kind %s", kind)
		}
		delete(seen, kind)
	}
	if len(seen) > 0 {
		t.Errorf("unknown kinds %v", slices.Collect(maps.Keys(seen)))
	}
}

func TestEnvironments(t *testing.T) {
	for _, e := range Environments() {
		for _, address := range append([]string{e.Login, e.API}, e.Web...) {
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "https" || u.Host == "" || u.Path != "" {
				t.Errorf("%s: %q is not an https address without a path", e.ID, address)
			}
		}
		for _, which := range []string{e.Credentials, e.Key} {
			if !slices.Contains([]string{"sandbox", "production", "federal"}, which) {
				t.Errorf("%s: %q", e.ID, which)
			}
		}
	}
}
