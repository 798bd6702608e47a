// Command sbom writes the bill of materials of a Go binary in CycloneDX 1.5: the
// modules that the linker wrote into it. The same binary gives the same bytes.
//
// Usage: sbom BINARY DOCUMENT
package main

import (
	"bytes"
	"cmp"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: sbom BINARY DOCUMENT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(binary, document string) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return err
	}
	text, err := describe(info)
	if err != nil {
		return fmt.Errorf("describe %s: %w", binary, err)
	}
	return os.WriteFile(document, text, 0o666)
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	PURL       string     `json:"purl"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

// describe lists what a binary was linked from. Which module needs which is not
// in it, so that all are listed as needed by the binary.
func describe(info *debug.BuildInfo) ([]byte, error) {
	if info.Main.Path == "" {
		return nil, fmt.Errorf("the binary does not say what it was built from")
	}
	tool := module("application", info.Main)
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS", "GOARCH", "CGO_ENABLED", "-trimpath", "vcs.revision", "vcs.time", "vcs.modified":
			tool.Properties = append(tool.Properties, property{"go:build:" + s.Key, s.Value})
		}
	}
	parts := []component{module("library", debug.Module{Path: "stdlib",
		Version: strings.TrimPrefix(info.GoVersion, "go")})}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		parts = append(parts, module("library", *m))
	}
	slices.SortFunc(parts, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	needs := []string{}
	for _, p := range parts {
		needs = append(needs, p.Ref)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(struct {
		Format       string               `json:"bomFormat"`
		Spec         string               `json:"specVersion"`
		Version      int                  `json:"version"`
		Metadata     map[string]component `json:"metadata"`
		Components   []component          `json:"components"`
		Dependencies []dependency         `json:"dependencies"`
	}{"CycloneDX", "1.5", 1, map[string]component{"component": tool}, parts, []dependency{{tool.Ref, needs}}})
	return out.Bytes(), err
}

// module is a module as a package URL names it, with Go's own checksum.
func module(kind string, m debug.Module) component {
	purl := "pkg:golang/" + m.Path
	if m.Version != "" && m.Version != "(devel)" {
		purl += "@" + strings.ReplaceAll(m.Version, "+", "%2B")
	}
	c := component{Type: kind, Ref: purl, Name: m.Path, Version: m.Version, PURL: purl}
	if m.Sum != "" {
		c.Properties = []property{{"go:sum", m.Sum}}
	}
	return c
}
