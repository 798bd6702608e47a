package portal

import (
	"bytes"
	"fmt"
	"strings"
)

// ordered is a JSON object that keeps the order in which its keys came.
type ordered struct {
	keys   []string
	values map[string]any // string, []string, or *ordered
}

// at returns the object at a path, or nil.
func (o *ordered) at(path string) *ordered {
	for _, key := range strings.Split(path, ".") {
		next, ok := o.values[key].(*ordered)
		if !ok {
			return nil
		}
		o = next
	}
	return o
}

// make returns the object at a path, and makes what is missing; name stands for
// * in it.
func (o *ordered) make(path, name string) *ordered {
	if path == "" {
		return o
	}
	for _, key := range strings.Split(path, ".") {
		if key == "*" {
			key = name
		}
		next, ok := o.values[key].(*ordered)
		if !ok {
			next = &ordered{}
			o.put(key, next)
		}
		o = next
	}
	return o
}

func (o *ordered) set(path, name, key string, value any, is bool) {
	if is {
		o.make(path, name).put(key, value)
	}
}

func (o *ordered) put(key string, value any) {
	if o.values == nil {
		o.values = make(map[string]any)
	}
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = value
}

func (o *ordered) write(b *bytes.Buffer, indent int) {
	if len(o.keys) == 0 {
		b.WriteString("{}")
		return
	}
	b.WriteByte('{')
	for i, key := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		newLine(b, indent+1)
		writeText(b, key)
		b.WriteString(": ")
		switch v := o.values[key].(type) {
		case *ordered:
			v.write(b, indent+1)
		case string:
			writeText(b, v)
		case []string:
			writeList(b, v, indent+1)
		}
	}
	newLine(b, indent)
	b.WriteByte('}')
}

func writeList(b *bytes.Buffer, list []string, indent int) {
	if len(list) == 0 {
		b.WriteString("[]")
		return
	}
	b.WriteByte('[')
	for i, item := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		newLine(b, indent+1)
		writeText(b, item)
	}
	newLine(b, indent)
	b.WriteByte(']')
}

func newLine(b *bytes.Buffer, indent int) {
	b.WriteByte('\n')
	b.WriteString(strings.Repeat("  ", indent))
}

// writeText writes a text of JSON: nothing is escaped that need not be.
func writeText(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ':
			fmt.Fprintf(b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
