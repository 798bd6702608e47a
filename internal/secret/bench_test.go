package secret

import "testing"

// BenchmarkFind searches texts as manifests have them, without a secret.
func BenchmarkFind(b *testing.B) {
	texts := []string{
		"https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}",
		"user_level", "service_account", "Project managers see the state of each delivery beside the commitment that it belongs to.",
		"1. Create your Acme account, then open Settings and select Connect to Procore.\n2. Create an app configuration for each project.\n",
		"The names of vendors come from the directory and are never written back.", "submittal_logs.detail",
	}
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			if len(Find(text)) > 0 {
				b.Fatal("found one")
			}
		}
	}
}
