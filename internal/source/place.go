package source

import (
	"bytes"
	"encoding/json"
)

// Place is where something stands in a file.
type Place struct {
	File *File
	Span Span
}

// MarshalJSON writes the file's name with the line and column of the start.
func (p Place) MarshalJSON() ([]byte, error) {
	at := p.File.Position(p.Span.Start)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // <stdin> stays as it is
	err := e.Encode(struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
	}{p.File.Name, at.Line, at.Column})
	return b.Bytes(), err
}
