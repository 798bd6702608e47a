package lsp

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// everything are capabilities of an editor that can do all.
var everything = map[string]any{
	"workspace": map[string]any{"workspaceEdit": map[string]any{"documentChanges": true}, "codeLens": map[string]any{"refreshSupport": true}},
	"textDocument": map[string]any{"hover": map[string]any{"contentFormat": []string{"markdown", "plaintext"}},
		"publishDiagnostics": map[string]any{"relatedInformation": true, "tagSupport": map[string]any{"valueSet": []int{1, 2}}},
		"documentSymbol":     map[string]any{"hierarchicalDocumentSymbolSupport": true}},
}

// place returns the line and column of a mark § in a text, and the text without it.
func marked(text string) (string, int, int) {
	before, after, _ := strings.Cut(text, "§")
	return before + after, strings.Count(before, "\n"), len(before) - strings.LastIndexByte(before, '\n') - 1
}

// applied makes edits in a text.
func applied(t testing.TB, text string, edits []textEdit) string {
	now := newText([]byte(text), utf16Columns)
	for i, e := range edits {
		if i > 0 && now.span(edits[i-1].Range).End > now.span(e.Range).Start {
			t.Fatalf("edits overlap: %+v", edits)
		}
	}
	for _, e := range slices.Backward(edits) {
		now = now.replace(e.Range, e.NewText)
	}
	return string(now.data)
}

func editsIn(e workspaceEdit) []textEdit {
	for _, list := range e.Changes {
		return list
	}
	if len(e.DocumentChanges) == 0 {
		return nil
	}
	return e.DocumentChanges[0].Edits
}

func TestCodeActions(t *testing.T) {
	c := begin(t, ledgered(t, nil), everything)
	base := strings.NewReplacer("0.1.0", "1.0.0").Replace(sample)
	for _, test := range []struct{ old, new, only, title, want string }{
		{"rfi.detail", "rfi.de§tial", "", `Replace "rfi.detial" with "rfi.detail"`, "- rfi.detail\n"},
		{"rfi.detail", "rfi.de§tial", "source.fixAll", "Apply all safe fixes (manifest lint --fix)",
			"- rfi.detail\n"},
		{"rfi.detail", "rfi.de§tial", "source", "Apply all safe fixes (manifest lint --fix)", "- rfi.detail\n"},
		{"rfi.detail", "acme.o§wn.page", "quickfix", "Ignore unknown-view here (add a reason)", "      # manifest:ignore unknown-view -- \n      - acme.own.page\n"},
		{"setup_instructions: {url: \"https://help.acmefield.com/procore\", page_name: Set up Acme}\n", "", "", "Add setup_instructions (then fill it in)", "setup_instructions:\n  url: \"\"\n  page_name: \"\"\npost"},
		{"directory: read_only", "directory: ad§min", "", "Add a purpose (then fill it in)", `directory: {level: admin, purpose: ""}`},
		{"version: 1.0.0", "version: 1.§0.0 ", "", "", ""},
		{"version: 1.0.0\ndata_connector:\n  authentication: [user_level, service_account]", "version: 1.§0.0\ndata_connector:\n  authentication: [user_level]", "", "Raise the version to 2.0.0 (breaking)", "version: 2.0.0\n"},
	} {
		text := strings.Replace(base, test.old, test.new, 1)
		text, line, column := marked(text)
		if c.published[c.uri(manifestFile)].URI == "" {
			c.open(manifestFile, text)
		} else {
			c.change(manifestFile, whole(text))
		}
		params := at(manifestFile, c, line, column)
		params["range"] = textRange{position{line, column}, position{line, column}}
		if !strings.Contains(test.new, "§") {
			params["range"] = textRange{position{0, 0}, position{99, 0}}
		}
		params["context"] = map[string]any{"diagnostics": []any{}}
		if test.only != "" {
			params["context"] = map[string]any{"only": []string{test.only}}
		}
		var list []codeAction
		c.ask("textDocument/codeAction", params, &list)
		var titles []string
		for _, a := range list {
			titles = append(titles, a.Title)
			if strings.HasPrefix(test.only, "source") && a.Kind != fixAll {
				t.Errorf("%s for %s", a.Kind, test.only)
			}
			if now := applied(t, text, editsIn(a.Edit)); a.Title == test.title && !strings.Contains(now, test.want) {
				t.Errorf("%s makes\n%s", a.Title, now)
			}
		}
		if test.title != "" && !slices.Contains(titles, test.title) {
			t.Errorf("%q: got %q in %s, want %q", test.new, titles, codes(c.published[c.uri(manifestFile)]), test.title)
		}
	}
	c.end()
}

// What an action leaves to a person to type is a finding until it is typed.
func TestPlaceholdersAreFindings(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	c.open(manifestFile, sample)
	for _, change := range [][2]string{
		{"      - rfi.detail", "      # manifest:ignore unknown-view -- \n      - acme.own.page"},
		{"level: standard, purpose: Add an entry for each visit.", `level: admin, purpose: ""`},
		{"page_name: Set up Acme", `page_name: ""`},
		{"post_installation_notes: Select the permitted projects, then select Connect to Procore in Settings.", `post_installation_notes: ""`},
	} {
		if got := c.change(manifestFile, whole(strings.Replace(sample, change[0], change[1], 1))); len(got.Diagnostics) == 0 {
			t.Errorf("no finding in %q", change[1])
		}
	}
	c.end()
}

func TestHover(t *testing.T) {
	c := begin(t, ledgered(t, nil), everything)
	base := strings.NewReplacer("0.1.0", "1.0.0").Replace(sample)
	c.open(manifestFile, base)
	for _, test := range [][3]string{
		{"rfi.detail", "rfi.de§tail", "View **rfi.detail**"},
		{"rfi.detail", "rfi.de§tial", "**unknown-view**: side panel views are in the portal's list"},
		{"directory: read_only", "dire§ctory: read_only", "Levels: read_only"},
		{"{{region}}", "{{reg§ion}}", "Parameter **region**: Region"},
		{"{{procore.project.id}}", "{{procore.pro§ject.id}}", "**procore.project.id**"},
		{"post_installation", "post§_installation", "In the portal: **"},
		{"    views:", "    vi§ews:", "What a change here means"},
		{"- key: region", "- ke§y: region", "**Key**: the name between"},
		{"daily_log: {level: standard", "daily_log: {level: ad§min", `Approved by Joe \<joe\@acmefield\.com\>: agreed`},
		{"version: 1.0.0\ndata_connector:\n  authentication: [user_level, service_account]", "version: 1.§0.0\ndata_connector:\n  authentication: [user_level]", `needs 2\.0\.0 \(breaking\)`},
	} {
		text, line, column := marked(strings.Replace(base, test[0], test[1], 1))
		c.change(manifestFile, whole(text))
		var h *hoverResult
		c.ask("textDocument/hover", at(manifestFile, c, line, column), &h)
		if h == nil || !strings.Contains(h.Contents.Value, test[2]) || strings.HasPrefix(h.Contents.Value, "**Key**\n") {
			t.Errorf("%s: got %+v, want %q", test[1], h, test[2])
		}
	}
	// No text of a file is Markdown.
	text, line, column := marked(strings.Replace(strings.Replace(base, "name: Region", `name: "![x](https://tracker.test/a.png) <img src=x>"`, 1), "{{region}}", "{{reg§ion}}", 1))
	c.change(manifestFile, whole(text))
	var h *hoverResult
	c.ask("textDocument/hover", at(manifestFile, c, line, column), &h)
	if h == nil || !strings.Contains(h.Contents.Value, `\!\[x\]\(https`) || strings.Contains(h.Contents.Value, " <img") {
		t.Errorf("got %+v", h)
	}
	c.end()
}

func TestCompletion(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	c.open(manifestFile, sample)
	for _, test := range []struct{ old, new, offers, becomes string }{
		{"- rfi.detail", "- rf§", "rfi.detail", "      - rfi.detail\n"},
		{"- rfi.detail", "- §", "rfi.detail", "      - rfi.detail\n"},
		{"directory: read_only", "directory: re§", "read_only", "directory: read_only\n"},
		{"directory: read_only", "directory: read_only\n      §", "portfolio", ""},
		{"daily_log: {level: standard,", "daily_log: {level: §,", "admin", "daily_log: {level: admin,"},
		{"{{region}}", "{{§", "region", "https://{{region}}.acme"},
		{"{{region}}", "{{re§}}", "region", "https://{{region}}.acme"},
		{"{{region}}", "{{§}}", "procore.company.id", "https://{{procore.company.id}}.acme"},
		{"distribution: custom", "distribution: §", "marketplace", "distribution: marketplace}"},
		{"        required: true\n", "        req§\n", "required", "        required: \n"},
		{"        required: true\n", "        required: §\n", "true", "        required: true\n"},
		{"[user_level, service_account]", "\n    - us§", "user_level", "    - user_level\n"},
		{"setup_instructions: {url", "re§\nsetup_instructions: {url", "release_notes", "\nrelease_notes: \nsetup"},
		{"      - rfi.detail", "      # manifest:ignore unk§\n      - rfi.detail", "unknown-view", "# manifest:ignore unknown-view\n"},
		{"    views:\n", "    vie§\n", "views", "    views:\n"},
	} {
		text, line, column := marked(strings.Replace(sample, test.old, test.new, 1))
		c.change(manifestFile, whole(text))
		var list completionList
		c.ask("textDocument/completion", at(manifestFile, c, line, column), &list)
		i := slices.IndexFunc(list.Items, func(item completionItem) bool { return item.Label == test.offers })
		if i < 0 {
			var labels []string
			for _, item := range list.Items {
				labels = append(labels, item.Label)
			}
			if test.becomes != "" || len(labels) == 0 {
				t.Errorf("%q: %q is not offered, but %q", test.new, test.offers, labels)
			}
			continue
		}
		if now := applied(t, text, []textEdit{list.Items[i].TextEdit}); !strings.Contains(now, test.becomes) {
			t.Errorf("%q: %q makes\n%s", test.new, test.offers, now)
		}
	}
	c.end()
}

func TestRenameAndReferences(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	text, line, column := marked(strings.Replace(sample, "{{region}}.acmefield.com/app?", "{{reg§ion}}.acmefield.com/{{region}}/app?region={{region}}&", 1))
	c.open(manifestFile, text)
	var prepared *struct{ Placeholder string }
	if c.ask("textDocument/prepareRename", at(manifestFile, c, line, column), &prepared); prepared == nil || prepared.Placeholder != "region" {
		t.Errorf("prepared %+v", prepared)
	}
	if c.ask("textDocument/prepareRename", at(manifestFile, c, 0, 0), &prepared); prepared != nil {
		t.Errorf("prepared where nothing is: %+v", prepared)
	}
	params := at(manifestFile, c, line, column)
	params["newName"] = "area"
	var e workspaceEdit
	c.ask("textDocument/rename", params, &e)
	now := applied(t, text, editsIn(e))
	if !strings.Contains(now, "https://{{area}}.acmefield.com/{{area}}/app?region={{area}}&") || !strings.Contains(now, "- key: area\n") {
		t.Errorf("renamed:\n%s", now)
	}
	for _, name := range []string{"", "a b", "procore.x", "{{x}}", "1\n"} {
		params["newName"] = name
		if _, failed := c.try("textDocument/rename", params); failed == nil || !strings.HasPrefix(failed.Message, "not renamed: ") {
			t.Errorf("renamed to %q: %v", name, failed)
		}
	}
	params["context"] = map[string]any{"includeDeclaration": true}
	var list []location
	if c.ask("textDocument/references", params, &list); len(list) != 4 {
		t.Errorf("references %+v", list)
	}
	if c.ask("textDocument/definition", params, &list); len(list) != 1 || list[0].Range.Start.Line != 15 {
		t.Errorf("definition %+v", list)
	}
	var marks []highlightResult
	if c.ask("textDocument/documentHighlight", params, &marks); len(marks) != 4 {
		t.Errorf("highlights %+v", marks)
	}
	c.end()
}

func TestLensesAndHints(t *testing.T) {
	c := begin(t, ledgered(t, nil), everything)
	base := strings.NewReplacer("0.1.0", "1.0.0", "standard, purpose", "admin, purpose").Replace(sample)
	c.open(manifestFile, base)
	var list []codeLens
	ask := func() string {
		c.ask("textDocument/codeLens", at(manifestFile, c, 0, 0), &list)
		if len(list) != 1 {
			return ""
		}
		return list[0].Command.Title
	}
	first := ask()
	if !strings.HasPrefix(first, "needs 1.1.0 (feature) · 1 change · customers: approve 1 permission") {
		t.Errorf("got %q", first)
	}
	c.change(manifestFile, whole(strings.Replace(base, "app: {", "app: [", 1)))
	if got := ask(); got != first {
		t.Errorf("while the text cannot be read: %q", got)
	}
	c.change(manifestFile, whole(base))
	params := at(manifestFile, c, 0, 0)
	params["range"] = textRange{position{0, 0}, position{99, 0}}
	var found []inlayHint
	c.ask("textDocument/inlayHint", params, &found)
	var labels []string
	for _, h := range found {
		labels = append(labels, h.Label)
	}
	slices.Sort(labels)
	if want := []string{"Full Screen", "Side Panel", "approved by Joe", "since 1.0.0"}; !slices.Equal(labels, want) {
		t.Errorf("hints %q, want %q", labels, want)
	}
	c.tell("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"manifest": map[string]any{"codeLens": false, "inlayHints": false}}})
	if got := ask(); got != "" {
		t.Errorf("switched off: %q", got)
	}
	if c.ask("textDocument/inlayHint", params, &found); len(found) != 0 {
		t.Errorf("switched off: %+v", found)
	}
	if len(c.asked) == 0 || c.asked[0].Method != "workspace/codeLens/refresh" {
		t.Errorf("asked %+v", c.asked)
	}
	c.end()
}

func TestFormatting(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	untidy := strings.Replace(strings.Replace(sample, "version: 0.1.0", "version:   0.1.0", 1), "        required: true", "        required:    true", 1)
	for _, text := range []string{untidy, strings.ReplaceAll(untidy, "\n", "\r\n"), "\uFEFF" + untidy} {
		c.open(manifestFile, text)
		var edits []textEdit
		c.ask("textDocument/formatting", at(manifestFile, c, 0, 0), &edits)
		now := applied(t, text, edits)
		if strings.Contains(now, ":   ") || strings.Contains(text, "\r") != strings.Contains(now, "\r") {
			t.Errorf("formatted:\n%q", now)
		}
		if len(edits) != 2 {
			t.Errorf("%d edits for two lines", len(edits))
		}
		c.change(manifestFile, whole(now))
		if raw := c.ask("textDocument/formatting", at(manifestFile, c, 0, 0), &edits); string(raw) != "[]" {
			t.Errorf("formatted again: %s", raw)
		}
	}
	c.change(manifestFile, whole("schema: 1\napp: [\n"))
	if _, failed := c.try("textDocument/formatting", at(manifestFile, c, 0, 0)); failed == nil {
		t.Error("a manifest that is not YAML was formatted")
	}
	c.end()
}

// Every feature takes every half-written text: no request fails, no list is null,
// and ranges are as clients accept them.
func TestEveryFeatureOnEveryPrefix(t *testing.T) {
	c := begin(t, ledgered(t, nil), everything)
	text := strings.Replace(sample, "    views:\n", "    # manifest:ignore unknown-view -- é😀\n    views:\n", 1)
	c.open(manifestFile, "")
	lists := []string{"codeAction", "codeLens", "inlayHint", "documentSymbol", "foldingRange", "documentLink", "definition", "references", "documentHighlight"}
	step := 7
	if testing.Short() {
		step = 40
	}
	for i := 0; i < len(text); i += 1 + rand.IntN(step) {
		part := strings.ToValidUTF8(text[:i], "")
		c.change(manifestFile, whole(part))
		now := newText([]byte(part), utf16Columns)
		for _, p := range []position{now.position(len(part)), now.position(rand.IntN(len(part) + 1)), {9999, 9999}, {-1, -5}} {
			params := at(manifestFile, c, 0, 0)
			params["position"], params["newName"] = p, "other"
			params["range"] = textRange{position{0, 0}, p}
			params["context"] = map[string]any{"includeDeclaration": true}
			for _, method := range lists {
				raw := c.ask("textDocument/"+method, params, nil)
				if raw[0] != '[' || strings.Contains(string(raw), ":null") {
					t.Fatalf("%s of %q: %s", method, part, raw)
				}
				if method == "documentSymbol" {
					var list []documentSymbol
					if err := json.Unmarshal(raw, &list); err != nil {
						t.Fatal(err)
					}
					checkSymbols(t, now, list)
				}
				if method == "codeAction" {
					var list []codeAction
					_ = json.Unmarshal(raw, &list)
					for _, a := range list {
						applied(t, part, editsIn(a.Edit))
					}
				}
			}
			c.ask("textDocument/completion", params, nil)
			c.ask("textDocument/hover", params, nil)
			c.ask("textDocument/prepareRename", params, nil)
			c.try("textDocument/rename", params)
			c.try("textDocument/formatting", params)
		}
	}
	c.end()
}

func checkSymbols(t *testing.T, now *text, list []documentSymbol) {
	for _, s := range list {
		whole, selected := now.span(s.Range), now.span(s.SelectionRange)
		if s.Name == "" || !whole.Contains(selected) {
			t.Fatalf("symbol %+v in %q", s, now.data)
		}
		checkSymbols(t, now, s.Children)
	}
}
