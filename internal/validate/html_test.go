package validate

import (
	"slices"
	"testing"
)

func TestUnsafeParts(t *testing.T) {
	for text, want := range map[string][]string{
		"<p>Sign <b>in</b><br/></p>":                nil,
		"a <b and c> d":                             nil,
		"<SCRIPT>x</SCRIPT>":                        {"<SCRIPT>"},
		"<script>'<iframe>'</script ><iframe>":      {"<script>", "<iframe>"},
		"<iframe/src=x>":                            {"<iframe/src=x>"},
		"<form><input></form><input>":               {"<form>", "<input>"},
		"<a href=\"x>y\" onclick = 'go()'>":         {"onclick = 'go()'"},
		"<img src=x onerror=go()>":                  {"onerror=go()"},
		"<a href=' java\tscript:go()'>":             {"href=' java\tscript:go()'"},
		"<a href=&#106;avascript:go()>":             {"href=&#106;avascript:go()"},
		"<a title='javascript:'>":                   nil,
		"<!-- <script> --><!--x":                    nil,
		"</script>":                                 nil,
		"<script":                                   {"<script"},
		"<p on>once</p>":                            nil,
		"2<3, <3, </>, <>":                          nil,
		"<a href='data:text/html,<script>'>x</a>":   {"href='data:text/html,<script>'"},
		"<object data=x><embed></object><style></p": {"<object data=x>", "<style>"},
	} {
		var got []string
		for _, part := range unsafeParts(text, textLimit) {
			got = append(got, text[part.from:part.to])
		}
		if !slices.Equal(got, want) {
			t.Errorf("unsafeParts(%q): got %q, want %q", text, got, want)
		}
	}
}
