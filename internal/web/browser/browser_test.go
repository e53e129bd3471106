package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// faulty is a page with one fault of every kind that Look looks for.
const faulty = `<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width"><title>x</title>
<link rel="stylesheet" href="/s.css"><main><h1>x</h1><p class="pale">pale</p><p class="wide">wide</p><p class="cut">cut off here</p><input></main>
<script src="/s.js"></script></html>`

// TestFaultsAreFound keeps Look itself honest. It runs in a test of its own,
// whose failure is what is wanted.
func TestFaultsAreFound(t *testing.T) {
	need(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFaultyPage$")
	cmd.Env = append(os.Environ(), "EVENHAND_FAULTY=1", "EVENHAND_SHOTS=")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatal("nothing was found")
	}
	for _, want := range []string{
		"faulty (light): axe color-contrast", "faulty (light): axe label", "faulty (narrow): wider than the screen",
		"faulty (light): text is cut off: p.cut", "faulty (light): script: broken", "faulty (dark): console: ",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("did not find %q in:\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "(plain): script") {
		t.Error("a script ran where none should")
	}
}

func TestFaultyPage(t *testing.T) {
	if os.Getenv("EVENHAND_FAULTY") == "" {
		t.Skip("is run by TestFaultsAreFound")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/s.css":
			w.Header().Set("Content-Type", "text/css")
			fmt.Fprint(w, ".pale{color:#ccc;background:#fff}.wide{width:500px}.cut{width:20px;overflow:hidden;white-space:nowrap}")
		case "/s.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `console.error("complaint"); throw new Error("broken")`)
		default:
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, faulty)
		}
	}))
	defer server.Close()
	Look(t, server.URL, Visit{Name: "faulty", Path: "/", Looks: []string{"light", "dark", "narrow", "plain"}})
}
