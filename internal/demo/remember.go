package demo

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// remembered is what a demonstration keeps beside its office: who is who, and where its clock stands.
type remembered struct {
	Cast Cast
	At   time.Time
}

// Remember keeps a cast and the clock's time in a file, whole or not at all. It is written when the fill is done and
// whenever the clock is moved: a folder without the file holds no finished demonstration.
func Remember(path string, cast Cast, at time.Time) error {
	body, err := json.MarshalIndent(remembered{cast, at}, "", "\t")
	if err != nil {
		return fmt.Errorf("remember the demonstration: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".demo-*")
	if err != nil {
		return fmt.Errorf("remember the demonstration: %w", err)
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	_, err = f.Write(append(body, '\n'))
	if synced := f.Sync(); err == nil {
		err = synced
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("remember the demonstration: %w", err)
	}
	return nil
}

// Recall reads what Remember kept. The error is fs.ErrNotExist when there is nothing.
func Recall(path string) (Cast, time.Time, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return Cast{}, time.Time{}, fmt.Errorf("recall the demonstration: %w", err)
	}
	var r remembered
	if err := json.Unmarshal(body, &r); err != nil {
		return Cast{}, time.Time{}, fmt.Errorf("recall the demonstration: %w", err)
	}
	return r.Cast, r.At, nil
}
