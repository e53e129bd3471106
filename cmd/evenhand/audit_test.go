package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgressOfALongLog: somebody who watches a long log being read sees how far it has come, in one line that is gone
// before the result; nobody else sees anything.
func TestProgressOfALongLog(t *testing.T) {
	dir := t.TempDir()
	rules := "---\ntitle: T\nversion: 1\nin-force: 2000-01-01\nmonths: round down\n---\n\n1 All.\n\n```rule\nprocedure p\n  begins with start\n  stages open\n  ends in over\nact start by anyone -> open\n```\n"
	var log strings.Builder
	log.WriteString("date,event,matter\n")
	for i := range 100_000 {
		fmt.Fprintf(&log, "2001-01-01,start,matter-%06d\n", i)
	}
	for name, text := range map[string]string{"rules.md": rules, "log.csv": log.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, watched := range []bool{true, false} {
		var out, progress bytes.Buffer
		e := env{stdout: &out, stderr: &progress, isTerminal: func() bool { return watched }}
		args := []string{"--summary", "--book", filepath.Join(dir, "rules.md"), filepath.Join(dir, "log.csv")}
		if found, err := runAudit(e, args); found || err != nil {
			t.Fatalf("runAudit = %v, %v", found, err)
		}
		line := progress.String()
		if watched && (!strings.Contains(line, "\r 5") || !strings.Contains(line, " matters") || !strings.HasSuffix(line, "\r\x1b[K")) {
			t.Errorf("somebody who watches sees %q", line)
		}
		if !watched && line != "" {
			t.Errorf("a file is told %q", line)
		}
	}
}
