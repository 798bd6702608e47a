package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// manifestKeys are keys of a manifest that no one uses in everyday English.
var manifestKeys = regexp.MustCompile(`\b(full_screen|side_panel|setup_instructions|page_name|post_installation_notes|support_link|redirect_uris|user_level|service_account|mcp_servers|system_prompt|custom_prompt|planning_prompt)\b`)

// keyTables are the files that may name them: the model, and tables of data.
var keyTables = []string{
	"internal/app/", "schema/", "internal/portal/mapping.go", "internal/change/table.go", "internal/change/subjects.go",
	"internal/promote/model.go", "internal/lsp/labels.go", "internal/validate/validatetest/", "scripts/",
}

// The shape of a manifest is described once, in internal/app. Elsewhere, its keys
// appear in tables of data and in examples of rules.
func TestKeysOfManifests(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		for _, allowed := range keyTables {
			if strings.HasPrefix(name, allowed) {
				return nil
			}
		}
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				field, ok := n.Key.(*ast.Ident)
				return !ok || field.Name != "Bad" && field.Name != "Good" && field.Name != "Example"
			case *ast.ValueSpec: // what examples of rules start from
				return n.Names[0].Name != "historyBase"
			case *ast.BasicLit:
				if key := manifestKeys.FindString(n.Value); key != "" && n.Kind == token.STRING &&
					!strings.Contains(n.Value, "@") {
					t.Errorf("%s names %s; ask internal/app for it", files.Position(n.Pos()), key)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
