package blobs

import (
	"os"
	"sync"
)

// A syncer has folders written to the disk. Those who ask for a folder while it is being written wait for the next
// writing of it, which serves them all.
type syncer struct {
	flush func(dir string) error

	mu      sync.Mutex
	folders map[string]*queue
}

// A queue is those who wait for a folder.
type queue struct {
	running bool
	waiting []chan error
}

// sync returns when all that was done in a folder before it was called is on the disk.
func (s *syncer) sync(dir string) error {
	answer := make(chan error, 1)
	s.mu.Lock()
	if s.folders == nil {
		s.folders = map[string]*queue{}
	}
	q := s.folders[dir]
	if q == nil {
		q = &queue{}
		s.folders[dir] = q
	}
	q.waiting = append(q.waiting, answer)
	lead := !q.running
	q.running = true
	s.mu.Unlock()
	if lead {
		go s.run(dir, q)
	}
	return <-answer
}

// run writes a folder until nobody waits for it any more.
func (s *syncer) run(dir string, q *queue) {
	for {
		s.mu.Lock()
		group := q.waiting
		q.waiting = nil
		if len(group) == 0 {
			q.running = false
			delete(s.folders, dir)
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		err := s.flush(dir)
		for _, answer := range group {
			answer <- err
		}
	}
}

// syncFolder writes a folder to the disk.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	f.Close()
	return err
}
