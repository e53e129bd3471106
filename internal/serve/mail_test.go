package serve

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/mail"
	"github.com/evenhand/evenhand/internal/signin"
)

type wall struct{}

func (wall) Now() time.Time { return time.Now() }

// The first administrator of an empty office asks for a link, and it arrives at the server that the settings name.
func TestMailArrives(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	sink := &mail.Sink{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	sink.Serve(l)
	defer sink.Close()
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	must(os.WriteFile(secret, []byte("hush\n"), 0o600))
	h, err := Open(ctx, filepath.Join(dir, "office"), wall{}, wall{}, slog.New(slog.DiscardHandler))
	must(err)
	defer h.Close()
	s := Settings{Address: "https://office.example.org", Book: "../../modelrules/party", Name: "The Party", Administrator: "Marzipan <marzipan@example.org>",
		MailServer: l.Addr().String(), MailTLS: "none", MailFrom: "office@example.org", OIDCIssuer: "https://id.example.org", OIDCClient: "office", OIDCSecret: secret}
	must(h.Settle(ctx, s))
	var d desk.Desk
	work, err := h.WaysIn(s, &d)
	must(err)
	if d.Provider == nil || d.Provider.Secret != "hush" || d.Tell == nil {
		t.Errorf("the desk has %+v", d.Provider)
	}
	must(h.Door.AskLink(ctx, "marzipan@example.org"))
	ended := make(chan struct{})
	go func() { defer close(ended); work(ctx) }()
	for start := time.Now(); len(sink.Messages()) == 0 && time.Since(start) < 20*time.Second; {
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-ended
	if got := sink.Messages(); len(got) != 1 || !strings.Contains(got[0].Plain, "https://office.example.org/sign-in/link/") {
		t.Errorf("arrived: %+v, want one link", got)
	}
	if _, err := h.Door.Address(context.Background(), signin.Person("administrator")); err != nil {
		t.Error(err)
	}
}
