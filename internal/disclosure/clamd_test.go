package disclosure

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
)

// clamd answers as the real one does, and finds what holds the word EICAR. It
// closes the connection on streams of more than most bytes.
func clamd(t *testing.T, most int) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte(answer(conn, most)))
			conn.Close()
		}
	}()
	return l.Addr().String()
}

func answer(conn io.Reader, most int) string {
	command := make([]byte, len("zINSTREAM\x00"))
	if _, err := io.ReadFull(conn, command); err != nil || string(command) != "zINSTREAM\x00" {
		return "UNKNOWN COMMAND\x00"
	}
	var all bytes.Buffer
	for {
		var n uint32
		if binary.Read(conn, binary.BigEndian, &n) != nil {
			return ""
		}
		if n == 0 {
			break
		}
		if _, err := io.CopyN(&all, conn, int64(n)); err != nil {
			return ""
		}
		if all.Len() > most {
			return "INSTREAM size limit exceeded. ERROR\x00"
		}
	}
	if bytes.Contains(all.Bytes(), []byte("EICAR")) {
		return "stream: Eicar-Test-Signature FOUND\x00"
	}
	return "stream: OK\x00"
}

func TestScan(t *testing.T) {
	addr := clamd(t, 1<<20)
	long := strings.Repeat("x", 200<<10)
	for name, tt := range map[string]struct{ content, want string }{
		"clean": {"hello", ""}, "empty": {"", ""}, "found": {"an EICAR file", "Eicar-Test-Signature"}, "found over pieces": {long + "EICAR" + long, "Eicar-Test-Signature"},
	} {
		if got, err := Scan(context.Background(), addr, strings.NewReader(tt.content)); err != nil || got != tt.want {
			t.Errorf("%s: Scan = %q, %v, want %q", name, got, err, tt.want)
		}
	}
}

// TestNotScannedIsNotClean: whatever goes wrong, nothing is called clean.
func TestNotScannedIsNotClean(t *testing.T) {
	addr := clamd(t, 100)
	if found, err := Scan(context.Background(), addr, strings.NewReader(strings.Repeat("x", 101))); err == nil {
		t.Errorf("larger than clamd takes: %q, no error", found)
	}
	broken := io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(errFull))
	if _, err := Scan(context.Background(), addr, broken); !errors.Is(err, errFull) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		if conn, err := silent.Accept(); err == nil {
			defer conn.Close()
			io.ReadFull(conn, make([]byte, 20))
			cancel()
			io.Copy(io.Discard, conn)
		}
	}()
	if _, err := Scan(ctx, silent.Addr().String(), strings.NewReader("abcdefghijklmnop")); err == nil {
		t.Error("clamd says nothing until the asker gives up: no error")
	}
	silent.Close()
	if _, err := Scan(context.Background(), silent.Addr().String(), strings.NewReader("")); err == nil {
		t.Error("no clamd: no error")
	}
}
