package portal

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/app"
)

// Write returns a completed reading as YAML.
func (r *Reading) Write() ([]byte, error) {
	layout := app.Layout{Comments: r.marks}
	if r.AsksForUsers() {
		section := "embedded"
		if r.Root.Get(section) == nil {
			section = app.AgenticPath
		}
		layout.Above = map[string]string{
			section: "data_connector: {authentication: [" + app.UserLevel + "]} # " + Mark + " whether users sign in",
		}
	}
	data, err := app.Write(r.Root, layout)
	if err != nil {
		return nil, fmt.Errorf("write %s as YAML: %w", r.File.Name, err)
	}
	return data, nil
}
