// Command manifest lints, versions and releases app manifests for the Procore
// Developer Portal.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	os.Exit(cli.Run(ctx, project.System(), os.Args[1:]))
}
