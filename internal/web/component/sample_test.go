package component_test

import (
	"bytes"
	"flag"
	"html/template"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

var update = flag.Bool("update", false, "rewrite what the examples are shown as")

// TestExamples shows every example of every component and compares it with
// what its folder says it is shown as.
func TestExamples(t *testing.T) {
	samples, err := component.Samples()
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range samples {
		t.Run(s.Name, func(t *testing.T) {
			if s.About == "" || len(s.Examples) == 0 {
				t.Fatal("no word on what it is for, or no example")
			}
			var got bytes.Buffer
			for _, e := range s.Examples {
				html, err := site.HTML(e.Part)
				if err != nil {
					t.Fatalf("%s: %v", e.Name, err)
				}
				faults(t, e.Name, html)
				got.WriteString("<!-- " + e.Name + " -->\n" + string(html))
			}
			golden := path.Join(s.Name, "shown.golden")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s is shown as\n%s\nwant\n%s", s.Name, got.Bytes(), want)
			}
		})
	}
}

// faults reports what no component may hold: a style, a script, a handler or
// a placeholder of a template gone wrong.
func faults(t *testing.T, name string, html template.HTML) {
	t.Helper()
	for _, bad := range []string{" style=", "<style", "<script", " onclick=", "javascript:", "ZgotmplZ", "<no value>", "<img"} {
		if strings.Contains(string(html), bad) && !(bad == "<img" && strings.HasPrefix(string(html), `<figure class="eh-picture">`)) {
			t.Errorf("%s holds %q", name, bad)
		}
	}
}

// TestFoldersAreComponents finds folders that no component answers for.
func TestFoldersAreComponents(t *testing.T) {
	known := make(map[string]bool)
	for _, k := range component.Kinds() {
		known[k] = true
	}
	entries, err := fs.ReadDir(component.Files, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("%s/ belongs to no component", e.Name())
		}
	}
	if len(entries) != len(known) {
		t.Errorf("%d folders for %d components", len(entries), len(known))
	}
}
