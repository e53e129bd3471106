// Package modelrules holds the rule books that the project writes, so that a program can carry one with it.
package modelrules

import "embed"

// Party holds the party's book, each version a file, with its letters in notices.
//
//go:embed party/*.md party/notices/*.md
var Party embed.FS
