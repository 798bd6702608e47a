package validate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// judge returns what the JSON Schema library refuses in a JSON value.
type judge func(value any) []refusal

// refusal is one keyword of the schema that one value does not satisfy.
type refusal struct {
	path    []string // keys and indexes from the root to the value
	keyword string   // last keyword of the schema: required, type, enum, …
	inName  bool     // the value is a key, under propertyNames
}

// compileJudge compiles an embedded schema. The schema is checked by the
// tests, so a failure here is a fault of the build.
func compileJudge(name string, data []byte) judge {
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft7
	c.LoadURL = func(s string) (io.ReadCloser, error) { // the default reads files
		return nil, fmt.Errorf("schema %s refers to %s, which is outside the schema", name, s)
	}
	location := "embedded:///" + name
	if err := c.AddResource(location, bytes.NewReader(data)); err != nil {
		panic(fmt.Sprintf("embedded %s: %v", name, err))
	}
	compiled, err := c.Compile(location)
	if err != nil {
		panic(fmt.Sprintf("embedded %s: %v", name, err))
	}
	return func(value any) []refusal {
		err := compiled.Validate(value)
		if err == nil {
			return nil
		}
		var invalid *jsonschema.ValidationError
		if !errors.As(err, &invalid) {
			panic(fmt.Sprintf("validate against embedded %s: %v", name, err))
		}
		return refusals(invalid, nil)
	}
}

// refusals flattens the library's tree of errors. The branches of anyOf are
// not mistakes of their own.
func refusals(e *jsonschema.ValidationError, list []refusal) []refusal {
	keyword := e.KeywordLocation[strings.LastIndexByte(e.KeywordLocation, '/')+1:]
	if len(e.Causes) > 0 && keyword != "anyOf" {
		for _, cause := range e.Causes {
			list = refusals(cause, list)
		}
		return list
	}
	return append(list, refusal{
		path:    pointer(e.InstanceLocation),
		keyword: keyword,
		inName:  strings.Contains(e.KeywordLocation, "/propertyNames/"),
	})
}

var pointerEscapes = strings.NewReplacer("~1", "/", "~0", "~")

// pointer splits the library's percent-encoded JSON pointer.
func pointer(s string) []string {
	if s == "" {
		return nil
	}
	tokens := strings.Split(strings.TrimPrefix(s, "/"), "/")
	for i, token := range tokens {
		if plain, err := url.PathUnescape(token); err == nil {
			token = plain
		}
		tokens[i] = pointerEscapes.Replace(token)
	}
	return tokens
}
