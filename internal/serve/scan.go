package serve

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/evenhand/evenhand/internal/disclosure"
)

// A Clamd looks through uploads with the clamd at an address: a host and port, or the path of a socket.
type Clamd string

// clamdTime bounds the looking through of one file: who hands something in must not wait for ever.
const clamdTime = 2 * time.Minute

// Scan implements casework.Scanner.
func (c Clamd) Scan(ctx context.Context, r io.Reader) (found string, err error) {
	ctx, cancel := context.WithTimeout(ctx, clamdTime)
	defer cancel()
	if found, err = disclosure.Scan(ctx, string(c), r); err != nil {
		return "", fmt.Errorf("have clamd look through a file: %w", err)
	}
	return found, nil
}
