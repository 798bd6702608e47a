package report

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
)

// xsdElement is what an XML schema says of an element, as far as the schema of
// JUnit goes: which elements may stand in it, in any order, and which
// attributes. Its text is free where it is mixed or has a simple type.
type xsdElement struct {
	Name string `xml:"name,attr"`
	Ref  string `xml:"ref,attr"`
	Type string `xml:"type,attr"`
	Body struct {
		Mixed      bool         `xml:"mixed,attr"`
		Choice     []xsdElement `xml:"choice>element"`
		Sequence   []xsdElement `xml:"sequence>element"`
		Nested     []xsdElement `xml:"sequence>choice>element"`
		Attributes []struct {
			Name string `xml:"name,attr"`
			Use  string `xml:"use,attr"`
		} `xml:"attribute"`
	} `xml:"complexType"`
}

var junitSchema = sync.OnceValues(func() (map[string]xsdElement, error) {
	data, err := os.ReadFile("testdata/schemas/junit-10.xsd")
	if err != nil {
		return nil, err
	}
	var schema struct {
		Elements []xsdElement `xml:"element"`
	}
	if err := xml.Unmarshal(data, &schema); err != nil {
		return nil, err
	}
	elements := make(map[string]xsdElement)
	for _, e := range schema.Elements {
		elements[e.Name] = e
	}
	return elements, nil
})

func (e *xsdElement) allows(child string) bool {
	for _, list := range [][]xsdElement{e.Body.Choice, e.Body.Sequence, e.Body.Nested} {
		for _, c := range list {
			if c.Ref == child {
				return true
			}
		}
	}
	return false
}

// faultsOfJUnit are the places where a report is not what the schema asks for.
func faultsOfJUnit(t *testing.T, out string) (faults []string) {
	t.Helper()
	schema, err := junitSchema()
	if err != nil || len(schema) < 10 {
		t.Fatalf("%v: the schema has %d elements", err, len(schema))
	}
	var open []xsdElement
	for d := xml.NewDecoder(strings.NewReader(out)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return faults
		}
		if err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			e, known := schema[name]
			if !known || len(open) > 0 && !open[len(open)-1].allows(name) || len(open) == 0 && name != "testsuites" {
				faults = append(faults, "the element "+name)
			}
			given := make(map[string]bool)
			for _, a := range token.Attr {
				given[a.Name.Local] = true
			}
			for _, a := range e.Body.Attributes {
				if a.Use == "required" && !given[a.Name] {
					faults = append(faults, name+" without "+a.Name)
				}
				delete(given, a.Name)
			}
			for a := range given {
				faults = append(faults, "the attribute "+a+" of "+name)
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && open[len(open)-1].Type == "" && !open[len(open)-1].Body.Mixed && strings.TrimSpace(string(token)) != "" {
				faults = append(faults, "text in "+open[len(open)-1].Name)
			}
		}
	}
}

func checkJUnit(t *testing.T, out string) {
	t.Helper()
	for _, fault := range faultsOfJUnit(t, out) {
		t.Errorf("the schema of JUnit does not allow %s: %s", fault, out)
	}
}

// The reading of the schema refuses what it should.
func TestFaultsOfJUnit(t *testing.T) {
	const head = `<testsuites><testsuite name="a" tests="1" failures="0" errors="0">`
	for out, want := range map[string]string{
		head + `<testcase name="a" classname="b"><failure type="a">text</failure></testcase></testsuite></testsuites>`: "",
		head + `<testcase name="a" line="1"/></testsuite></testsuites>`:                                                "the attribute line of testcase",
		head + `<testcase/></testsuite></testsuites>`:                                                                  "testcase without name",
		head + `<failure/></testsuite></testsuites>`:                                                                   "the element failure",
		head + `<testcase name="a">text</testcase></testsuite></testsuites>`:                                           "text in testcase",
		`<testcase name="a"/>`:          "the element testcase",
		`<testsuites><a/></testsuites>`: "the element a",
	} {
		if got := strings.Join(faultsOfJUnit(t, out), ", "); got != want {
			t.Errorf("%s: got %q, want %q", out, got, want)
		}
	}
}
