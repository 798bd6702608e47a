// Command manifest lints, versions and releases app manifests for the Procore
// Developer Portal.
package main

import (
	"os"

	"github.com/procore-manifest/manifest/internal/cli"
)

func main() { os.Exit(cli.Main()) }
