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
	here, chromium := need(t)
	plan, err := json.Marshal(map[string]any{
		"base": base, "visits": visits, "chromium": chromium, "shots": os.Getenv("EVENHAND_SHOTS"),
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, plan, 0o600); err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "look.mjs", file)
	node.Dir = here
	var said bytes.Buffer
	node.Stderr = &said
	out, err := node.Output()
	if found := report(t, out); err != nil && found == 0 {
		t.Fatalf("look.mjs: %v\n%s", err, said.Bytes())
	}
}

// report fails t for each fault in what look.mjs printed, and counts them.
func report(t *testing.T, out []byte) int {
	t.Helper()
	found := 0
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var f struct{ Page, Look, Fault string }
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Errorf("look.mjs printed %q", lines.Bytes())
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
