package casework

import (
	"slices"
	"sync"
)

// keptFiles is how many files an office holds on to.
const keptFiles = 128

// A keep holds on to files that were worked out, so that what has not changed since is not read and worked out again. A
// file in it is shared: it is never changed.
type keep struct {
	mu    sync.Mutex
	files map[ID]*File
	order []ID // the one asked for last is last
}

// file is the file of a matter as it was last worked out; nil when it is not held.
func (k *keep) file(id ID) *File {
	k.mu.Lock()
	defer k.mu.Unlock()
	f := k.files[id]
	if f != nil {
		k.touch(id)
	}
	return f
}

// hold holds on to a file, and lets go of the one that nobody has asked for the longest.
func (k *keep) hold(f *File) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.files == nil {
		k.files = map[ID]*File{}
	}
	k.files[f.ID] = f
	k.touch(f.ID)
	if len(k.order) > keptFiles {
		delete(k.files, k.order[0])
		k.order = k.order[1:]
	}
}

func (k *keep) touch(id ID) {
	if i := slices.Index(k.order, id); i >= 0 {
		k.order = slices.Delete(k.order, i, i+1)
	}
	k.order = append(k.order, id)
}
