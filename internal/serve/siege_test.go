package serve_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestEveryAnswerHasItsHeaders: pages, files, errors, redirects, the API and what the administrator's tools ask.
func TestEveryAnswerHasItsHeaders(t *testing.T) {
	r := start(t)
	cookie, token := r.session("caseworker")
	for _, ask := range []struct{ method, path string }{
		{"GET", "/"}, {"HEAD", "/"}, {"GET", "/nothing"}, {"POST", "/"}, {"DELETE", "/"}, {"GET", "/cases"}, {"GET", "/case/ABCD-2345"}, {"GET", "/complain"},
		{"GET", "/static/nothing"}, {"GET", "//elsewhere"}, {"GET", "/a/../b"}, {"GET", "/api/"}, {"GET", "/api/v2/x"}, {"GET", "/api//v1"},
		{"GET", "/api/v1/matters"}, {"GET", "/api/v1/openapi.json"}, {"PUT", "/api/v1/complaints"}, {"POST", "/api/v1/complaints"},
		{"GET", "/healthz"}, {"GET", "/readyz"}, {"GET", "/metrics"}, {"OPTIONS", "/"}, {"TRACE", "/"},
	} {
		for _, as := range [][]string{nil, {"Cookie", cookie, "Authorization", "Bearer " + token}} {
			a := r.ask(ask.method, ask.path, nil, as...)
			for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
				"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store"} {
				if got := a.header.Get(name); got != want {
					t.Errorf("%s %s: %s is %q, want %q", ask.method, ask.path, name, got, want)
				}
			}
			csp := a.header.Get("Content-Security-Policy")
			if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'; style-src 'self';") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s %s: the policy is %q", ask.method, ask.path, csp)
			}
			if a.status >= 500 {
				t.Errorf("%s %s: %d", ask.method, ask.path, a.status)
			}
			if to := a.header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
				t.Errorf("%s %s: leads to %q", ask.method, ask.path, to)
			}
			if ask.method == "HEAD" && a.body != "" {
				t.Errorf("HEAD %s has a body", ask.path)
			}
		}
	}
}

// TestNothingInline: no page holds a script, a style or a handler of its own.
func TestNothingInline(t *testing.T) {
	r := start(t)
	cookie, _ := r.session("caseworker")
	for _, path := range []string{"/", "/nothing", "/complain", "/sign-in", "/cases", "/rules", "/register", "/return", "/account"} {
		for _, as := range [][]string{nil, {"Cookie", cookie}} {
			page := strings.ToLower(r.ask("GET", path, nil, as...).body)
			for _, bad := range []string{"<style", " style=", " onclick=", " onload=", " onsubmit=", "javascript:", "<script>"} {
				if strings.Contains(page, bad) {
					t.Errorf("%s holds %q", path, bad)
				}
			}
		}
	}
}

// TestOtherSites: what another website has a browser send changes nothing, whoever is signed in.
func TestOtherSites(t *testing.T) {
	r := start(t)
	cookie, token := r.session("complainant")
	body := joined(false, whole()...)
	for _, from := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}, {"Origin", "null"},
	} {
		for _, path := range []string{"/api/v1/complaints", "/sign-out", "/complain/what", "/nothing", "/api/v1/matters/ABCD-2345/acts"} {
			a := r.ask("POST", path, strings.NewReader(body), append([]string{"Content-Type", multipart, "Cookie", cookie, "Authorization", "Bearer " + token}, from...)...)
			if a.status != http.StatusForbidden {
				t.Errorf("POST %s with %v: %d, want 403", path, from, a.status)
			}
		}
	}
	if n := r.matters(); n != 0 {
		t.Errorf("%d matters were opened", n)
	}
	if a := r.file(whole()...); a.status != http.StatusCreated {
		t.Errorf("one of our own: %d %s", a.status, a.body)
	}
}

// TestBadBodies: what cannot be taken in is answered in words, and nothing of it is stored.
func TestBadBodies(t *testing.T) {
	r := start(t)
	packed := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.WriteString(z, s)
		z.Close()
		return b.String()
	}
	var fields, files []part
	for i := range 20000 {
		fields = append(fields, field(fmt.Sprint("f", i), ""))
	}
	for i := range 21 {
		files = append(files, file("a.txt", fmt.Sprint(i)))
	}
	with := func(p ...part) string { return joined(false, append(whole(), p...)...) }
	instead := func(p part) string { return joined(false, append([]part{p}, whole()[1:]...)...) }
	const asJSON = "application/json"
	for _, tt := range []struct {
		name, kind, body string
		status           int
		says             string
		header           []string
	}{
		{"a file whose header is malformed", multipart, with(part{`Content-Disposition: form-data; name="evidence"; filename="a"b"`, strings.Repeat("z", 2<<20)}), 400, "a part does not say what it is", nil},
		{"a file whose name does not end", multipart, with(part{`Content-Disposition: form-data; name="evidence"; filename="a`, "z"}), 400, "a part does not say what it is", nil},
		{"a control character in a header", multipart, with(file("a\x01\x00b", "z")), 400, "the header of a part cannot be read", nil},
		{"a part without a header", multipart, with(part{"Content-Type: text/plain", "z"}), 400, "a part does not say what it is", nil},
		{"parts within a part", multipart, with(part{file("", "").header + "\r\nContent-Type: multipart/mixed; boundary=in", "--in\r\n\r\nz\r\n--in--"}), 400, "a part of its own", nil},
		{"a coded part", multipart, with(part{file("a", "").header + "\r\nContent-Transfer-Encoding: quoted-printable", "=41"}), 400, "Content-Transfer-Encoding", nil},
		{"headers without end", multipart, with(part{field("about", "").header + strings.Repeat("\r\nX: y", 20000), ""}), 400, "header of a part", nil},
		{"twenty thousand fields", multipart, joined(false, fields...), 400, "there is no field f0", nil},
		{"a field over and over", multipart, with(slices.Repeat([]part{field("about", "")}, 20000)...), 400, "the field about stands twice", nil},
		{"a field twice", multipart, with(field("what", "other")), 400, "the field what stands twice", nil},
		{"too long a field", multipart, instead(field("what", strings.Repeat("x", 2<<20))), 422, "too long for one field", nil},
		{"too many files", multipart, with(files...), 422, "more than 20 files", nil},
		{"no end", multipart, joined(true, whole()...), 400, "ended before it was whole", nil},
		{"another boundary", "multipart/form-data; boundary=other", with(), 400, "ended before it was whole", nil},
		{"no boundary", "multipart/form-data", with(), 400, "boundary", nil},
		{"packed", multipart, packed(with()), 415, "without Content-Encoding", []string{"Content-Encoding", "gzip"}},
		{"too much", multipart, with(file("a", strings.Repeat("z", 65<<20))), 413, "more than one request may carry", nil},
		{"an unknown kind", "text/plain", "{}", 400, "send multipart/form-data or application/json", nil},
		{"almost JSON", "application/jsonx", "{}", 400, "send multipart/form-data or application/json", nil},
		{"JSON that is packed", asJSON, packed("{}"), 415, "without Content-Encoding", []string{"Content-Encoding", "gzip"}},
		{"JSON within JSON within JSON", asJSON, `{"contact":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + "}", 400, "max depth", nil},
		{"two values", asJSON, `{"what":"a","who":"b","when":"2026"} {}`, 400, "something follows its end", nil},
		{"JSON that is not UTF-8", asJSON, "{\"what\":\"a\xff\",\"who\":\"b\",\"when\":\"2026\"}", 400, "UTF-8", nil},
		{"too much JSON", asJSON, `{"what":"` + strings.Repeat("a", 5<<20) + `"}`, 413, "more than one request may carry", nil},
		{"nothing", asJSON, "", 400, "not the JSON expected", nil},
		{"a field that is not UTF-8", multipart, instead(field("what", "a\xff\xfeb")), 422, `"field":"what"`, nil},
		{"a field with NUL", multipart, instead(field("what", "a\x00b")), 422, `"field":"what"`, nil},
		{"a field that colours a terminal", multipart, instead(field("what", "a\x1b[31mb")), 422, `"field":"what"`, nil},
		{"NUL in JSON", asJSON, `{"what":"a","who":"b\u0000","when":"2026"}`, 422, `"field":"who"`, nil},
	} {
		a := r.ask("POST", "/api/v1/complaints", strings.NewReader(tt.body), append([]string{"Content-Type", tt.kind}, tt.header...)...)
		if a.status != tt.status || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s: %d %.300s; want %d with %q", tt.name, a.status, a.body, tt.status, tt.says)
		}
	}
	if n := r.matters(); n != 0 {
		t.Errorf("%d matters were opened", n)
	}
	if got := r.log.String(); strings.Contains(got, "ERROR") {
		t.Errorf("somebody else's mistakes are logged as faults: %s", got)
	}
}

// TestFileNames: a name is a name, wherever it is shown, and leads nowhere.
func TestFileNames(t *testing.T) {
	r := start(t)
	name := func(header string) part {
		return part{`Content-Disposition: form-data; name="evidence"; ` + header, "z"}
	}
	for _, tt := range []struct {
		part part
		want string
	}{
		{file("../../etc/passwd", "z"), "passwd"},
		{name(`filename="..\\..\\windows\\a.pdf"`), "a.pdf"},
		{name(`filename*=UTF-8''a%0d%0aX-Y%3a%20b%00.pdf`), "aX-Y: b.pdf"},
		{name(`filename*=UTF-8''letter%e2%80%aefdp.exe`), "letterfdp.exe"},
		{name(`filename*=UTF-8''%ff%fe.pdf`), "\ufffd.pdf"},
		{file(strings.Repeat("a", 5000)+".pdf", "z"), strings.Repeat("a", 196) + ".pdf"},
		{file("..", "z"), ""},
		{file("ordinary name é.pdf", "z"), "ordinary name é.pdf"},
	} {
		if _, got := r.receipt(r.file(append(whole(), tt.part)...)); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%.80s is kept as %.80q, want %.80q", tt.part.header, got, tt.want)
		}
	}
	if _, got := r.receipt(r.file(append(whole(), file("", ""))...)); got != nil {
		t.Errorf("where no file was chosen there is %q", got)
	}
}

// TestPaths: whatever stands in an address, it names a page or nothing.
func TestPaths(t *testing.T) {
	r := start(t)
	cookie, token := r.session("caseworker")
	for _, bad := range []string{"%00", "%2e%2e", "..%2f..%2f..%2fetc%2fpasswd", "%ff%fe", "%0d%0aX: y", "' OR 1=1--", "%25%32%65", strings.Repeat("A", 30000), "%E2%80%AE", "<script>", "-1", "99999999999999999999"} {
		for _, path := range []string{"/case/X", "/case/X/exhibit/X", "/case/X/letter/X", "/static/X", "/rules/X", "/register/X", "/sign-in/link/X", "/complain/X",
			"/api/v1/matters/X", "/api/v1/complaints/X", "/api/v1/X", "/demo/enter/X", "/people/X", "/X"} {
			path = strings.ReplaceAll(path, "X", strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E").Replace(bad))
			a := r.ask("GET", path, nil, "Cookie", cookie, "Authorization", "Bearer "+token, "Receipt-Code", "AAAAA-AAAAA-AAAAA-AAAAA")
			if a.status >= 500 || strings.Contains(a.body, "root:") || a.header.Get("X") != "" || strings.Contains(a.body, "<script>") {
				t.Errorf("GET %.80s: %d %.200s", path, a.status, a.body)
			}
		}
	}
}

// TestOpenRedirect: signing in leads on within the office alone.
func TestOpenRedirect(t *testing.T) {
	r := start(t)
	cookie, _ := r.session("caseworker")
	for _, to := range []string{"https://elsewhere.example", "//elsewhere.example", "/%5celsewhere.example", "\\\\elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)",
		"/%09/elsewhere.example", "%0d%0aSet-Cookie:%20a=b", "/%0d%0aSet-Cookie:%20a=b", "///elsewhere.example", "https:elsewhere.example", "/.//elsewhere.example"} {
		a := r.ask("GET", "/sign-in?to="+strings.ReplaceAll(to, "\\", "%5C"), nil, "Cookie", cookie)
		at := a.header.Get("Location")
		if at != "" && (!strings.HasPrefix(at, "/") || strings.HasPrefix(at, "//") || strings.HasPrefix(at, "/\\")) || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s leads to %q, with %v", to, at, a.header)
		}
	}
}

// TestHeaderTooLarge: the header of a request has a limit.
func TestHeaderTooLarge(t *testing.T) {
	r := start(t)
	if a := r.ask("GET", "/", nil, "Long", strings.Repeat("x", 200<<10)); a.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answered %d, want 431", a.status)
	}
}

// TestSlowClients: who sends a byte at a time, or stops, is cut off, and nothing of theirs stays.
func TestSlowClients(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	r := prepare(t)
	r.house.Patience.Header, r.house.Patience.Stall, r.house.Patience.Body = 300*time.Millisecond, 300*time.Millisecond, time.Second
	r.serve()
	head := "POST /api/v1/complaints HTTP/1.1\r\nHost: x\r\nContent-Type: " + multipart + "\r\nContent-Length: 100000\r\n\r\n"
	for _, tt := range []struct {
		name, at, drop string // at once, and then a piece every 50 milliseconds
	}{
		{"a header without end", "GET / HTTP/1.1\r\n", "X: y\r\n"},
		{"a body that stops", head + joined(true, whole()...), ""},
		{"a body in drops", head + joined(true, whole()...), "x"},
		{"a body that nobody reads", strings.Replace(head, "/api/v1/complaints", "/nothing", 1), ""},
	} {
		began := time.Now()
		conn, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(conn, tt.at)
		dropping := make(chan struct{})
		go func() {
			defer close(dropping)
			for tt.drop != "" {
				if _, err := io.WriteString(conn, tt.drop); err != nil {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
		}()
		conn.SetReadDeadline(began.Add(20 * time.Second))
		text, _ := io.ReadAll(conn) // a reset is an end too
		conn.Close()
		<-dropping
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: held for %v", tt.name, took)
		}
		if strings.Contains(string(text), " 201 ") || strings.Contains(string(text), " 500 ") {
			t.Errorf("%s: answered %.100s", tt.name, text)
		}
	}
	if n := r.matters(); n != 0 {
		t.Errorf("%d matters were opened", n)
	}
	r.stop()
}

// TestDisconnect: who goes in the middle leaves nothing behind, neither a matter nor a file nor a goroutine.
func TestDisconnect(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	r := start(t)
	body := joined(false, append(whole(), file("a", strings.Repeat("z", 1<<20)))...)
	for _, share := range []int{1, 2, 10, 50, 99} {
		conn, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /api/v1/complaints HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", multipart, len(body))
		io.WriteString(conn, body[:len(body)*share/100])
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
	r.stopAndCount(0)
}

// stopAndCount stops the office, which lets what is under way finish, and counts.
func (r *running) stopAndCount(want int) {
	r.Helper()
	r.cancel()
	if err := <-r.ended; err != nil {
		r.Errorf("the office ended with %v", err)
	}
	r.cancel = nil
	if n := r.matters(); n != want {
		r.Errorf("there are %d matters, want %d", n, want)
	}
	if got := r.log.String(); strings.Contains(got, "ERROR") {
		r.Errorf("logged: %s", got)
	}
	r.stop()
}
