package demo

import (
	"sync"
	"time"
)

// Day is the day and hour at which the demonstration stands until somebody moves its clock.
var Day = time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)

// A Clock stands still until it is moved. The zero value stands at [Day].
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is what time it is.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return Day
	}
	return c.at
}

// Set moves the clock.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}
