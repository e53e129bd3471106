package main

import (
	"os"
	"path/filepath"
	"testing"
)

// fmt --write changes the file that a link leads to, keeps who may read it, and leaves no other file behind or changed.
func TestFormatWritesInPlace(t *testing.T) {
	const untidy = "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n---\n\n1.1 Words.\n\n```rule\nstatus   a\n```\n"
	const tidy = "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n---\n\n1.1 Words.\n\n```rule\nstatus a\n```\n"
	dir := t.TempDir()
	book, beside, link := filepath.Join(dir, "a.md"), filepath.Join(dir, "a.md.new"), filepath.Join(dir, "link.md")
	for name, text := range map[string]string{book: untidy, beside: "precious"} {
		if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("a.md", link); err != nil {
		t.Skip("no links here: ", err)
	}
	if stdout, stderr, status := ran("fmt", "--write", link); status != statusNothing || stdout+stderr != "" {
		t.Fatalf("status %d, %q, %q", status, stdout, stderr)
	}
	for name, want := range map[string]string{book: tidy, beside: "precious"} {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v, want %q", name, got, err, want)
		}
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(book); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v, %v, want 0640", info.Mode(), err)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 3 {
		t.Errorf("%d files, %v, want 3", len(all), err)
	}
}

// A file that never ends is given up, whatever it was to be.
func TestFileWithoutEnd(t *testing.T) {
	const endless = "/dev/zero"
	if _, err := os.Stat(endless); err != nil {
		t.Skip("no endless file here: ", err)
	}
	for _, args := range [][]string{
		{"check", endless}, {"explain", endless}, {"diff", endless, endless}, {"fmt", endless},
		{"audit", "--book", "testdata/notes.md", endless}, {"audit", "--book", "testdata/notes.md", "--map", endless, "testdata/notes.md"},
		{"replay", "--dcr", endless, endless},
	} {
		if stdout, stderr, status := ran(args...); status != statusFault || stdout != "" || stderr == "" {
			t.Errorf("%v: status %d, %q, %q", args, status, stdout, stderr)
		}
	}
}
