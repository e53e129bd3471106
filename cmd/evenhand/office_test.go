package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// office are the script commands for programs that serve.
func office() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){"freeport": freeport, "ready": ready, "ask": ask}
}

// freeport is "freeport NAME": it sets NAME to host:port where nobody listens.
func freeport(ts *testscript.TestScript, neg bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], l.Addr().String())
	ts.Check(l.Close())
}

// ready is "ready HOST:PORT": it waits until a server there says that it serves, for a minute at most.
func ready(ts *testscript.TestScript, neg bool, args []string) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		res, err := http.Get("http://" + args[0] + "/readyz")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return
		}
	}
	ts.Fatalf("nothing is ready at %s", args[0])
}

// ask is "ask STATUS METHOD URL [HEADER: VALUE | @FILE]... [/PATTERN/]": it sends a request, with the file as its JSON
// body, wants that status and that what comes back matches, and keeps the body as answer.
func ask(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	var body io.Reader
	var pattern string
	headers := http.Header{}
	for _, a := range args[3:] {
		switch name, value, ok := strings.Cut(a, ": "); {
		case strings.HasPrefix(a, "@"):
			body = bytes.NewReader([]byte(ts.ReadFile(a[1:])))
			headers.Set("Content-Type", "application/json")
		case strings.HasPrefix(a, "/"):
			pattern = strings.Trim(a, "/")
		case ok:
			headers.Set(name, value)
		}
	}
	req, err := http.NewRequest(args[1], args[2], body)
	ts.Check(err)
	req.Header = headers
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("answer"), text, 0o600))
	if res.StatusCode != want {
		ts.Fatalf("%s %s: %d, want %d: %s", args[1], args[2], res.StatusCode, want, text)
	}
	if ok, err := regexp.MatchString(pattern, string(text)); err != nil || !ok {
		ts.Fatalf("%s %s: %s, want a match of %s", args[1], args[2], fmt.Sprintf("%.2000s", text), pattern)
	}
}
