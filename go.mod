module github.com/evenhand/evenhand

go 1.26

require github.com/yuin/goldmark v1.8.7

// Test dependencies.
require (
	github.com/rogpeppe/go-internal v1.16.0
	pgregory.net/rapid v1.3.0
)

require (
	golang.org/x/sys v0.26.0 // indirect
	golang.org/x/tools v0.26.0 // indirect
)
