package lsp

// requests are the requests about an open document, by their method.
var requests = map[string]request{}

// capabilities are what the server can do.
func (s *server) capabilities() map[string]any {
	return map[string]any{
		"positionEncoding": s.unit,
		"textDocumentSync": map[string]any{"openClose": true, "change": 2, "save": true},
		"workspace": map[string]any{
			"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true},
		},
	}
}
