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

// A sentence with three colons is a list that reads like a riddle: none that the
// program says has them, as far as it is written in one place.
func TestNoSentenceHasThreeColons(t *testing.T) {
	ends := regexp.MustCompile(`[.?!;]\s|\n`)
	yaml := regexp.MustCompile(`\{[^{}]*: [^{}]*\}`)
	err := filepath.WalkDir("../../internal", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			expr, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := literalText(expr)
			if !ok {
				return true
			}
			for _, sentence := range ends.Split(yaml.ReplaceAllString(strings.TrimPrefix(text, "%s:%s: "), ""), -1) {
				if strings.Count(sentence+" ", ": ") >= 3 {
					t.Errorf("%s: %q", files.Position(n.Pos()), sentence)
				}
			}
			return false
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
