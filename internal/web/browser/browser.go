// Package browser looks at pages in a real Chromium, for tests: in the light
// and the dark, on a narrow screen, at twice the size, without scripts and on
// paper. It fails on what axe finds against WCAG 2.2 AA, on pages that must be
// scrolled sideways and on errors of the console. What it needs is put in
// place by scripts/browser; without it, tests are passed over and say so.
package browser

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// A Visit is one page as one person sees it.
type Visit struct {
	Name   string   `json:"name"`   // of the page and who sees it; also of the picture
	Path   string   `json:"path"`   // where it is
	SignIn string   `json:"signIn"` // the address that signs the person in; empty: a visitor
	Looks  []string `json:"looks"`  // "light", "dark", "narrow", "narrow-dark", "zoom", "plain", "print"; nil: all
}

// Look opens every visit under base and fails t for each fault. When
// EVENHAND_SHOTS names a folder, a picture of each is left there.
func Look(t *testing.T, base string, visits ...Visit) {
	t.Helper()
	run(t, "look.mjs", map[string]any{"base": base, "visits": visits})
}

// A Step is one thing that one person does. What is found, is found by its
// label or its words.
//
//	open PATH · type LABEL (text) · choose LABEL · select LABEL (option) · click WORDS · unfold WORDS
//	files LABEL (names) · see WORDS · miss WORDS · press KEYS · at LABEL (has the focus) · shot NAME ·
//	device (has one that keeps passkeys)
type Step struct {
	Who  string   `json:"who"` // each has a browser of their own
	Do   string   `json:"do"`
	What string   `json:"what"`
	With []string `json:"with"`
}

// Walk takes the steps in turn, with scripts or without, and fails t at the
// first that cannot be taken, and for every error of a script.
func Walk(t *testing.T, base string, scripts bool, steps ...Step) {
	t.Helper()
	run(t, "walk.mjs", map[string]any{"base": base, "scripts": scripts, "steps": steps})
}

// run gives a plan to one of the programs of this folder, and fails t for each
// fault that it prints.
func run(t *testing.T, program string, plan map[string]any) {
	t.Helper()
	here, chromium := need(t)
	plan["chromium"], plan["shots"] = chromium, os.Getenv("EVENHAND_SHOTS")
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", program, file)
	node.Dir = here
	var said bytes.Buffer
	node.Stderr = &said
	out, err := node.Output()
	if found := report(t, program, out); err != nil && found == 0 {
		t.Fatalf("%s: %v\n%s", program, err, said.Bytes())
	}
}

// report fails t for each fault in what program printed, and counts them.
func report(t *testing.T, program string, out []byte) int {
	t.Helper()
	found := 0
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var f struct{ Page, Look, Fault string }
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Errorf("%s printed %q", program, lines.Bytes())
			continue
		}
		found++
		t.Errorf("%s (%s): %s", f.Page, f.Look, f.Fault)
	}
	return found
}

// need returns the folder of this package and the path of Chromium, or passes
// the test over.
func need(t *testing.T) (here, chromium string) {
	t.Helper()
	if testing.Short() {
		t.Skip("opens a browser")
	}
	_, file, _, ok := runtime.Caller(0)
	here = filepath.Dir(file)
	if !ok || !exists(filepath.Join(here, "node_modules", "playwright-core")) {
		t.Skip("NO PAGE WAS LOOKED AT: run scripts/browser, which installs what that needs")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return here, found
		}
	}
	t.Skip("NO PAGE WAS LOOKED AT: there is no Chromium; install one, or run scripts/browser as root")
	return "", ""
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
