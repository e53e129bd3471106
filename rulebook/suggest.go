package rulebook

import "unicode/utf8"

// Suggest returns the word of among that word was most likely meant to be, and "" when none is near: a third of its
// letters may be wrong. Two letters that have changed places count as one mistake. Of equally near words it returns
// the first.
func Suggest(word string, among []string) string {
	near, _ := nearest(word, among)
	return near
}

// nearest returns what Suggest does, and how many letters of it are wrong.
func nearest(word string, among []string) (near string, wrong int) {
	n := utf8.RuneCountInString(word)
	if n > longestName {
		return "", 0
	}
	best, least := "", n/3+1
	for _, candidate := range among {
		m := utf8.RuneCountInString(candidate)
		if candidate == word || m > longestName || m-n >= least || n-m >= least {
			continue
		}
		if d := editDistance([]rune(word), []rune(candidate)); d < least && d < max(n, m) {
			best, least = candidate, d
		}
	}
	return best, least
}

// editDistance counts the letters to add, drop, change or swap with their neighbour to make b of a.
func editDistance(a, b []rune) int {
	older, old, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := old[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(old[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, old, row = old, row, older
	}
	return old[len(b)]
}
