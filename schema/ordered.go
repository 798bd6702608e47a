package schema

import (
	"bytes"
	"encoding/json"
	"io"
)

// Ordered is a JSON object that remembers the order of its keys. In a schema,
// the order of properties is the canonical order of keys in a file.
type Ordered[T any] struct {
	Names []string
	Of    map[string]T
}

// UnmarshalJSON decodes an object.
func (o *Ordered[T]) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil { // the opening brace
		return err
	}
	o.Of = make(map[string]T)
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var v T
		if err := dec.Decode(&v); err != nil {
			return err
		}
		o.Names = append(o.Names, name.(string))
		o.Of[name.(string)] = v
	}
	_, err := dec.Token()
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
