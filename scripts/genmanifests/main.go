// Command genmanifests writes manifests to measure with, some of them wrong. With
// -versions, each is sound and has so many saved versions, the last of them Ready
// for Testing and the others abandoned or, with -reached, promoted, every second of
// them with a raised permission:
//
//	go run ./scripts/genmanifests -n 1000 FOLDER
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

func main() {
	log.SetFlags(0)
	n := flag.Int("n", 1000, "number of manifests")
	wrong := flag.Int("wrong", 2, "how many in a hundred are wrong")
	versions := flag.Int("versions", 0, "number of saved versions of each")
	reached := flag.Bool("reached", false, "saved versions but the last reached customers")
	style := flag.String("style", "", fmt.Sprintf("one of %v (default: each in turn at random)", validatetest.Styles()))
	seed := flag.Uint64("seed", 1, "the same seed writes the same bytes")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("name the folder to write to")
	}
	if *style != "" && !slices.Contains(validatetest.Styles(), validatetest.Style(*style)) {
		log.Fatalf("unknown style %q; want one of %v", *style, validatetest.Styles())
	}
	r := validatetest.Random(*seed)
	size := 0
	for i := range *n {
		text := ""
		if *style == "" {
			text = validatetest.Manifest(r)
		} else {
			text = validatetest.Styled(r, validatetest.Style(*style))
		}
		if *versions == 0 && r.IntN(100) < *wrong {
			text = validatetest.Mistake(r, text)
		}
		size += len(text)
		app := fmt.Sprintf("app-%05d", i+1)
		dir := filepath.Join(flag.Arg(0), app)
		write(filepath.Join(dir, "manifest.yaml"), text)
		for v := range *versions {
			save(dir, text, v, v == *versions-1, *reached)
		}
	}
	fmt.Printf("%d manifests, %d bytes on average\n", *n, size/max(1, *n))
}

func write(path, text string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		log.Fatal(err)
	}
}

var versionLine = regexp.MustCompile(`(?m)^"?version"?: [^\r\n]*`)

// save writes a saved version as manifest save, test, promote and record abandon do.
func save(dir, text string, v int, last, reached bool) {
	number := fmt.Sprintf("0.%d.0", v)
	text = versionLine.ReplaceAllLiteralString(text, "version: "+number)
	if reached && v%2 == 1 {
		text = strings.Replace(text, "read_only", "standard", 1)
	}
	folder := filepath.Join(dir, ledger.VersionsDir, number)
	write(filepath.Join(folder, "manifest.yaml"), text)
	events := []ledger.Event{{Kind: ledger.Save, Digest: ledger.FrozenDigest([]byte(text)), Distribution: "custom"}}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if reached { // in the order of their numbers
		at = at.AddDate(0, 0, v)
	}
	switch {
	case last:
	case reached:
		events = append(events, ledger.Event{Kind: ledger.Test, Result: ledger.Passed},
			ledger.Event{Kind: ledger.Promote, ReleaseNotes: "Made to measure with.\n"})
	default:
		events = append(events, ledger.Event{Kind: ledger.Test, Result: ledger.Failed},
			ledger.Event{Kind: ledger.Abandon, Reason: "made to measure with"})
	}
	for _, e := range events {
		at = at.Add(time.Minute)
		e.At, e.By = at, "Jane Doe <jane@acmefield.com>"
		name, data, err := ledger.Encode(e)
		if err != nil {
			log.Fatal(err)
		}
		write(filepath.Join(folder, ledger.HistoryDir, name), string(data))
	}
}
