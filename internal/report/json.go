package report

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
)

// asJSON renders a result whose fields are tagged.
func asJSON[T any](b *bytes.Buffer, result T, _ Options) error { return writeJSON(b, result) }

// writeJSON writes an object in the tool's own format. The number of the format
// comes first; it is raised only if a field loses its meaning, and new fields
// may appear at any time. Lists are never null.
func writeJSON(b *bytes.Buffer, object any) error {
	var compact bytes.Buffer
	e := json.NewEncoder(&compact)
	e.SetEscapeHTML(false)
	if err := e.Encode(withLists(reflect.ValueOf(object)).Interface()); err != nil {
		return err
	}
	return json.Indent(b, append([]byte(`{"format":1,`), compact.Bytes()[1:]...), "", "  ")
}

// FailureJSON writes, in the place of a result, why there is none.
func FailureJSON(w io.Writer, why error) error {
	var b bytes.Buffer
	if err := writeJSON(&b, struct {
		Error string `json:"error"`
	}{why.Error()}); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// encodeJSON writes v for people to read too: indented, ending in a newline,
// with < and & as they are. Bytes that are not UTF-8 become U+FFFD.
func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

var marshaler = reflect.TypeFor[json.Marshaler]()

// withLists returns v with an empty list in the place of each that is nil. v
// itself stays as it is. Types that write their own JSON are left to it.
func withLists(v reflect.Value) reflect.Value {
	if !holdsList(v.Type()) {
		return v
	}
	var out reflect.Value
	switch v.Kind() {
	case reflect.Slice:
		out = reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(withLists(v.Index(i)))
		}
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out = reflect.New(v.Type().Elem())
		out.Elem().Set(withLists(v.Elem()))
	default:
		out = reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if isShown(v.Type().Field(i)) {
				out.Field(i).Set(withLists(v.Field(i)))
			}
		}
	}
	return out
}

// holdsList reports whether a value of a type may have a list in it.
func holdsList(t reflect.Type) bool {
	switch {
	case t.Implements(marshaler):
		return false
	case t.Kind() == reflect.Slice:
		return true
	case t.Kind() == reflect.Pointer:
		return holdsList(t.Elem())
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); isShown(f) && holdsList(f.Type) {
				return true
			}
		}
	}
	return false
}

func isShown(f reflect.StructField) bool { return f.IsExported() && f.Tag.Get("json") != "-" }
