package casework

import (
	"context"
	"testing"
)

// counting counts the events that are read.
type counting struct {
	*memory
	read int
}

func (c *counting) Rows(ctx context.Context, id ID, n int) ([]Row, error) {
	rows, err := c.memory.Rows(ctx, id, n)
	c.read += len(rows)
	return rows, err
}

func TestWhatHasNotChangedIsNotReadAgain(t *testing.T) {
	s := newStage(t)
	s.complain()
	store := &counting{memory: s.store}
	s.o.Store = store
	s.view("caseworker")
	store.read = 0
	s.view("caseworker")
	if store.read != 0 {
		t.Errorf("%d events read again", store.read)
	}
	s.as("caseworker", Act{Act: "acknowledge"})
	if v := s.view("caseworker"); v.Steps[len(v.Steps)-1].Act != "acknowledge" || store.read == 0 {
		t.Errorf("what happened since is not seen: %+v", v.Steps)
	}
	s.day("2026-02-20")
	if v := s.view("caseworker"); v.Today.String() != "2026-02-20" {
		t.Errorf("on the next day it still stands at %v", v.Today)
	}
}

func TestKeepLetsGo(t *testing.T) {
	var k keep
	for i := range keptFiles + 1 {
		k.hold(&File{ID: ID(itoa(i))})
		k.file("0")
	}
	if k.file("0") == nil || k.file("1") != nil || len(k.files) != keptFiles {
		t.Errorf("it holds %d files; want %d, without the one nobody asked for", len(k.files), keptFiles)
	}
}
