package signin

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
)

// alphabet is what codes are written in: no letter or digit that is easily
// taken for another (0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V), and 23 of them, a
// prime, so that the check letter finds every single slip and every two
// letters that changed places.
const alphabet = "ACDEFGHJKMNPRTVWXY34679"

// A code is 19 random letters, 85.9 bits, and a check letter, in groups of four.
const (
	codeLetters = 19
	codeGroup   = 4
)

// newCode returns a code as it is printed, such as AC4P-....
func newCode() string {
	letters := make([]byte, codeLetters, codeLetters+1)
	for i := range letters {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			panic(err) // crypto/rand never fails
		}
		letters[i] = alphabet[n.Int64()]
	}
	return grouped(string(append(letters, checkLetter(letters))))
}

// checkLetter returns the letter that makes the sum of all, each times its
// place, a multiple of 23.
func checkLetter(letters []byte) byte {
	sum := 0
	for i, l := range letters {
		sum += (i + 1) * strings.IndexByte(alphabet, l)
	}
	place := codeLetters + 1 // 20, whose inverse is needed
	for v := range len(alphabet) {
		if (sum+place*v)%len(alphabet) == 0 {
			return alphabet[v]
		}
	}
	panic("no check letter: the alphabet's length is no prime")
}

func grouped(letters string) string {
	var groups []string
	for len(letters) > codeGroup {
		groups, letters = append(groups, letters[:codeGroup]), letters[codeGroup:]
	}
	return strings.Join(append(groups, letters), "-")
}

// A Slip says what is wrong with a code as it was typed, so that it can be
// mended before it is tried. It says nothing of whether any code is known.
type Slip struct{ Msg string }

func (s *Slip) Error() string { return s.Msg }

// readCode returns the letters of a code as somebody typed it: with or without
// its hyphens, with spaces, in small letters. The error is a [*Slip].
func readCode(typed string) (string, error) {
	var letters []byte
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(" -\t\r\n.\u00a0\u2010\u2011\u2013", r):
			continue
		case r >= 0x80 || strings.IndexByte(alphabet, byte(r)) < 0:
			return "", &Slip{fmt.Sprintf("there is no %q in a code", r)}
		}
		if letters = append(letters, byte(r)); len(letters) > codeLetters+1 {
			return "", &Slip{fmt.Sprintf("a code has %d letters and digits, and this has more", codeLetters+1)}
		}
	}
	if len(letters) != codeLetters+1 {
		return "", &Slip{fmt.Sprintf("a code has %d letters and digits, and this has %d", codeLetters+1, len(letters))}
	}
	if checkLetter(letters[:codeLetters]) != letters[codeLetters] {
		return "", &Slip{"a letter or digit of the code is not right"}
	}
	return string(letters), nil
}

// codeKey returns the key of a code of some kind as it was typed.
func (d *Door) codeKey(kind Kind, typed string) ([]byte, error) {
	letters, err := readCode(typed)
	if err != nil {
		return nil, err
	}
	return d.keyed(kind, letters), nil
}

// makeCode returns a new code of a kind, and its key.
func (d *Door) makeCode(kind Kind) (code string, key []byte) {
	code = newCode()
	key, err := d.codeKey(kind, code)
	if err != nil {
		panic(err) // what we write we can read
	}
	return code, key
}
