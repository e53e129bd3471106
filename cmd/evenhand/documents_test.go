package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What the documents show is what the program prints: in a block ```console every line that begins with "$ " is run at the
// root of the module (evenhand itself, and cat), and what follows is what it prints; a block ```markdown FILE stands in
// that file as it is. With -update the outputs are written anew.

// documents lists the Markdown files that readers are given.
func documents(t *testing.T) []string {
	t.Helper()
	names := []string{"README.md", "CONTRIBUTING.md"}
	err := filepath.WalkDir("doc", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".md") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestDocumentsShowWhatIsPrinted(t *testing.T) {
	t.Chdir("../..")
	shown := 0
	for _, name := range documents(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d := document{t: t, name: name}
		now := d.redone(strings.Split(string(text), "\n"))
		shown += d.shown
		if now == string(text) {
			continue
		}
		if !*update {
			t.Errorf("%s does not show what is printed; scripts/golden writes it anew", name)
		} else if err := os.WriteFile(name, []byte(now), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if shown < 5 {
		t.Errorf("%d outputs were compared, want at least 5: does the test still see them?", shown)
	}
}

// document is a file whose blocks are done again.
type document struct {
	t     *testing.T
	name  string
	shown int
}

// redone gives a document with every output as it is now.
func (d *document) redone(lines []string) string {
	var out []string
	for i := 0; i < len(lines); i++ {
		out = append(out, lines[i])
		kind, file, _ := strings.Cut(strings.TrimLeft(lines[i], "`~"), " ")
		fence := strings.TrimSuffix(lines[i], strings.TrimLeft(lines[i], "`~"))
		if len(fence) < 3 {
			continue
		}
		block := lines[i+1:]
		for n, line := range block {
			if strings.TrimSpace(line) == fence {
				block = block[:n]
				break
			}
		}
		switch {
		case kind == "console":
			out = append(out, d.console(block)...)
		case kind == "markdown" && file != "":
			d.quoted(file, strings.Join(block, "\n"))
			out = append(out, block...)
		default:
			out = append(out, block...)
		}
		i += len(block) + 1
		if i < len(lines) {
			out = append(out, lines[i])
		}
	}
	return strings.Join(out, "\n")
}

// console runs the commands of a block and gives what it then shows.
func (d *document) console(block []string) []string {
	d.t.Helper()
	var out []string
	for i := 0; i < len(block); i++ {
		line, isCommand := strings.CutPrefix(block[i], "$ ")
		if !isCommand {
			continue // what was printed before
		}
		out = append(out, block[i])
		for strings.HasSuffix(line, "\\") && i+1 < len(block) {
			i++
			out = append(out, block[i])
			line = strings.TrimSuffix(line, "\\") + block[i]
		}
		d.shown++
		if printed := d.run(strings.Fields(line)); printed != "" {
			out = append(out, strings.Split(strings.TrimSuffix(printed, "\n"), "\n")...)
		}
	}
	return out
}

func (d *document) run(words []string) string {
	d.t.Helper()
	switch {
	case words[0] == "cat" && len(words) == 2:
		text, err := os.ReadFile(words[1])
		if err != nil {
			d.t.Errorf("%s: %v", d.name, err)
		}
		return string(text)
	case words[0] != "evenhand":
		d.t.Errorf("%s shows the output of %s, which is not run", d.name, words[0])
		return ""
	}
	var printed, complaints bytes.Buffer
	e := env{stdin: strings.NewReader(""), stdout: &printed, stderr: &complaints, isTerminal: func() bool { return false }, now: func() time.Time {
		return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	}}
	if status := run(e, commands(), words[1:]); status > statusFound {
		d.t.Errorf("%s: %s ends with status %d: %s", d.name, strings.Join(words, " "), status, &complaints)
	}
	return printed.String()
}

// quoted tests that a file holds a text.
func (d *document) quoted(file, text string) {
	d.t.Helper()
	d.shown++
	whole, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(whole), text) {
		d.t.Errorf("%s quotes %s (%v), which does not say: %s", d.name, file, err, text)
	}
}
