package main

// nearest returns the name that was probably meant by one that is not there:
// the first of those that differ from it in the fewest letters. It reports
// false where each differs in more than a third of the letters, rounded up.
func nearest(wrong string, names []string) (name string, ok bool) {
	best := 0
	for _, n := range names {
		d := distance(wrong, n)
		if d > (max(len(wrong), len(n))+2)/3 {
			continue
		}
		if !ok || d < best {
			name, ok, best = n, true, d
		}
	}
	return name, ok
}

// distance returns how many bytes must be put in, taken out or changed to make
// b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
