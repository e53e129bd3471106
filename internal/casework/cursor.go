package casework

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The orders in which entries can be listed.
const (
	ByDue       = "due" // what has nothing due comes last
	ByOpened    = "opened"
	ByChanged   = "changed"
	ByReference = "reference"
)

// Cursor is the place of an entry in a list sorted so, for [Query.After]. It keeps its place when entries come, go or
// move while somebody turns the pages, and says no more than the list does.
func (e Entry) Cursor(sort string) string {
	return strconv.FormatInt(e.SortKey(sort), 10) + "." + e.Reference
}

// SortKey is the number by which entries are sorted; those with the same number, by their reference.
func (e Entry) SortKey(sort string) int64 {
	switch sort {
	case ByOpened:
		return int64(e.Opened)
	case ByChanged:
		return e.Changed.UnixMicro()
	case ByReference:
		return 0
	}
	if e.Due.IsZero() {
		return math.MaxInt32
	}
	return int64(e.Due)
}

// ParseCursor reads what [Entry.Cursor] wrote.
func ParseCursor(cursor string) (key int64, reference string, err error) {
	number, reference, ok := strings.Cut(cursor, ".")
	key, err = strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || reference == "" {
		return 0, "", fmt.Errorf("%q is no place in a list", cursor)
	}
	return key, reference, nil
}
