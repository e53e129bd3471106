package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lotShape is what `lot --json` prints, whether the file holds or not.
var lotShape = object(fields{
	"file": someText, "holds": aTruth, "drawn": aTruth, "?matter": someText, "?body": someText, "?commitment": aHash,
	"seated": listOf(someText), "reserves": listOf(someText), "notes": listOf(someText),
	"steps": listOf(object(fields{"step": someText, "holds": aTruth, "says": someText, "?line": atLeast(1)})),
})

func TestLotJSON(t *testing.T) {
	src, err := os.ReadFile("../../lot/testdata/example.lot")
	if err != nil {
		t.Fatal(err)
	}
	whole := string(src)
	committed, _, _ := strings.Cut(whole, "silent: ")
	tests := []struct {
		name, text string
		status     int
	}{
		{"whole", whole, statusNothing},
		{"committed", committed, statusNothing},
		{"cut short", whole[:len(whole)/2], statusFound},
		{"without a pool", strings.ReplaceAll(whole, "member: ", "chair: "), statusFound},
		{"another lot", strings.Replace(whole, "evenhand lot 1", "evenhand lot 9", 1), statusFault},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "panel.lot")
			if err := os.WriteFile(name, []byte(tt.text), 0o666); err != nil {
				t.Fatal(err)
			}
			stdout, stderr, status := ran("lot", "--json", name)
			if status != tt.status || (stderr != "") != (status == statusFault) {
				t.Fatalf("status = %d, %s, want %d", status, stderr, tt.status)
			}
			for _, v := range decoded(t, stdout) {
				mustHaveShape(t, lotShape, v)
				if part(v, "holds") != (status == statusNothing) {
					t.Errorf("holds is %v with status %d", part(v, "holds"), status)
				}
			}
		})
	}
}
