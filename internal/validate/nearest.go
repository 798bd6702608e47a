package validate

import "github.com/procore-manifest/manifest/internal/diag"

func nearest(word string, candidates []string) string { return diag.Nearest(word, candidates) }
