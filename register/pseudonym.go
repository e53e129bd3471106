package register

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

// A Key is the secret of a register. Without it nobody can tell that two
// pseudonyms of different entries are of one person.
type Key [32]byte

// pseudonymLetters has no 0, O, 1 or I, which are mistaken for each other.
const pseudonymLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// Pseudonyms returns for each person of an entry a stand-in name: the word and
// six characters. A person has the same one all through the entry, whoever else
// is in it, and another in any other entry. If two persons of the entry come to the
// same, the error says so, and the entry needs another reference.
func (k Key) Pseudonyms(entry, word string, persons []string) (map[string]string, error) {
	names := make(map[string]string, len(persons))
	taken := make(map[string]bool, len(persons))
	for _, p := range persons {
		if names[p] != "" {
			continue
		}
		name := strings.TrimSpace(word + " " + k.code(entry, p))
		if taken[name] {
			return nil, fmt.Errorf("two persons of entry %s would have one pseudonym", entry)
		}
		names[p], taken[name] = name, true
	}
	return names, nil
}

func (k Key) code(entry, person string) string {
	mac := hmac.New(sha256.New, k[:])
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(entry))))
	mac.Write([]byte(entry + person))
	bits := binary.BigEndian.Uint32(mac.Sum(nil)) >> 2
	var code [6]byte
	for i := range code {
		code[i] = pseudonymLetters[bits>>(25-5*i)&31]
	}
	return string(code[:])
}
