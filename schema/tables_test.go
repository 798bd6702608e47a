package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write tables.go from the JSON files")

// table is a variable of tables.go and the file it is made from.
type table struct {
	name, file string
	read       func(data []byte) (any, error)
}

func tables() []table {
	return []table{
		{"viewKeys", "view_keys.json", decodeAs[viewFile]},
		{"permissionTools", "permission_tools.json", decodeAs[toolFile]},
		{"levelAliases", "level_aliases.json", decodeAs[file[LevelAlias]]},
		{"samples", "samples.json", decodeAs[file[Sample]]},
		{"variables", "variables.json", decodeAs[file[Variable]]},
		{"environments", "environments.json", decodeAs[file[Environment]]},
		{"portalLabels", "portal_labels.json", decodeAs[file[PortalLabel]]},
		{"manifestShape", "manifest.schema.json", shapeOf},
		{"projectShape", "project.schema.json", shapeOf},
		{"inUseShape", "in-use.schema.json", shapeOf},
		{"resultsShape", "results.schema.json", shapeOf},
	}
}

func decodeAs[T any](data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var v T
	err := dec.Decode(&v)
	return v, err
}

func shapeOf(data []byte) (any, error) { return *readShape(data), nil }

// tables.go holds what the JSON files say.
func TestTables(t *testing.T) {
	w := tableWriter{shared: make(map[any]string)}
	w.WriteString("// Code generated from the JSON files beside it by go generate; DO NOT EDIT.\n\npackage schema\n")
	for _, table := range tables() {
		v, err := table.read(readData(t, table.file))
		if err != nil {
			t.Fatalf("%s: %v", table.file, err)
		}
		w.variable(table.name, reflect.ValueOf(v))
	}
	want, err := format.Source(w.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	const name = "tables.go"
	if *update {
		if err := os.WriteFile(name, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got := readData(t, name); !bytes.Equal(got, want) {
		t.Errorf("%s does not hold what the JSON files say; run: go generate ./schema", name)
	}
}

func readData(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// tableWriter writes values as Go, so that the compiler lays them out and nothing
// is left to do at the start of the program.
type tableWriter struct {
	bytes.Buffer
	// shared are the variables of what pointers point to.
	shared map[any]string
	name   string
}

// variable declares what the value points to, and then the value.
func (w *tableWriter) variable(name string, v reflect.Value) {
	if w.name == "" {
		defer func() { w.name = "" }()
		w.name = name
	}
	w.pointers(v)
	fmt.Fprintf(w, "\nvar %s = ", name)
	w.value(v, true)
	w.WriteByte('\n')
}

func (w *tableWriter) pointers(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && w.shared[v.Interface()] == "" {
			name := w.name + strconv.Itoa(len(w.shared))
			w.shared[v.Interface()] = name
			w.variable(name, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.pointers(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			w.pointers(v.Field(i))
		}
	}
}

// value writes a literal, with its type where that is not clear from around it. What
// is zero is left out.
func (w *tableWriter) value(v reflect.Value, typed bool) {
	kind := strings.ReplaceAll(strings.ReplaceAll(v.Type().String(), "github.com/procore-manifest/manifest/", ""), "schema.", "")
	switch v.Kind() {
	case reflect.Pointer:
		w.WriteString("&" + w.shared[v.Interface()])
	case reflect.Slice:
		w.WriteString(kind + "{")
		rows := v.Type().Elem().Kind() == reflect.Struct
		for i := range v.Len() {
			if rows {
				w.WriteByte('\n')
			}
			w.value(v.Index(i), false)
			w.WriteString(", ")
		}
		if rows {
			w.WriteByte('\n')
		}
		w.WriteByte('}')
	case reflect.Struct:
		if typed {
			w.WriteString(kind)
		}
		w.WriteByte('{')
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				fmt.Fprintf(w, "%s: ", v.Type().Field(i).Name)
				w.value(f, true)
				w.WriteString(", ")
			}
		}
		w.WriteByte('}')
	case reflect.Interface:
		if n, ok := v.Interface().(float64); ok {
			fmt.Fprintf(w, "float64(%v)", n)
			return
		}
		fmt.Fprintf(w, "%#v", v.Interface())
	default:
		fmt.Fprintf(w, "%#v", v.Interface())
	}
}
