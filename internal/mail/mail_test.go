package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"pgregory.net/rapid"
)

// sink starts a mail server on this machine.
func sink(t *testing.T, s *Sink) *Transport {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Serve(l)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Transport{Host: "127.0.0.1", Port: s.Port(), Security: InTheClear, Timeout: 5 * time.Second}
}

func message() Message {
	return Message{
		From: "The office <office@example.org>", To: "someone@example.net", Subject: "You have a message – für Sie",
		Plain: "You have a message.\n\nhttps://office.example.org/\n.\nGrüße", HTML: "<p>You have a message.</p>",
		ID: "one.2@example.org", Date: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		Headers: []Header{{"X-Reference", "none"}},
	}
}

func TestMessageArrivesAsItWasWritten(t *testing.T) {
	s := new(Sink)
	m := message()
	m.Bounces = "returned@example.org"
	if err := sink(t, s).Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	got := s.Messages()
	if len(got) != 1 {
		t.Fatalf("%d messages arrived, want 1", len(got))
	}
	r := got[0]
	for _, tt := range []struct{ what, got, want string }{
		{"envelope sender", r.From, "returned@example.org"},
		{"envelope reader", strings.Join(r.To, " "), "someone@example.net"},
		{"subject", r.Subject, m.Subject},
		{"plain text", strings.TrimRight(r.Plain, "\n"), m.Plain},
		{"HTML", strings.TrimRight(r.HTML, "\n"), m.HTML},
		{"identifier", r.ID, m.ID},
		{"sender", r.Head.Get("From"), `"The office" <office@example.org>`},
		{"date", r.Head.Get("Date"), "Sun, 01 Mar 2026 12:00:00 +0000"},
		{"further header", r.Head.Get("X-Reference"), "none"},
		{"automatic", r.Head.Get("Auto-Submitted"), "auto-generated"},
		{"program", r.Head.Get("User-Agent") + r.Head.Get("X-Mailer"), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%s = %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}

func TestWhatWouldBecomeAHeaderIsRefused(t *testing.T) {
	s := new(Sink)
	transport := sink(t, s)
	const more = "x\r\nBcc: all@example.net"
	tests := []struct {
		name   string
		change func(*Message)
	}{
		{"sender", func(m *Message) { m.From = "office@example.org\r\nBcc: all@example.net" }},
		{"a name with a line end", func(m *Message) { m.From = "\"a\nb\" <office@example.org>" }},
		{"a name with a line separator", func(m *Message) { m.From = "\"a\u2028b\" <office@example.org>" }},
		{"reader", func(m *Message) { m.To = "a@example.org\nBcc: all@example.net" }},
		{"two readers", func(m *Message) { m.To = "a@example.org, b@example.org" }},
		{"no reader", func(m *Message) { m.To = "" }},
		{"where failures go", func(m *Message) { m.Bounces = "a@example.org>\r\nRCPT TO:<b@example.org" }},
		{"subject", func(m *Message) { m.Subject = more }},
		{"subject with a bare return", func(m *Message) { m.Subject = "x\rBcc: all@example.net" }},
		{"subject with a line separator", func(m *Message) { m.Subject = "x\u2028y" }},
		{"subject that is not UTF-8", func(m *Message) { m.Subject = "x\xff" }},
		{"identifier", func(m *Message) { m.ID = "a@b>\r\nBcc: <all@example.net" }},
		{"no identifier", func(m *Message) { m.ID = "" }},
		{"no date", func(m *Message) { m.Date = time.Time{} }},
		{"no text", func(m *Message) { m.Plain = "" }},
		{"header value", func(m *Message) { m.Headers = []Header{{"X-A", more}} }},
		{"header name", func(m *Message) { m.Headers = []Header{{"X-A: b\r\nX-B", "c"}} }},
		{"header of ours", func(m *Message) { m.Headers = []Header{{"bCC", "all@example.net"}} }},
		{"header of the content", func(m *Message) { m.Headers = []Header{{"Content-Type", "text/html"}} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := message()
			tt.change(&m)
			err := transport.Send(context.Background(), m)
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("Send = %v, want ErrInvalid", err)
			}
			if err != nil && strings.Contains(err.Error(), "example") {
				t.Errorf("the error holds an address: %v", err)
			}
		})
	}
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d messages arrived, want none", n)
	}
}

// Whatever the subject and the text are, what arrives has one head, with the
// headers that were meant, for the reader who was meant.
func TestNoTextEscapes(t *testing.T) {
	s := new(Sink)
	transport := sink(t, s)
	rapid.Check(t, func(t *rapid.T) {
		m := message()
		m.Subject = rapid.String().Draw(t, "subject")
		m.Plain = rapid.StringN(1, 200, -1).Draw(t, "plain")
		err := transport.Send(context.Background(), m)
		if errors.Is(err, ErrInvalid) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		all := s.Messages()
		got := all[len(all)-1]
		if len(got.To) != 1 || len(got.Head) != 9 || strings.TrimSpace(got.Subject) != strings.TrimSpace(m.Subject) {
			t.Fatalf("arrived for %v with %v", got.To, got.Head)
		}
	})
}

func TestFailuresSayWhatToDo(t *testing.T) {
	tests := []struct {
		name   string
		sink   *Sink
		change func(*Transport)
		want   Failure
	}{
		{"no such reader", &Sink{Refuse: func(string, string) error { return Refusal(550, "no such user someone@example.net") }}, nil,
			Failure{Outcome: Bounced, During: "reader", Code: 550, Status: "5.1.1"}},
		{"reader for now", &Sink{Refuse: func(string, string) error { return Refusal(451, "come back") }}, nil,
			Failure{Outcome: Retry, During: "reader", Code: 451, Status: "4.1.1"}},
		{"we must sign in", &Sink{User: "office", Secret: "s"}, nil,
			Failure{Outcome: Blocked, During: "sender", Code: 502, Status: "5.7.0"}},
		{"wrong password", &Sink{User: "office", Secret: "s"}, func(t *Transport) { t.User, t.Password = "office", "wrong" },
			Failure{Outcome: Blocked, During: "signing in", Code: 535}},
		{"right password", &Sink{User: "office", Secret: "s"}, func(t *Transport) { t.User, t.Password = "office", "s" },
			Failure{}},
		{"server without TLS", new(Sink), func(t *Transport) { t.Security = StartTLS },
			Failure{Outcome: Blocked, During: "connecting"}},
		{"too long", &Sink{Bytes: 300}, nil, Failure{Outcome: Bounced, During: "content", Code: 552, Status: "5.3.4"}},
		{"nobody there", new(Sink), func(t *Transport) { t.Port = closedPort() }, Failure{Outcome: Retry, During: "connecting"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			transport := sink(t, tt.sink)
			if tt.change != nil {
				tt.change(transport)
			}
			err := transport.Send(context.Background(), message())
			var f *Failure
			if !errors.As(err, &f) {
				if err != nil || tt.want != (Failure{}) {
					t.Fatalf("Send = %v, want %+v", err, tt.want)
				}
				return
			}
			if got := (Failure{Outcome: f.Outcome, During: f.During, Code: f.Code, Status: f.Status}); got != tt.want {
				t.Errorf("Send = %+v (%v), want %+v", got, f.cause, tt.want)
			}
			if strings.Contains(err.Error(), "example") {
				t.Errorf("the error holds an address: %v", err)
			}
		})
	}
}

// closedPort returns a port on which nobody listens.
func closedPort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// A server that falls silent, at any point, holds nobody for longer than the time set.
func TestSilentServerIsLeft(t *testing.T) {
	for _, after := range []int{0, 1, 2, 3, 4, 5} {
		t.Run(fmt.Sprint(after, " answers"), func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go answer(l, after)
			transport := &Transport{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: InTheClear, Timeout: 200 * time.Millisecond}
			begun := time.Now()
			err = transport.Send(context.Background(), message())
			var f *Failure
			if !errors.As(err, &f) || f.Outcome != Retry {
				t.Errorf("Send = %v, want a failure to retry", err)
			}
			if took := time.Since(begun); took > 3*time.Second {
				t.Errorf("Send took %v", took)
			}
		})
	}
}

// answer says ok so many times and then nothing.
func answer(l net.Listener, times int) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	buf := make([]byte, 4096)
	words := []string{"220 here\r\n", "250 yes\r\n", "250 yes\r\n", "250 yes\r\n", "354 go on\r\n", "250 yes\r\n"}
	for i := range times {
		if i > 0 {
			if _, err := conn.Read(buf); err != nil {
				return
			}
		}
		if _, err := conn.Write([]byte(words[i])); err != nil {
			return
		}
	}
	for err == nil {
		_, err = conn.Read(buf)
	}
}

func TestTLS(t *testing.T) {
	server, roots := certificate(t)
	tests := []struct {
		name     string
		security Security
		roots    *x509.CertPool
		outcome  Outcome // 0 for sent
	}{
		{"STARTTLS", StartTLS, roots, 0},
		{"STARTTLS with a server that is not trusted", StartTLS, x509.NewCertPool(), Blocked},
		{"from the first byte", ImplicitTLS, roots, 0},
		{"from the first byte, not trusted", ImplicitTLS, x509.NewCertPool(), Blocked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &Sink{User: "office", Secret: "s"}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			port := l.Addr().(*net.TCPAddr).Port
			if tt.security == ImplicitTLS {
				l = tls.NewListener(l, server)
			}
			s.TLS = server
			s.Serve(l)
			defer s.Close()
			transport := &Transport{Host: "127.0.0.1", Port: port, Security: tt.security, User: "office", Password: "s",
				TLS: &tls.Config{RootCAs: tt.roots, ServerName: "127.0.0.1"}}
			err = transport.Send(context.Background(), message())
			var f *Failure
			if errors.As(err, &f) && f.Outcome != tt.outcome || f == nil && (err != nil || tt.outcome != 0) {
				t.Errorf("Send = %v, want outcome %d", err, tt.outcome)
			}
		})
	}
}

// certificate returns the settings of a server and the roots that trust it.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}

// A password never crosses a network in the clear.
func TestPasswordStaysAtHome(t *testing.T) {
	s := &Sink{User: "office", Secret: "s"}
	transport := sink(t, s)
	transport.User, transport.Password = "office", "s"
	other, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("no second address on this machine")
	}
	away := new(Sink)
	away.User, away.Secret = "office", "s"
	away.Serve(other)
	defer away.Close()
	transport.Host, transport.Port = "127.0.0.2", away.Port()
	err = transport.Send(context.Background(), message())
	var f *Failure
	if !errors.As(err, &f) || f.Outcome != Blocked || len(away.Messages()) != 0 {
		t.Errorf("Send = %v, want it blocked", err)
	}
}

func TestSinkForgetsTheOldest(t *testing.T) {
	s := &Sink{Most: 2}
	transport := sink(t, s)
	for i := range 3 {
		m := message()
		m.ID = fmt.Sprintf("%d@example.org", i)
		if err := transport.Send(context.Background(), m); err != nil {
			t.Fatal(err)
		}
	}
	got := s.Messages()
	if len(got) != 2 || got[0].ID != "1@example.org" || got[1].ID != "2@example.org" || s.Dropped() != 1 {
		t.Errorf("kept %d, dropped %d, want the last two", len(got), s.Dropped())
	}
}

func TestSinkKeepsWithinItsBytes(t *testing.T) {
	s := &Sink{Bytes: 20_000}
	for range 50 {
		s.Most, s.Bytes = orMost(s.Most, 200), orMost(s.Bytes, 1)
		s.keep(Received{Raw: make([]byte, 1500)})
	}
	if len(s.Messages()) != 13 || s.size > 20_000 {
		t.Errorf("kept %d of %d bytes", len(s.Messages()), s.size)
	}
}

var _ smtp.AuthSession = (*sinkSession)(nil)

// Once the server has answered for a message it is sent, whatever becomes of
// the connection: it is not sent a second time.
func TestLostAfterDeliveryIsSent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in := textproto.NewConn(conn)
		say := func(words string) { _ = in.PrintfLine("%s", words) }
		say("220 here")
		for range 3 { // EHLO, MAIL, RCPT
			_, _ = in.ReadLine()
			say("250 yes")
		}
		_, _ = in.ReadLine()
		say("354 go on")
		_, _ = in.ReadDotBytes()
		say("250 yes") // and it is gone
	}()
	transport := &Transport{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: InTheClear, Timeout: 5 * time.Second}
	if err := transport.Send(context.Background(), message()); err != nil {
		t.Errorf("Send = %v, want it sent", err)
	}
}
