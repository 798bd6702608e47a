package lsp

import "sync"

// requests are the requests about an open document, by their method.
var requests = sync.OnceValue(func() map[string]request {
	return map[string]request{
		"textDocument/codeAction": codeActions, "textDocument/codeLens": lenses, "textDocument/inlayHint": hints,
		"textDocument/hover": hover, "textDocument/completion": completion, "textDocument/formatting": formatting,
		"textDocument/documentSymbol": symbols, "textDocument/foldingRange": folding, "textDocument/documentLink": links,
		"textDocument/definition": definition, "textDocument/references": references,
		"textDocument/documentHighlight": highlight,
		"textDocument/prepareRename":     prepareRename, "textDocument/rename": rename,
	}
})

// capabilities are what the server can do.
func (s *server) capabilities() map[string]any {
	return map[string]any{
		"positionEncoding":           s.unit,
		"textDocumentSync":           map[string]any{"openClose": true, "change": 2, "save": true},
		"codeActionProvider":         map[string]any{"codeActionKinds": []string{quickFix, fixAll}},
		"codeLensProvider":           map[string]any{},
		"inlayHintProvider":          true,
		"hoverProvider":              true,
		"completionProvider":         map[string]any{"triggerCharacters": []string{"{", ".", " ", "-"}},
		"documentFormattingProvider": true,
		"documentSymbolProvider":     true,
		"foldingRangeProvider":       true,
		"documentLinkProvider":       map[string]any{},
		"definitionProvider":         true,
		"referencesProvider":         true,
		"documentHighlightProvider":  true,
		"renameProvider":             map[string]any{"prepareProvider": true},
		"executeCommandProvider":     map[string]any{"commands": []string{approveCommand}},
		"workspace": map[string]any{
			"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true},
		},
	}
}
