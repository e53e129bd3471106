package disclosure

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
)

// Scan has clamd at addr, a host and port or the path of a socket, look through
// what r gives, and returns the name of what it found, or "" if it found
// nothing. What could not be scanned to its end is an error, never clean.
func Scan(ctx context.Context, addr string, r io.Reader) (found string, err error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return "", fmt.Errorf("reach clamd: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := instream(conn, r); err != nil {
		return "", fmt.Errorf("hand a file to clamd: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(conn, 4096))
	if err != nil {
		return "", fmt.Errorf("read what clamd says: %w", err)
	}
	said := strings.TrimSpace(strings.TrimRight(string(b), "\x00"))
	if said == "stream: OK" {
		return "", nil
	}
	if name, ok := strings.CutSuffix(said, " FOUND"); ok {
		return strings.TrimPrefix(name, "stream: "), nil
	}
	return "", fmt.Errorf("clamd did not scan the file: %q", said)
}

// instream sends what r gives in pieces, each with its length before it, and an
// empty one at the end.
func instream(to io.Writer, r io.Reader) error {
	if _, err := io.WriteString(to, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+64<<10)
	for {
		n, err := io.ReadFull(r, piece[4:])
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		binary.BigEndian.PutUint32(piece, uint32(n))
		if _, err := to.Write(piece[:4+n]); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}
