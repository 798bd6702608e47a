package lsp

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/project"
)

// creating are capabilities of an editor whose edits may create files.
var creating = map[string]any{"workspace": map[string]any{"workspaceEdit": map[string]any{
	"documentChanges": true, "resourceOperations": []string{"create"}}}}

// unapproved is a manifest with a change that needs an approval, and where it is.
func unapproved(t *testing.T) (p *project.Project, text string, line int) {
	t.Helper()
	p = ledgered(t, nil)
	text = strings.NewReplacer("0.1.0", "2.0.0", "      - rfi.detail\n", "").Replace(sample)
	writeFiles(t, p.Dir, map[string]string{manifestFile: text})
	return p, text, strings.Count(text[:strings.Index(text, "    views:")], "\n")
}

// approvedBy is the file that the command line writes for a fingerprint.
func approvedBy(t *testing.T, p *project.Project, fingerprint, reason string) (name, data string) {
	t.Helper()
	before := contents(t, p.Dir)
	if _, err := project.Approve(context.Background(), &project.Project{Env: p.Env}, project.ApproveOptions{App: "acme",
		Fingerprints: []string{fingerprint}, Reason: reason}); err != nil {
		t.Fatal(err)
	}
	for name, data := range contents(t, p.Dir) {
		if _, there := before[name]; !there {
			if err := os.Remove(filepath.Join(p.Dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
			return name, data
		}
	}
	t.Fatal("approve wrote nothing")
	return "", ""
}

// created reads the file that an edit creates, and the changes of others.
func created(t *testing.T, c *client, e workspaceEdit) (name, data string, rest []documentChange) {
	t.Helper()
	list := e.DocumentChanges
	if len(list) < 2 || list[0].Kind != "create" || list[1].TextDocument.URI != list[0].URI || list[1].TextDocument.Version != nil ||
		len(list[1].Edits) != 1 {
		t.Fatalf("%+v", e)
	}
	name, err := filepath.Rel(c.dir, filepath.FromSlash(pathOf(list[0].URI)))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name), list[1].Edits[0].NewText, list[2:]
}

func actionsAt(c *client, line int) []codeAction {
	c.t.Helper()
	params := at(manifestFile, c, line, 4)
	params["range"] = textRange{position{line, 4}, position{line, 4}}
	var all, list []codeAction
	c.ask("textDocument/codeAction", params, &all)
	for _, a := range all {
		if strings.HasPrefix(a.Title, "Approve #") {
			list = append(list, a)
		}
	}
	return list
}

// An approval is the file that the command writes, whoever asks for the reason.
func TestApprove(t *testing.T) {
	const reason = "agreed with support: \"the RFI\" panel moves — é😀"
	env := map[string]string{"USER": "Jane"}
	t.Run("the client asks", func(t *testing.T) {
		p, text, line := unapproved(t)
		p.Getenv = func(key string) string { return env[key] }
		c := start(t, p)
		c.ask("initialize", map[string]any{"rootUri": addressOf(filepath.ToSlash(p.Dir)), "capabilities": creating,
			"initializationOptions": map[string]any{"asksReason": true}}, nil)
		c.open(manifestFile, text)
		list := actionsAt(c, line)
		if len(list) != 1 || list[0].Kind != quickFix || list[0].Command == nil || list[0].IsPreferred || len(list[0].Edit.DocumentChanges) > 0 {
			t.Fatalf("%+v", list)
		}
		if onVersion := actionsAt(c, 2); len(onVersion) != 1 || onVersion[0].Title != list[0].Title {
			t.Errorf("on the version: %+v", onVersion)
		}
		argument := list[0].Command.Arguments[0].(map[string]any)
		run := map[string]any{"command": approveCommand, "arguments": []any{argument}}
		if _, failed := c.try("workspace/executeCommand", run); failed == nil || !strings.Contains(failed.Message, "give a --reason") {
			t.Errorf("without a reason: %v", failed)
		}
		argument["reason"] = " " + reason + "\t"
		c.ask("workspace/executeCommand", run, nil)
		for len(c.asked) == 0 {
			c.receive()
		}
		var asked struct {
			Edit workspaceEdit `json:"edit"`
		}
		if err := json.Unmarshal(c.asked[0].Params, &asked); err != nil || c.asked[0].Method != "workspace/applyEdit" {
			t.Fatalf("%+v", c.asked[0])
		}
		name, data, rest := created(t, c, asked.Edit)
		wantName, want := approvedBy(t, p, argument["fingerprint"].(string), reason)
		if name != wantName || data != want || len(rest) > 0 {
			t.Errorf("got %s\n%s\n%+v\nwant %s\n%s", name, data, rest, wantName, want)
		}
		c.write(map[string]any{"jsonrpc": "2.0", "id": c.asked[0].ID, "result": map[string]any{"applied": false, "failureReason": "read-only"}})
		for {
			if m := c.receive(); m.Method == "window/showMessage" {
				if !strings.Contains(string(m.Params), "read-only") {
					t.Errorf("%s", m.Params)
				}
				break
			}
		}
		// What is open counts, saved or not.
		c.open(name, data)
		if list := actionsAt(c, line); len(list) > 0 {
			t.Errorf("approved, and offered: %+v", list)
		}
		for _, bad := range []any{map[string]any{}, map[string]any{"command": "x"}, map[string]any{"command": approveCommand},
			map[string]any{"command": approveCommand, "arguments": []any{map[string]any{"uri": "file:///else", "fingerprint": "0"}}}, []any{}} {
			if _, failed := c.try("workspace/executeCommand", bad); failed == nil || failed.Code != codeInvalidParams {
				t.Errorf("%v: %v", bad, failed)
			}
		}
		c.end()
	})
	for _, eol := range []string{"\n", "\r\n"} {
		t.Run("the reason is typed into a comment", func(t *testing.T) {
			p, text, line := unapproved(t)
			p.Getenv = func(key string) string { return env[key] }
			text = strings.ReplaceAll(text, "\n", eol)
			c := begin(t, p, creating)
			c.open(manifestFile, text)
			list := actionsAt(c, line)
			if len(list) != 1 || !strings.HasSuffix(list[0].Title, "(add a reason)") {
				t.Fatalf("%+v", list)
			}
			now := applied(t, text, editsIn(list[0].Edit))
			short, _, _ := strings.Cut(strings.TrimPrefix(list[0].Title, "Approve #"), ":")
			comment := "# manifest:approve " + short + " -- "
			if !strings.Contains(now, "    "+comment+eol+"    views:") {
				t.Fatalf("%q", now)
			}
			before := codes(c.published[c.uri(manifestFile)])
			if got := codes(c.change(manifestFile, whole(now))); strings.Count(got, ",") != strings.Count(before, ",") {
				t.Errorf("the comment leads to %s, before %s", got, before)
			}
			if list := actionsAt(c, line); len(list) > 0 {
				t.Errorf("without a reason: %+v", list)
			}
			c.change(manifestFile, whole(strings.Replace(now, comment, comment+reason, 1)))
			list = actionsAt(c, line)
			if len(list) != 1 || list[0].Title != "Approve #"+short+" with this reason" {
				t.Fatalf("%+v", list)
			}
			name, data, rest := created(t, c, list[0].Edit)
			wantName, want := approvedBy(t, p, short, reason)
			if name != wantName || data != want {
				t.Errorf("got %s\n%s\nwant %s\n%s", name, data, wantName, want)
			}
			if len(rest) != 1 || applied(t, strings.Replace(now, comment, comment+reason, 1), rest[0].Edits) != text {
				t.Errorf("the comment stays: %+v", rest)
			}
			c.end()
		})
	}
	// An editor whose edits create no files is offered nothing.
	p, text, line := unapproved(t)
	c := begin(t, p, everything)
	c.open(manifestFile, text)
	if list := actionsAt(c, line); len(list) > 0 {
		t.Errorf("%+v", list)
	}
	c.end()
}
