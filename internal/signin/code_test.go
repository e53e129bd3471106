package signin

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodesAreStrongAndReadable(t *testing.T) {
	if bits := codeLetters * math.Log2(float64(len(alphabet))); bits < 80 {
		t.Errorf("a code has %.1f bits, want 80 or more", bits)
	}
	for _, confusable := range "0OQ1IL2Z5S8BU" {
		if strings.ContainsRune(alphabet, confusable) {
			t.Errorf("codes have the letter %c", confusable)
		}
	}
	seen := make(map[string]bool)
	for range 1000 {
		code := newCode()
		if len(code) != 24 || seen[code] {
			t.Fatalf("newCode = %q", code)
		}
		seen[code] = true
	}
}

func TestCodeIsReadAsItIsTyped(t *testing.T) {
	code := newCode()
	plain := strings.ReplaceAll(code, "-", "")
	for _, typed := range []string{code, plain, strings.ToLower(code), " " + strings.ReplaceAll(code, "-", " – ") + "\n", strings.ReplaceAll(code, "-", "\u00a0")} {
		if got, err := readCode(typed); err != nil || got != plain {
			t.Errorf("readCode(%q) = %q, %v, want %q", typed, got, err, plain)
		}
	}
	for _, typed := range []string{"", plain[1:], plain + "A", "0" + plain[1:], "é" + plain[1:], strings.Repeat("A", 1<<20)} {
		var slip *Slip
		if got, err := readCode(typed); !errors.As(err, &slip) {
			t.Errorf("readCode(%.30q) = %q, %v, want a slip", typed, got, err)
		}
	}
}

// Every single slip and every two letters that changed places are found.
func TestCheckLetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := make([]byte, codeLetters)
		for i := range letters {
			letters[i] = alphabet[rapid.IntRange(0, len(alphabet)-1).Draw(t, "letter")]
		}
		code := append(letters, checkLetter(letters))
		i, j := rapid.IntRange(0, codeLetters).Draw(t, "i"), rapid.IntRange(0, codeLetters).Draw(t, "j")
		other := alphabet[rapid.IntRange(0, len(alphabet)-1).Draw(t, "other")]
		if slip := string(code[:i]) + string(other) + string(code[i+1:]); slip != string(code) {
			if _, err := readCode(slip); err == nil {
				t.Fatalf("%s for %s is not found", slip, code)
			}
		}
		swapped := append([]byte(nil), code...)
		swapped[i], swapped[j] = swapped[j], swapped[i]
		if _, err := readCode(string(swapped)); err == nil && string(swapped) != string(code) {
			t.Fatalf("%s for %s is not found", swapped, code)
		}
	})
}
