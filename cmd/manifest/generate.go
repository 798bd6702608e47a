package main

//go:generate sh -c "go run . rules --format markdown > ../../docs/rules.md"
//go:generate sh -c "go run . schema --format markdown > ../../docs/manifest-reference.md"
//go:generate go run ../../scripts/gendocs ../../docs/versions.md
//go:generate go run ../../scripts/gencommands ../..
