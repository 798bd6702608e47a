package schema

// Ways to sign in, as a manifest names them.
const (
	UserLevel      = "user_level"
	ServiceAccount = "service_account"
)
