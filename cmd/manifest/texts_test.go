package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/procore-manifest/manifest/schema"
)

var (
	drawTexts = flag.Int("draw", 0, "print this many texts of TestTexts, drawn at random; -1 prints all, in order (default 0)")
	drawSeed  = flag.Uint64("seed", 1, "seed of -draw")
	drawFrom  = flag.String("from", "", "print only the texts of files that match this regular expression")
)

// A userText is what users read, and the file and line it comes from. Values that are
// only known at run time read as "…".
type userText struct{ place, words string }

// Wordings that a technical writer would not choose, and what reads better. They are
// looked for in the texts of wordedPlainly.
var wordings = map[string]string{
	`nobody`:                            "no one, or the role",
	`meanwhile`:                         "during this run",
	`anew`:                              "again",
	`owe[sd]?`:                          "needs, is missing",
	`there stands`:                      "there is",
	`all the same`:                      "anyway",
	`an? [a-z]+ of its own`:             "its own, separate",
	`such an? [a-z]+ (is|are|has|have)`: "this",
	`(it|this|that|which|%[sq]) (is|are) no (app|manifest|commit|file|folder|part|version)`: "is not a",
	`(must|may|does|do|can) not hold`:                "contain",
	`for (it|the file|a frozen copy) (is|holds|may)`: "because",
	`made by someone`:                                "created by another process",
	`made anew`:                                      "created again",
	`(un)?repaired`:                                  "fixed",
	`laid out`:                                       "formatted",
}

// wordedPlainly matches the places whose texts were read for their English.
var wordedPlainly = regexp.MustCompile(`^internal/(app|change|cli|diag|git|ledger|lsp|manifest|portal|project|` +
	`promote|report|sandbox|secret|validate|version)/|^schema/`)

// TestTexts finds the texts that users read, in the code and in the schemas, and
// fails for wordings that do not read as plain English. To read the texts in one
// sitting: go test ./cmd/manifest -run TestTexts -draw 200 -seed 1
func TestTexts(t *testing.T) {
	texts := append(codeTexts(t), schemaTexts(t)...)
	if len(texts) < 2000 {
		t.Errorf("only %d texts were found", len(texts))
	}
	for wording, better := range wordings {
		re := regexp.MustCompile(`(?i)(^|\W)` + wording + `\b`)
		for _, text := range texts {
			if found := re.FindString(text.words); found != "" && wordedPlainly.MatchString(text.place) {
				t.Errorf("%s: %q: write %s\n\t%s", text.place, found, better, text.words)
			}
		}
	}
	if *drawTexts == 0 {
		return
	}
	if from := regexp.MustCompile(*drawFrom); *drawFrom != "" {
		texts = slices.DeleteFunc(texts, func(text userText) bool { return !from.MatchString(text.place) })
	}
	if *drawTexts > 0 {
		random := rand.New(rand.NewPCG(*drawSeed, 0))
		random.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		texts = texts[:min(*drawTexts, len(texts))]
	}
	for _, text := range texts {
		fmt.Printf("%s\t%s\n", text.place, strings.Join(strings.Fields(text.words), " "))
	}
}

// notProse are the fields of each package that contain code samples, citations, or
// words that are compared with a manifest and never shown.
var notProse = map[string][]string{
	"validate": {"Bad", "Good", "Source"},
	"secret":   {"words", "source", "yes", "no"},
}

// citation matches the name of a source without a word about it.
var citation = regexp.MustCompile(`^(…)?procore/documentation \S+( blob \w+)?$`)

// codeTexts are the string literals of the code that read as words, concatenations
// joined. Messages of the YAML parser, which internal/manifest compares with, are left out.
func codeTexts(t *testing.T) []userText {
	var texts []userText
	messages := parserMessages(t)
	files, err := filepath.Glob("../../internal/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false
			case *ast.CallExpr:
				called, ok := n.Fun.(*ast.SelectorExpr)
				if ok && (called.Sel.Name == "MustCompile" || called.Sel.Name == "Regexp" || called.Sel.Name == "Fields") {
					return false
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(notProse[filepath.Base(filepath.Dir(path))], key.Name) {
					return false
				}
			case *ast.BinaryExpr, *ast.BasicLit:
				words, ok := literalText(n.(ast.Expr))
				compared := strings.Contains(path, "/manifest/") && strings.Contains(messages, `"`+words)
				if ok && readAsWords(words) && !citation.MatchString(words) && !compared {
					texts = append(texts, userText{fmt.Sprintf("%s:%d", strings.TrimPrefix(path, "../../"), set.Position(n.Pos()).Line), words})
				}
				return !ok
			}
			return true
		})
	}
	return texts
}

// parserMessages is the code of yaml.v3 that contains its messages.
func parserMessages(t *testing.T) string {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "gopkg.in/yaml.v3").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range []string{"parserc.go", "scannerc.go", "decode.go"} {
		data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), name))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	return all.String()
}

// literalText is the text of a string literal or of a concatenation with at least one.
func literalText(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			value, err := strconv.Unquote(e.Value)
			return value, err == nil
		}
	case *ast.BinaryExpr:
		left, isLeft := literalText(e.X)
		right, isRight := literalText(e.Y)
		if e.Op == token.ADD && (isLeft || isRight) {
			if !isLeft {
				left = "…"
			}
			if !isRight {
				right = "…"
			}
			return left + right, true
		}
	}
	return "", false
}

// wordPairs matches two words in a row, which names, paths, formats and regular
// expressions do not have.
var wordPairs = regexp.MustCompile(`[\pL%…}"’',;:.)]{2} [\pL%…"(<{]{2}`)

func readAsWords(s string) bool { return wordPairs.MatchString(s) }

// copied matches the keys whose values are not our words: labels of the portal, and
// texts and spellings that a manifest is searched for.
var copied = regexp.MustCompile(`^schema/((portal_labels|permission_tools|environments)\.json#label|` +
	`level_aliases\.json#written|samples\.json#value)$`)

// placeholder matches a text of a snippet that the user types over.
var placeholder = regexp.MustCompile(`\$\{\d+:([^}]*)\}`)

// isLabels reports whether a text is a label of the portal, or several: the names of
// tools in the schema of manifests.
var isLabels = sync.OnceValue(func() func(string) bool {
	var labels []string
	for _, tool := range schema.Tools() {
		labels = append(labels, tool.Label)
	}
	for _, view := range schema.Views() {
		labels = append(labels, view.Tools...)
	}
	return func(text string) bool {
		return !slices.ContainsFunc(strings.Split(text, ", "), func(s string) bool { return !slices.Contains(labels, s) })
	}
})

// schemaTexts are the descriptions, titles and notes in the schemas and catalogues.
func schemaTexts(t *testing.T) []userText {
	var texts []userText
	add := func(path, key, words string) {
		words = placeholder.ReplaceAllString(words, "$1")
		if place := path + "#" + key; key != "source" && readAsWords(words) && !copied.MatchString(place) && !isLabels()(words) {
			texts = append(texts, userText{place, words})
		}
	}
	var walk func(path string, value any)
	walk = func(path string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				if words, ok := value[key].(string); ok {
					add(path, key, words)
				}
				if list, ok := value[key].([]any); ok && key == "enumDescriptions" {
					for _, words := range list {
						add(path, key, words.(string))
					}
				}
				walk(path, value[key])
			}
		case []any:
			for _, item := range value {
				walk(path, item)
			}
		}
	}
	for _, pattern := range []string{"../../schema/*.json", "../../schema/output/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var value any
			if err := json.Unmarshal(data, &value); err != nil {
				t.Fatal(err)
			}
			walk(strings.TrimPrefix(path, "../../"), value)
		}
	}
	return texts
}
